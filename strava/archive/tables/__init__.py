"""The tables of an archive: activities, athlete and gear."""
