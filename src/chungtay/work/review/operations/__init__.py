"""Writes of the review, the only door: files read in, campaigns, households under review, decisions."""
