"""The athlete's archive, as Strava sends it to anyone who asks for their data.

    export ──► files ──► fit_writer, tcx_writer, gpx_writer
       │
       ├─────► table ──► columns, languages, weather
       │
       └─────► athlete_tables, private_tables

    export           writes the ZIP: tables first, then one file per recording
    table            the rows of activities.csv, with the headers, dates and numbers of `languages`
    files            which activity has its recording in which format
    athlete_tables   profile, preferences, bikes, shoes
    private_tables   contacts, logins, and the like, which no program should read; all made up
    media, routes    placeholders of photos, and a planned route, which is no activity

Strava on the archive: https://support.strava.com/hc/en-us/articles/216918437
"""

from __future__ import annotations

from .export import write_archive
from .languages import LANGUAGES

__all__ = ["LANGUAGES", "write_archive"]
