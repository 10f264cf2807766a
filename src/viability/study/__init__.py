"""What people write, and what what-ifs make of it."""
