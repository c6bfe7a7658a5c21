"""What is kept or leaves the program: frozen reports and files."""
