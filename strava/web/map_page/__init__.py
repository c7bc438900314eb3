"""The page of the map: its background, and the activities that it lists."""
