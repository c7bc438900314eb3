"""Syncing: brings the local copy up to date with Strava, on request and in the background.

Imports only `logbook` and the modules and packages below it.
"""
