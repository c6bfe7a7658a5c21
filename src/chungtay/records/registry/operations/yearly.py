"""The yearly comparison of everybody in a place: by the rules, or by probability as a second opinion. It fills the
queue and decides nothing; what people decided is not touched."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from chungtay.foundation.accounts.permissions import Permission
from chungtay.foundation.core.models import Job
from chungtay.foundation.core.operations import record_event
from chungtay.foundation.core.operations.jobs import start
from chungtay.foundation.places.models import Unit
from chungtay.records.registry.models import DuplicatePair, FoundBy, PersonEntry, Verdict
from chungtay.records.registry.operations.intake.telling import Plainly, Telling
from chungtay.records.registry.operations.remembering import BATCH, add_pairs, new_pair
from chungtay.records.registry.permissions import check
from chungtay.records.registry.queries import probability
from chungtay.records.registry.queries.comparing import known_of
from chungtay.records.registry.queries.likeness import (
    CERTAIN_ENOUGH,
    WORTH_A_LOOK,
    WORTH_A_WORD,
    Facts,
    Likeness,
    Sign,
)
from chungtay.records.registry.queries.pairing import Likely, compared, next_block, pairs_of_block
from chungtay.records.registry.queries.pairs import open_pairs, touching
from chungtay.records.registry.queries.parts import in_parts

COMPARE = "registry.duplicates"
RULES, PROBABILITY = "rules", "probability"
BLOCK = 5_000  # persons in one transaction
DONE = gettext_noop("%(found)s alike pairs found; %(added)s are new in the queue, %(cleared)s left it.")
LEAST = 0.5  # probability from which a pair is worth a look


@dataclass(slots=True)
class Tally:
    """What a comparison came to: pairs found, new in the queue, and gone from it."""

    found: int = 0
    added: int = 0
    cleared: int = 0


def ask_for_comparison(area: Unit, *, method: str = RULES, year: int, by: Any, at: datetime.datetime) -> Job:
    """Have the whole place compared in the background; a second wish finds the first one's work. Raises
    PermissionDenied, or ChungTayError when the method is not installed."""
    check(by, Permission.REGISTRY_MERGE, area, at)
    if method == PROBABILITY:
        probability.need_splink()
    options = {"method": method, "year": year}
    return start(COMPARE, area, by=by, at=at, area=area, options=options, once=f"{COMPARE}:{area.pk}")


def find_duplicates(
    area: Unit, *, method: str = RULES, progress: Telling | None = None, block: int = BLOCK, at: datetime.datetime
) -> Tally:
    """Compare everybody of the area with everybody they may be. Taken up after a dead worker it goes on at its mark;
    open pairs are scored anew, and leave the queue when a correction took away what spoke for them."""
    progress = progress or Plainly()
    resume: dict[str, Any] = getattr(progress, "resume", {})
    tally = Tally(**resume.get("tally", {}))
    if not resume.get("compared"):
        step = _by_probability if method == PROBABILITY else _by_rules
        step(area, tally, progress, int(resume.get("person", 0)), block, at)
    progress.beat(stage=gettext("Scoring open pairs anew"))
    tally.cleared = _score_again(area)
    record_event("registry.duplicates_compared", area, by=None, at=at, area=area, detail=asdict(tally))
    return tally


def _by_rules(area: Unit, tally: Tally, progress: Telling, after: int, block: int, at: datetime.datetime) -> None:
    everybody = PersonEntry.objects.filter(words__contains=f" u{area.pk} ")
    total, done = everybody.count(), everybody.filter(pk__lte=after).count()
    progress.beat(done, total, stage=gettext("Comparing everybody"))
    while numbers := next_block(area, after=after, block=block):
        rows = compared(pairs_of_block(area, after=after, last=numbers[-1]))
        done += len(numbers)
        with progress.batch() as batch:
            _put(tally, [row for row in rows if row.likeness.score >= WORTH_A_LOOK], at)
            batch.resume = {"person": numbers[-1], "tally": asdict(tally)}
            batch.done, batch.total = done, total
        after = numbers[-1]


def _by_probability(
    area: Unit, tally: Tally, progress: Telling, _after: int, block: int, at: datetime.datetime
) -> None:
    """Learned from the whole list at once, then put into the queue in parts."""
    progress.beat(stage=gettext("Measuring how much each field says"))
    found = probability.alike(_everybody(area, block), least=LEAST)
    progress.beat(0, len(found), stage=gettext("Putting pairs into the queue"))
    for place, part in enumerate(in_parts(found, BATCH)):
        likely = {each.pair: each.probability for each in part}
        rows = [_second_opinion(row, likely[row.pair]) for row in compared(list(likely))]
        with progress.batch() as batch:
            _put(tally, rows, at)
            batch.done, batch.total = min((place + 1) * BATCH, len(found)), len(found)


def _everybody(area: Unit, block: int) -> Iterator[tuple[int, Facts]]:
    after = 0
    while numbers := next_block(area, after=after, block=block):
        for number, known in known_of(numbers).items():
            yield number, known.facts
        after = numbers[-1]


def _second_opinion(row: Likely, likely: float) -> Likely:
    """What the rules see stands beside the probability. "Very likely" is said only where the rules would look too."""
    score = round(likely * 1000)
    if row.likeness.score < WORTH_A_LOOK:
        score = min(score, CERTAIN_ENOUGH - 1)
    sign = Sign("splink", "likely", round(likely * 100))
    return Likely(row.pair, Likeness(max(score, row.likeness.score), (*row.likeness.signs, sign)))


def _put(tally: Tally, rows: Sequence[Likely], at: datetime.datetime) -> None:
    tally.found += len(rows)
    tally.added += add_pairs([new_pair(row.pair, row.likeness, FoundBy.BATCH, at) for row in rows])


def _score_again(area: Unit) -> int:
    """Open pairs of the area get the score of today. How many left the queue."""
    rows = open_pairs().filter(touching([area.path]), verdict=Verdict.OPEN)
    numbers = rows.order_by("pk").values_list("pk", flat=True)
    cleared = 0
    for part in in_parts(list(numbers), BATCH):
        with transaction.atomic():
            pairs = {
                (pair.first_id, pair.second_id): pair
                for pair in DuplicatePair.objects.select_for_update(no_key=True).filter(
                    pk__in=part, verdict=Verdict.OPEN
                )
                if not any(row.get("field") == "number" and row.get("says") == "same" for row in pair.evidence)
            }
            cleared += _renew(pairs)
    return cleared


def _renew(pairs: dict[tuple[int, int], DuplicatePair]) -> int:
    changed, gone = [], []
    for row in compared(list(pairs)):
        pair = pairs[row.pair]
        signs = [sign.as_json() for sign in row.likeness.signs]
        opinion = [each for each in pair.evidence if each.get("field") == "splink"]
        if opinion and [each for each in pair.evidence if each not in opinion] == signs:
            continue  # what was compared then is as it was
        if row.likeness.score < WORTH_A_WORD:
            gone.append(pair.pk)
        elif row.likeness.score != pair.score:
            pair.score, pair.evidence = row.likeness.score, signs
            changed.append(pair)
    DuplicatePair.objects.bulk_update(changed, ["score", "evidence"], batch_size=500)
    DuplicatePair.objects.filter(pk__in=gone).delete()
    return len(gone)
