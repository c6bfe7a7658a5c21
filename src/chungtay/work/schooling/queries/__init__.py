"""Reads of schools and pupils, already limited to the reader's area."""
