"""Proving that what was posted and decided is still what was posted and decided: lists are frozen with their hash, and
the hash is sealed into the trail. Registered with `core.queries.chain.register_digest_checker`."""

from __future__ import annotations

from collections.abc import Sequence

from chungtay.work.review.models import Decision, Posting
from chungtay.work.review.queries.decisions import digest_of
from chungtay.work.review.queries.postings import shown_digest

Event = tuple[int, str, str]  # number of the event, of its subject, the digest that was sealed


def first_changed_list(events: Sequence[Event]) -> tuple[int, str] | None:
    """Of these postings, the first whose list is not the one that was sealed; with its number for the reader."""
    lists = dict(Posting.objects.filter(pk__in=_numbers(events)).values_list("pk", "shown"))
    return _first(events, {number: shown_digest(shown) for number, shown in lists.items()}, "posting")


def first_changed_decision(events: Sequence[Event]) -> tuple[int, str] | None:
    """The same for the annexes of signed decisions."""
    annexes = dict(Decision.objects.filter(pk__in=_numbers(events)).values_list("pk", "annex"))
    return _first(events, {number: digest_of(annex) for number, annex in annexes.items()}, "decision")


def _numbers(events: Sequence[Event]) -> list[int]:
    return [int(subject) for _event, subject, _digest in events]


def _first(events: Sequence[Event], now: dict[int, str], name: str) -> tuple[int, str] | None:
    wrong = [(event, f"{name} {subject}") for event, subject, digest in events if now.get(int(subject)) != digest]
    return min(wrong, default=None)
