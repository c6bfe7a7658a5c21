"""How referrals are told."""
