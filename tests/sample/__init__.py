"""Tests of the sample Strava. They use its HTTP API, as any other program would."""
