"""Tests of reading and importing Strava's archive."""
