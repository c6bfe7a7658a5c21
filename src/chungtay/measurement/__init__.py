"""Statistics of the review: exact where numbers decide about people. No Django, no floats where a share is compared."""
