"""How insurance is told."""
