"""Pages of schools and pupils."""
