"""How rights are told."""
