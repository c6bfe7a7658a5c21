"""Reads of the review, scoped to what the person may see."""
