"""The columns of activities.csv, in Strava's order.

A name that Strava uses twice has `#2` at its second place: there, the values are plain numbers.
"""

from __future__ import annotations

SECOND = "#2"

COLUMNS = (
    *("Activity ID", "Activity Date", "Activity Name", "Activity Type", "Activity Description"),
    *("Elapsed Time", "Distance", "Max Heart Rate", "Relative Effort", "Commute"),
    *("Activity Private Note", "Activity Gear", "Filename", "Athlete Weight", "Bike Weight"),
    *("Elapsed Time#2", "Moving Time", "Distance#2", "Max Speed", "Average Speed"),
    *("Elevation Gain", "Elevation Loss", "Elevation Low", "Elevation High", "Max Grade"),
    *("Average Grade", "Average Positive Grade", "Average Negative Grade", "Max Cadence"),
    *("Average Cadence", "Max Heart Rate#2", "Average Heart Rate", "Max Watts", "Average Watts"),
    *("Calories", "Max Temperature", "Average Temperature", "Relative Effort#2", "Total Work"),
    *("Number of Runs", "Uphill Time", "Downhill Time", "Other Time", "Perceived Exertion"),
    *("Type", "Start Time", "Weighted Average Power", "Power Count"),
    *("Prefer Perceived Exertion", "Perceived Relative Effort", "Commute#2"),
    *("Total Weight Lifted", "From Upload", "Grade Adjusted Distance"),
    *("Weather Observation Time", "Weather Condition", "Weather Temperature"),
    *("Apparent Temperature", "Dewpoint", "Humidity", "Weather Pressure", "Wind Speed"),
    *("Wind Gust", "Wind Bearing", "Precipitation Intensity", "Sunrise Time", "Sunset Time"),
    *("Moon Phase", "Bike", "Gear", "Precipitation Probability", "Precipitation Type"),
    *("Cloud Cover", "Weather Visibility", "UV Index", "Weather Ozone", "Jump Count"),
    *("Total Grit", "Average Flow", "Flagged", "Average Elapsed Speed", "Dirt Distance"),
    *("Newly Explored Distance", "Newly Explored Dirt Distance", "Activity Count"),
    *("Total Steps", "Carbon Saved", "Pool Length", "Training Load", "Intensity"),
    *("Average Grade Adjusted Pace", "Timer Time", "Total Cycles", "Recovery", "With Pet"),
    *("Competition", "Long Run", "For a Cause", "With Kid", "Downhill Distance"),
    *("Total Sets", "Total Reps", "Media"),
)
"""As since September 2026."""

GERMAN = (
    *("Aktivitäts-ID", "Aktivitätsdatum", "Name der Aktivität", "Aktivitätsart"),
    *("Aktivitätsbeschreibung", "Verstrichene Zeit", "Distanz", "Max. Herzfrequenz"),
    *("Relative Leistung", "Pendeln", "Hinweis zur Privatsphäre für Aktivitäten"),
    *("Aktivitätsausrüstung", "Dateiname", "Sportlergewicht", "Fahrradgewicht"),
    *("Verstrichene Zeit", "Bewegungszeit", "Distanz", "Höchstgeschw."),
    *("Durchschnittliche Geschwindigkeit", "Höhenzunahme", "Höhenunterschied", "Min. Höhe"),
    *("Max. Höhe", "Max. Steigung", "Durchschnittliche Steigung"),
    *("Durchschnittliche positive Steigung", "Durchschnittliche negative Steigung"),
    *("Max. Tritt-/Schrittfrequenz", "Durchschnittliche Trittfrequenz", "Max. Herzfrequenz"),
    *("Durchschnittliche Herzfrequenz", "Max. Watt", "Durchschnittliche Watt", "Kalorien"),
    *("Max. Temperatur", "Durchschnittliche Temperatur", "Relative Leistung", "Gesamtarbeit"),
    *("Anzahl Läufe", "Bergaufzeit", "Bergabzeit", "Andere Zeit", "Gefühlte Anstrengung"),
    *("Art", "Startzeit", "Gewichtete durchschnittliche Leistung", "Leistungszahl"),
    *("Gefühlte Anstrengung verwenden", "Gefühlte relative Leistung", "Pendeln"),
    *("Insgesamt gestemmtes Gewicht", "Von Upload", "Auf Steigung angepasste Distanz"),
    *("Wetterbeobachtungszeit", "Wetterlage", "Wetter: Temperatur", "Scheinbare Temperatur"),
    *("Taupunkt", "Luftfeuchtigkeit", "Wetter: Druck", "Windgeschwindigkeit", "Windböe"),
    *("Windrichtung", "Niederschlagsintensität", "Sonnenaufgangszeit", "Sonnenuntergangszeit"),
    *("Mondphase", "Fahrrad", "Ausrüstung", "Niederschlagswahrscheinlichkeit"),
    *("Niederschlagsart", "Wolkendecke", "Wetter: Sichtbarkeit", "UV-Index", "Wetter: Ozon"),
    *("Sprunganzahl", "Schwierigkeit insgesamt", "Durchschnittlicher Flow", "Markiert"),
    "Durchschnittsgeschwindigkeit im Aufzeichnungszeitraum",
    *("Auf Schotter zurückgelegte Distanz", "Neu getestete Distanz"),
    *("Neu getestete Schotterdistanz", "Aktivitätsanzahl", "Schritte insgesamt"),
    *("Eingesparte CO₂-Emissionen", "Pool-Länge", "Trainingsbelastung", "Intensität"),
    *("Durchschnittliches auf Steigung angepasstes Tempo", "Stoppuhr-Zeit", "Zyklen gesamt"),
    *("Regeneration", "Mit Haustier", "Wettbewerb", "Langer Lauf", "Für einen guten Zweck"),
    *("Mit Kind", "Abfahrtsdistanz", "Medien"),
)
"""As since February 2026, when `Total Sets` and `Total Reps` were missing."""

GERMAN_COLUMNS = tuple(name for name in COLUMNS if name not in ("Total Sets", "Total Reps"))

FRENCH = {
    "Activity ID": "ID de l'activité",
    "Activity Date": "Date de l'activité",
    "Activity Name": "Nom de l'activité",
    "Activity Type": "Type d'activité",
    "Activity Description": "Description de l'activité",
    "Elapsed Time": "Temps écoulé",
    "Distance": "Distance",
    "Max Heart Rate": "Fréquence cardiaque max.",
    "Relative Effort": "Effort relatif",
    "Commute": "Déplacement-transport",
    "Activity Private Note": "Note privée sur les activités",
    "Activity Gear": "Matériel utilisé pour l'activité",
    "Filename": "Nom du fichier",
    "Athlete Weight": "Poids de l'athlète",
    "Bike Weight": "Poids du vélo",
    "Moving Time": "Durée de déplacement",
    "Max Speed": "Vitesse max.",
    "Average Speed": "Vitesse moyenne",
    "Elevation Gain": "Dénivelé positif",
}
"""Of this and the following languages, only these names are known; the others stay English."""

SPANISH = {
    "Activity ID": "ID de actividad",
    "Activity Date": "Fecha de la actividad",
    "Activity Name": "Nombre de la actividad",
    "Activity Type": "Tipo de actividad",
    "Activity Description": "Descripción de la actividad",
    "Elapsed Time": "Tiempo transcurrido",
    "Distance": "Distancia",
    "Activity Private Note": "Nota privada de actividad",
    "Filename": "Nombre del archivo",
    "Moving Time": "Tiempo en movimiento",
    "Elevation Gain": "Desnivel positivo",
}

DUTCH = {
    "Activity ID": "Activiteits-ID",
    "Activity Date": "Datum van activiteit",
    "Activity Name": "Naam activiteit",
    "Activity Type": "Activiteitstype",
    "Activity Description": "Beschrijving van activiteit",
    "Elapsed Time": "Verstreken tijd",
    "Distance": "Afstand",
    "Filename": "Bestandsnaam",
    "Moving Time": "Beweegtijd",
    "Elevation Gain": "Totale stijging",
    "Average Heart Rate": "Gemiddelde hartslag",
    "Max Heart Rate": "Max. hartslag",
}

POLISH = {
    "Activity ID": "Identyfikator aktywności",
    "Activity Date": "Data aktywności",
    "Activity Name": "Nazwa aktywności",
    "Activity Type": "Rodzaj aktywności",
    "Elapsed Time": "Czas całkowity",
    "Distance": "Dystans",
    "Moving Time": "Czas ruchu",
}

CHINESE = {
    "Activity ID": "活动 ID",
    "Activity Date": "活动日期",
    "Activity Name": "活动名称",
    "Activity Type": "活动类型",
    "Activity Description": "活动描述",
    "Elapsed Time": "全程耗时",
    "Distance": "距离",
    "Filename": "文件名",
}


def make_header(names: dict[str, str]) -> tuple[str, ...]:
    """Return the header with these names; those that are missing stay English."""
    plain = (column.removesuffix(SECOND) for column in COLUMNS)
    return tuple(names.get(name, name) for name in plain)
