"""Reading the policies of offices, and what one would give before it is decided."""
