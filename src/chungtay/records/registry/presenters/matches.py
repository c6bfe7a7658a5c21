"""Who may be on record already, said to whoever enters a person."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from chungtay.records.registry.presenters.words import birth_words
from chungtay.records.registry.queries.matching import Candidate


def on_record_already(name: str, candidates: Iterable[Candidate]) -> list[str]:
    """One sentence for each. Of somebody outside the own area nothing is told but the ward."""
    found = []
    for each in candidates:
        if each.person is None or each.household is None:
            sentence = _("%(name)s may be on record already, with somebody in %(ward)s.")
            found.append(sentence % {"name": name, "ward": each.ward.name})
        else:
            sentence = _("%(name)s may be on record already: %(other)s, born %(born)s, household %(code)s.")
            words = {"name": name, "other": each.person.full_name, "born": birth_words(each.person)}
            found.append(sentence % {**words, "code": each.household.code})
    return found
