"""Writes of sponsorship."""
