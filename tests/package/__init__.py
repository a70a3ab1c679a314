"""What is distributed: built the same each time, and complete where it is installed."""
