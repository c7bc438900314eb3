"""The page that says what looks wrong in the numbers: its sections."""
