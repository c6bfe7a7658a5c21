"""Reads of the insurance of a ward."""
