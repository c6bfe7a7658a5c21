"""Acts on cases of assistance: the only door for a change."""
