"""The addresses that ODK Collect calls, and the page where a telephone is set up."""
