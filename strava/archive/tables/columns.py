"""Which field of Strava's API each column of activities.csv is, and how its cells are read.

Fields that the API does not have are named like its others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import cells

Convert = Callable[[str], Any]

FIELDS: dict[str, tuple[str, Convert]] = {
    "Elapsed Time": ("elapsed_time", cells.seconds),
    "Moving Time": ("moving_time", cells.seconds),
    "Distance": ("distance", cells.amount),
    "Max Speed": ("max_speed", cells.amount),
    "Average Speed": ("average_speed", cells.amount),
    "Elevation Gain": ("total_elevation_gain", cells.amount),
    "Elevation Loss": ("total_elevation_loss", cells.amount),
    "Elevation Low": ("elev_low", cells.plain_number),
    "Elevation High": ("elev_high", cells.plain_number),
    "Max Grade": ("max_grade", cells.plain_number),
    "Average Grade": ("average_grade", cells.plain_number),
    "Max Cadence": ("max_cadence", cells.amount),
    "Average Cadence": ("average_cadence", cells.amount),
    "Max Heart Rate": ("max_heartrate", cells.amount),
    "Average Heart Rate": ("average_heartrate", cells.amount),
    "Max Watts": ("max_watts", cells.amount),
    "Average Watts": ("average_watts", cells.amount),
    "Weighted Average Power": ("weighted_average_watts", cells.amount),
    "Calories": ("calories", cells.amount),
    "Max Temperature": ("max_temp", cells.plain_number),
    "Average Temperature": ("average_temp", cells.plain_number),
    "Relative Effort": ("suffer_score", cells.amount),
    "Perceived Exertion": ("perceived_exertion", cells.amount),
    "Prefer Perceived Exertion": ("prefer_perceived_exertion", cells.flag),
    "Number of Runs": ("number_of_runs", cells.seconds),
    "Uphill Time": ("uphill_time", cells.amount),
    "Downhill Time": ("downhill_time", cells.amount),
    "Downhill Distance": ("downhill_distance", cells.amount),
    "Athlete Weight": ("athlete_weight", cells.amount),
    "Bike Weight": ("bike_weight", cells.amount),
    "Total Weight Lifted": ("total_weight_lifted", cells.amount),
    "Total Sets": ("total_sets", cells.seconds),
    "Total Reps": ("total_reps", cells.seconds),
    "Grade Adjusted Distance": ("grade_adjusted_distance", cells.amount),
    "Average Grade Adjusted Pace": ("average_grade_adjusted_pace", cells.amount),
    "Average Elapsed Speed": ("average_elapsed_speed", cells.amount),
    "Dirt Distance": ("dirt_distance", cells.amount),
    "Newly Explored Distance": ("newly_explored_distance", cells.amount),
    "Newly Explored Dirt Distance": ("newly_explored_dirt_distance", cells.amount),
    "Jump Count": ("jump_count", cells.seconds),
    "Total Grit": ("total_grit", cells.amount),
    "Average Flow": ("average_flow", cells.amount),
    "Total Steps": ("total_steps", cells.seconds),
    "Total Cycles": ("total_cycles", cells.seconds),
    "Pool Length": ("pool_length", cells.amount),
    "Training Load": ("training_load", cells.amount),
    "Intensity": ("intensity", cells.amount),
    "Timer Time": ("timer_time", cells.amount),
    "Carbon Saved": ("carbon_saved", cells.amount),
    "From Upload": ("from_upload", cells.flag),
    "Flagged": ("flagged", cells.flag),
    "Commute": ("commute", cells.flag),
    "Recovery": ("recovery", cells.flag),
    "With Pet": ("with_pet", cells.flag),
    "With Kid": ("with_kid", cells.flag),
    "For a Cause": ("for_a_cause", cells.flag),
    "Activity Description": ("description", cells.text),
    "Activity Private Note": ("private_note", cells.text),
}
"""The field and the kind of value of each column."""
SHOWN_FIRST: dict[str, Convert] = {
    "Elapsed Time": cells.shown_seconds,
    "Max Heart Rate": cells.shown_amount,
    "Relative Effort": cells.shown_amount,
}
"""How to read the first of columns with the same name, which has numbers as pages show them."""
WEATHER = {
    "Weather Observation Time": "observation_time",
    "Weather Condition": "condition",
    "Weather Temperature": "temperature",
    "Apparent Temperature": "apparent_temperature",
    "Dewpoint": "dewpoint",
    "Humidity": "humidity",
    "Weather Pressure": "pressure",
    "Wind Speed": "wind_speed",
    "Wind Gust": "wind_gust",
    "Wind Bearing": "wind_bearing",
    "Precipitation Intensity": "precipitation_intensity",
    "Precipitation Probability": "precipitation_probability",
    "Precipitation Type": "precipitation_type",
    "Cloud Cover": "cloud_cover",
    "Weather Visibility": "visibility",
    "UV Index": "uv_index",
    "Weather Ozone": "ozone",
    "Sunrise Time": "sunrise_time",
    "Sunset Time": "sunset_time",
    "Moon Phase": "moon_phase",
}
"""The keys of the weather, whose values are as in the archive."""
