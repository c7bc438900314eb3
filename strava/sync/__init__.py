"""Brings the local copy up to date with Strava, and keeps it so.

Imports `logbook` and everything below it.
"""
