"""Strava's web API as a client sees it. Imports neither Flask nor a database."""
