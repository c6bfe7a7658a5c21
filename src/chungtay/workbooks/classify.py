"""The main job: a ward's workbook in, every household classified or refused, the official papers out.

    classify_file(Path("to3.xlsx"), rule_set_id="vn-2022", area="Hà Nội, thành thị", on=day, out_dir=Path("out"))

The same function serves the command line and the web app.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from chungtay.rulebook import rule_sets
from chungtay.rulebook.area import parse_area
from chungtay.workbooks import papers
from chungtay.workbooks.outcome import Meta, Outcome
from chungtay.workbooks.reading import read_file
from chungtay.workbooks.scoring import score_households

# stage ("read", "score", "write"), done, total
Progress = Callable[[str, int, int], None]


def classify_file(
    path: Path,
    *,
    rule_set_id: str,
    area: str,
    on: datetime.date,
    out_dir: Path | None,
    members: Path | None = None,
    mapping: Mapping[str, str] | None = None,
    memory: Path | None = None,
    choices: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Read, score and write; raises ChungTayError when the file as a whole cannot be taken.

    `area` is province and area type in words, used where a row does not say; `memory` keeps corrected mappings.
    Without `out_dir` nothing is written.
    """
    tell = progress or (lambda stage, done, total: None)
    rule_set = rule_sets.load(rule_set_id, choices)
    place = parse_area(rule_set if rule_set.provinces else rule_sets.load("vn-2022"), area)
    tell("read", 0, 1)
    read = read_file(path, rule_set, members=members, mapping=mapping, memory=memory)
    tell("read", 1, 1)
    rows = score_households(read, rule_set, area=place, on=on, progress=lambda done, total: tell("score", done, total))
    files = [path] if members is None else [path, members]
    outcome = Outcome(
        Meta(rule_set.id, rule_set.version, area, on, " + ".join(file.name for file in files), digest_of(files)),
        rows,
        read.set_aside,
        read.problems,
        read.notes,
    )
    if out_dir is not None:
        outcome.written = papers.write_all(
            outcome,
            rule_set,
            path,
            out_dir,
            members=members,
            progress=lambda done, total: tell("write", done, total),
        )
    return outcome


def digest_of(files: Sequence[Path]) -> str:
    """SHA-256 of a file; of a pair, the SHA-256 of the two digests, households first."""
    digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
