"""Pages of sponsorship."""
