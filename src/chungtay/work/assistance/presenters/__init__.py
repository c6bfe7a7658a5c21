"""How assistance is told."""
