"""Results to what people read: tidy rows, rich tables, and CSV, JSON and Markdown files."""
