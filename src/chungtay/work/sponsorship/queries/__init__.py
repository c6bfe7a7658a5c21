"""Reads of sponsorship."""
