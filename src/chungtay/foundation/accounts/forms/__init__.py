"""What people type about accounts: the own one, and those of an administrator's area."""
