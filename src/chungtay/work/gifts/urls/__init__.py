"""Addresses of the rounds of gifts and of the app that hands them over."""
