"""Django's SQLite with one difference: a statement takes as many values as this SQLite allows, not 999."""
