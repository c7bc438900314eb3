"""The pages: blueprints, the layout around them, and how values are shown.

May import everything below it; in `strava`, only `demo` imports it.
"""
