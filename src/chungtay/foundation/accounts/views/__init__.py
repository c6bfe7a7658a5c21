"""Pages of accounts: the own one (`own`), and those of an administrator's area (`people`)."""
