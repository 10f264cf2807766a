"""A study to numbers."""
