"""Pages of the catalogue of policies."""
