"""Reads of referrals, of the reader's own area alone."""
