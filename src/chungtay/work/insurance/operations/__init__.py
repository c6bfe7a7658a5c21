"""Writes of the insurance of a ward."""
