"""An app of the tests alone: a job that counts, in batches, and can be made to hang in the middle of one."""
