"""What may follow what in the life of a file."""

from django.utils.translation import gettext as _

from chungtay.work.review.models import ReviewFile, State

NEXT: dict[str, frozenset[str]] = {
    State.UPLOADED: frozenset({State.QUEUED, State.UNREADABLE, State.WITHDRAWN}),
    State.UNREADABLE: frozenset({State.WITHDRAWN}),
    State.QUEUED: frozenset({State.RUNNING}),
    State.RUNNING: frozenset({State.DONE, State.FAILED, State.QUEUED}),  # back to the queue when its worker died
    State.DONE: frozenset({State.WITHDRAWN}),
    State.FAILED: frozenset({State.QUEUED, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset({State.UPLOADED, State.UNREADABLE, State.DONE, State.FAILED}),  # taken back, as it was
}


class WrongState(Exception):
    """The file stands where this step is not possible (any more); says so in a sentence."""


def before_withdrawal(file: ReviewFile) -> str:
    """Where a withdrawn file stood: classified files have the version of their rules, ended jobs an end."""
    if file.rule_set_version:
        return State.DONE
    if file.problem:
        return State.FAILED if file.finished_at else State.UNREADABLE
    return State.UPLOADED


def check_may_become(file: ReviewFile, state: str) -> None:
    """Raise WrongState unless the file may go from its state to the other."""
    if state not in NEXT[file.state]:
        sentence = _("“%(file)s” is at “%(state)s”; this step is not possible now. Load the page anew.")
        raise WrongState(sentence % {"file": file.name, "state": State(file.state).label})
