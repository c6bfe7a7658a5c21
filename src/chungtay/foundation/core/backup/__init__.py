"""Keeping the whole installation in one file, and bringing it back: `./run backup`, `./run restore`.

The file is a tar of parts: the database, the kept files, local rule sets, and last a manifest with the size and SHA-256
of every part, the rows of every table, the migrations and the end of the audit trail. Keys are not in it unless asked
for, and then sealed with a passphrase.
"""
