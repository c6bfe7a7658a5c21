"""Which circumstances are asked, "none" being an answer too; by these names policies ask for them."""

from chungtay.records.registry import models

ASKED_OF_HOME: tuple[str, ...] = tuple(kind.value for kind in models.ASKED_OF_HOME)
ASKED_OF_PERSON: tuple[str, ...] = tuple(kind.value for kind in models.ASKED if kind not in models.ASKED_OF_HOME)
