"""The database: tables, migrations, and how columns derive from Strava's JSON.

Imports only settings, the instance folder and the modules below them.
"""
