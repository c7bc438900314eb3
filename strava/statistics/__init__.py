"""Statistics over the matching activities: their totals by period, day, hour, and gear."""
