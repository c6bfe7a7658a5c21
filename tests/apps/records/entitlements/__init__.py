"""Rights worked out from the register."""
