"""What an officer fills in for a policy of the office."""
