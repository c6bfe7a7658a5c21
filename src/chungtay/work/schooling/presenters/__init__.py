"""How schools, pupils and lists are told."""
