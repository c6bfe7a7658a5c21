"""Addresses of the review."""
