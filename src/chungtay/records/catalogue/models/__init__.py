"""An office's own policies, as proposed, and what was decided on them."""

from chungtay.records.catalogue.models.policies import DecisionKind, OwnPolicy, PolicyDecision

__all__ = ["DecisionKind", "OwnPolicy", "PolicyDecision"]
