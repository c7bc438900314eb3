"""What is stored: tables, migrations, and how rows derive from Strava's JSON.

Imports settings, the instance folder and the leaves below them.
"""
