"""Proving that nobody rewrote the trail: every link computed anew, in bounded memory, up to the first that is wrong."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chungtay.foundation.core.models import AuditEvent, AuditHead
from chungtay.foundation.core.queries.trail import sealed_content

BATCH = 1000
_COLUMNS = (
    "number", "at", "by_id", "action", "subject_type", "subject_id", "area_path", "detail", "digest", "previous_hash",
    "hash",
)  # fmt: skip


class Fault(enum.StrEnum):
    """What can be wrong with a link."""

    CHANGED = "changed"  # the event does not say what it said when it was sealed
    MISSING = "missing"  # a number is skipped: an event was removed
    UNLINKED = "unlinked"  # it does not follow the event before it: the one before was replaced
    HEAD = "head"  # the end of the chain is not the last event: events at the end were removed or added
    HISTORY = "history"  # the history rows that belong to the event are not those it was sealed with
    ANCHOR = "anchor"  # the chain is whole but not the one whose link was noted down


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first link that does not hold. `detail` adds what a checker of history rows said."""

    number: int
    fault: Fault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link as somebody noted it down: the number of an event and its seal (at least its first 12 digits)."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk over the chain found: how many events hold, the seal of the last one, and the first broken link."""

    events: int
    last_hash: str
    broken: BrokenLink | None

    @property
    def holds(self) -> bool:
        return self.broken is None


# (event number, subject_id, digest) of a batch of events -> number of the first event whose history rows do not give
# its digest, with a word about it; None when all do.
DigestChecker = Callable[[Sequence[tuple[int, str, str]]], "tuple[int, str] | None"]
_checkers: dict[str, DigestChecker] = {}


def register_digest_checker(action_prefix: str, check: DigestChecker) -> None:
    """Have events whose action begins with `action_prefix` ("registry.") compared with the history rows they sealed.

    `check` gets batches of (event number, subject id, digest), at most 1,000 at a time, and computes the digests anew
    from the rows as they are now. Called from the app's `ready()`. An event with a digest and without a checker counts
    as broken: what cannot be proved is not proved.
    """
    _checkers[action_prefix] = check


def verify_trail(
    *, anchors: Iterable[Anchor] = (), tell: Callable[[int, int], None] = lambda done, total: None
) -> Verified:
    """Walk the whole chain from its first event. `anchors` are links that must still be in it; `tell(done, total)` is
    called after each batch."""
    head = AuditHead.objects.filter(pk=1).first()
    total = head.number if head else 0
    noted = {anchor.number: anchor.hash.lower() for anchor in anchors}
    previous, done = "", 0
    for rows in _batches(total):
        broken, held, previous = _check_batch(rows, done, previous, noted)
        history = _check_history(rows[:held])
        if history is not None:
            return Verified(history.number - 1, "", history)
        done += held
        if broken is not None:
            return Verified(done, previous, broken)
        tell(done, total)
    if done != total or (head is not None and head.hash != previous):
        return Verified(done, previous, BrokenLink(min(done, total) + 1, Fault.HEAD))
    if AuditEvent.objects.filter(number__gt=total).exists() and _unchanged(total):
        return Verified(done, previous, BrokenLink(total + 1, Fault.HEAD))
    beyond = [number for number in noted if not 1 <= number <= done]
    if beyond:
        return Verified(done, previous, BrokenLink(min(beyond), Fault.ANCHOR))
    return Verified(done, previous, None)


def first_broken_link() -> int | None:
    """Number of the first event that was changed, removed or added behind our back; None when the chain holds."""
    found = verify_trail()
    return found.broken.number if found.broken else None


def _batches(total: int) -> Iterator[list[Mapping[str, Any]]]:
    """The events up to the head as it was when we began, in order; whoever works meanwhile adds behind it."""
    last = 0
    while True:
        found = AuditEvent.objects.filter(number__gt=last, number__lte=total).order_by("number")
        rows = list(found.values(*_COLUMNS)[:BATCH])
        if not rows:
            return
        yield rows
        last = rows[-1]["number"]


def _check_batch(
    rows: Sequence[Mapping[str, Any]], done: int, previous: str, noted: Mapping[int, str]
) -> tuple[BrokenLink | None, int, str]:
    """The first broken link of a batch, how many events before it hold, and the seal of the last that does."""
    for position, row in enumerate(rows):
        number = done + position + 1
        fault = _fault(row, number, previous)
        if fault is not None:
            return BrokenLink(number, fault), position, previous
        previous = row["hash"]
        if not previous.startswith(noted.get(number, "")):
            return BrokenLink(number, Fault.ANCHOR), position, previous
    return None, len(rows), previous


def _fault(row: Mapping[str, Any], number: int, previous: str) -> Fault | None:
    if row["number"] != number:
        return Fault.MISSING
    computed = sealed_content(
        number=number,
        at=row["at"],
        by=row["by_id"],
        action=row["action"],
        subject=(row["subject_type"], row["subject_id"]),
        area=row["area_path"],
        detail=row["detail"],
        digest=row["digest"],
        previous=row["previous_hash"],
    )
    if computed != row["hash"]:
        return Fault.CHANGED
    return Fault.UNLINKED if row["previous_hash"] != previous else None


def _check_history(rows: Sequence[Mapping[str, Any]]) -> BrokenLink | None:
    """Give each checker its events of this batch; the first event that fails in any of them."""
    by_prefix: dict[str, list[tuple[int, str, str]]] = {}
    for row in rows:
        if row["digest"]:
            prefix = next((known for known in _checkers if row["action"].startswith(known)), "")
            by_prefix.setdefault(prefix, []).append((row["number"], row["subject_id"], row["digest"]))
    found = []
    for prefix, events in by_prefix.items():
        if not prefix:
            found.append(BrokenLink(events[0][0], Fault.HISTORY, "no checker"))
        elif (wrong := _checkers[prefix](events)) is not None:
            found.append(BrokenLink(wrong[0], Fault.HISTORY, wrong[1]))
    return min(found, key=lambda link: link.number, default=None)


def _unchanged(total: int) -> bool:
    """Is the head still where it was when we began? If not, the events behind it came by the right door."""
    head = AuditHead.objects.filter(pk=1).first()
    return (head.number if head else 0) == total
