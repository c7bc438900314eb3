"""What the page of records shows, section by section."""
