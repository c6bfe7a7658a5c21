"""How sponsorship is shown."""
