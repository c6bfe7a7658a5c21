"""Files that bring households in: what their cells say, whom of the register they mean, and what would change."""
