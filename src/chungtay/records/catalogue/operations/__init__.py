"""The only doors through which an office writes a policy of its own."""
