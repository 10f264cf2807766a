"""Results to rows, and to what a terminal shows."""
