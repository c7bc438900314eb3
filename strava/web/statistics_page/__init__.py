"""What the page of statistics shows, section by section."""
