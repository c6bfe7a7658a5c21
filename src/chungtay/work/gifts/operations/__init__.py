"""What is done with rounds of gifts."""
