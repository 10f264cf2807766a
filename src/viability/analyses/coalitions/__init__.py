"""Which coalition would be better: every coalition of some states, searched."""
