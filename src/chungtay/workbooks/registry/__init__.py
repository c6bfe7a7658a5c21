"""The register as workbooks: the ministry's list for upload, and every field for a copy that comes back in."""
