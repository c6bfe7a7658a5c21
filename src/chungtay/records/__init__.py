"""What is remembered: households and people, rights, funds, plans."""
