"""The only doors through which lists of rights are written."""
