"""What comes in: decisions on a list."""
