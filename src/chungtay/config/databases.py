"""The database of an installation: SQLite in the data folder, or PostgreSQL where CHUNGTAY_DATABASE_URL says so."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

# Readers do not wait for the writer (WAL); a writer asks first and waits its turn instead of failing half-way
# (IMMEDIATE). NORMAL keeps the database whole when power fails; at most the last moment's work is repeated.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
}

# Seconds that a thread keeps its connection for the next request. SQLite too: opening the file means reading the whole
# schema again (benchmarks/README.md, "Where the time of a delivery goes"). Whatever puts another file in its place
# runs alone (foundation/core/running).
KEPT = 60


def database(data_dir: Path) -> dict[str, Any]:
    """Django's entry for DATABASES; raises ValueError for an address that is not PostgreSQL's."""
    address = os.environ.get("CHUNGTAY_DATABASE_URL")
    if not address:
        return {
            "ENGINE": "chungtay.config.sqlite",
            "NAME": data_dir / "chungtay.sqlite3",
            "CONN_MAX_AGE": KEPT,
            "OPTIONS": dict(SQLITE_OPTIONS),
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError("CHUNGTAY_DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT,
        "OPTIONS": query,
    }
