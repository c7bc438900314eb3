"""Tests of merging archives with what the API says."""
