"""The population engine over stored forms gives what the reference gives, form by form."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from chungtay.demo import district as demo
from chungtay.population.plan import flag_column
from chungtay.population.tables import KEY
from chungtay.rulebook import rule_sets
from chungtay.rulebook.evaluate import evaluate
from chungtay.work.review.queries import bulk_scoring

RULES = rule_sets.load("vn-2022")


def stored_forms(homes: int, area: dict[str, int]) -> list[bulk_scoring.Form]:
    """Answers of invented households as a survey keeps them, visited on two days; by number from 1."""
    of_home = {entry.id for entry in RULES.inputs_of("household")}
    of_member = {entry.id for entry in RULES.inputs_of("member")} | {"birth_date"}
    forms: list[bulk_scoring.Form] = []
    for frame, people in demo.ward_frames(homes, demo.SEED, 500, 0, demo.REVIEW_DATE):
        members: dict[str, list[dict]] = {}
        for row in people.iter_rows(named=True):
            told = {name: _kept(value) for name, value in row.items() if name in of_member and value is not None}
            members.setdefault(row[KEY], []).append({"person": None} | told)
        for row in frame.iter_rows(named=True):
            told = {name: _kept(value) for name, value in row.items() if name in of_home and value is not None}
            on = demo.REVIEW_DATE + datetime.timedelta(days=len(forms) % 2)
            answers = {"household": told, "members": members[row[KEY]]}
            forms.append(bulk_scoring.Form(len(forms) + 1, on, area, answers))
    return forms


def _kept(value):
    """As JSON keeps it."""
    return value if type(value) is int else f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else str(value)


def reference(form: bulk_scoring.Form):
    household = dict(form.answers["household"]) | form.area
    members = [{name: value for name, value in each.items() if name != "person"} for each in form.answers["members"]]
    return evaluate(RULES, {"household": household, "members": members, "overrides": {}}, on=form.on)


@pytest.mark.parametrize("area", [{"area_type": 1, "region": 2}, {"area_type": 2, "region": 2, "rural_sheet": 1}])
def test_same_class_scores_and_points_as_the_reference(tmp_path, area):
    forms = stored_forms(140, area)
    for name in ("birth_date", "age_months"):  # nobody knows how old the head is
        forms[3].answers["members"][0].pop(name, None)
    found = bulk_scoring.score_forms(forms, RULES, tmp_path)
    rows = {row[KEY]: row for row in pl.read_parquet(found.written).iter_rows(named=True)}
    assert len(rows) == len(forms)
    for form in forms:
        wanted, row = reference(form), rows[form.number]
        assert (row["class"] or "") == wanted.class_id
        if not wanted.class_id:
            continue
        assert (row["b1"], row["b2"]) == (wanted.scores["b1"].low, wanted.scores["b2"].low)
        assert {item.id: row[item.id] for item in wanted.items} == {item.id: item.points.low for item in wanted.items}
        assert {each.id: row[flag_column(each.id)] for each in wanted.indicators} == {
            each.id: each.deprived for each in wanted.indicators
        }
    assert found.refused >= 1
    assert sum(found.classes.values()) + found.refused == len(forms)
    assert len(found.classes) == 3


def test_what_a_table_cannot_hold_is_left_to_the_reference(tmp_path):
    forms = stored_forms(28, {"area_type": 1, "region": 2})
    forms[0].answers["household"]["electricity"] = True
    odd = bulk_scoring.Form(
        forms[1].number, forms[1].on, forms[1].area, dict(forms[1].answers) | {"overrides": {"b1": 1}}
    )
    found = bulk_scoring.score_forms([forms[0], odd, *forms[2:]], RULES, tmp_path)
    assert found.by_hand == [1, 2]
    assert sum(found.classes.values()) + found.refused == len(forms) - 2
