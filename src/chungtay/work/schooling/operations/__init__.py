"""The only door by which schools and pupils are written."""
