"""How the review is shown."""
