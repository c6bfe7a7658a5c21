"""Bringing a file into the register: kept, compared, taken over in batches, taken back."""
