"""Chung Tay: registry, review, rights and their delivery for wards, districts and a country."""

__version__ = "0.1.0"
