"""Strava's bulk export: the ZIP that every athlete can ask for, read and imported.

Strava on the export: https://support.strava.com/hc/en-us/articles/216918437
"""
