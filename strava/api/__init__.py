"""A client for Strava's web API: requests, responses, OAuth and rate limits.

Imports neither Flask nor a database.
"""
