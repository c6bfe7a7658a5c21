"""What comes in from ODK Collect and from the page of its settings."""
