"""Figures of the reports, worked out from records whenever they are asked for."""
