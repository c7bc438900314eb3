"""Private places, and what of the stored data may be shown while they are hidden."""
