"""A year on one page, and as a picture."""
