"""What comes in about insurance."""
