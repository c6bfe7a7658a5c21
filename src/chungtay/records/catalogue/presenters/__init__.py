"""How policies are told."""
