"""Writes of credit."""
