"""A real server that kills itself (kill -9) at one place of taking forms in, when a test asks for it."""
