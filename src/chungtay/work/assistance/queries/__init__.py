"""Cases of assistance as they stand."""
