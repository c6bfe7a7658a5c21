"""Pages of rounds of gifts."""
