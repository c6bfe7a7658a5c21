"""A real server or worker that kills itself (kill -9) at one place, when a test asks for it."""
