"""Which key ring belongs to this database. The keys themselves are never here."""

from django.db import models

from chungtay.foundation.core.privacy import classes


class KeyRingMark(models.Model):
    """One row: the name of the ring and a proof that only this ring gives. Another ring would seal texts that the
    right one cannot open, and give other fingerprints: the same person could be entered twice."""

    PRIVACY = classes(official="ring proof")

    ring = models.CharField(max_length=16)
    proof = models.CharField(max_length=64)
