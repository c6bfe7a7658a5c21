"""How rounds of gifts are told."""
