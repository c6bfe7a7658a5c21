"""An app of the tests alone: a worker that takes five households at a time over, and hangs in the middle of a part."""
