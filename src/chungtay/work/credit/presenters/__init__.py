"""How loans are shown."""
