"""What is asked about rounds of gifts."""
