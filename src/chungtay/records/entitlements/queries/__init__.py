"""Rights worked out from the register and the policies in force."""
