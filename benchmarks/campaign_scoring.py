"""A campaign's stored forms in columns, against the same engine on ready tables and against form by form."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
AREA = {"area_type": 1, "region": 2}
SAMPLE = 300


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=int, default=20_000, help="forms")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chungtay.config.settings.development")
    import django

    django.setup()
    measure(args.homes)


def measure(homes: int) -> None:
    import polars as pl

    from chungtay.demo import district as demo
    from chungtay.population.classify import classify
    from chungtay.population.tables import KEY
    from chungtay.rulebook import rule_sets
    from chungtay.rulebook.evaluate import evaluate
    from chungtay.work.review.queries.bulk_scoring import Form, score_forms

    rules = rule_sets.load("vn-2022")
    frames = list(demo.ward_frames(homes, demo.SEED, 50, 0, demo.REVIEW_DATE))
    of_home = [entry.id for entry in rules.inputs_of("household") if entry.id not in (*AREA, "rural_sheet")]
    of_member = [entry.id for entry in rules.inputs_of("member")]
    forms: list[Form] = []
    for home, people in frames:
        members: dict[Any, list[dict[str, Any]]] = {}
        for row in people.iter_rows(named=True):
            members.setdefault(row[KEY], []).append(_answers(row, [*of_member, "birth_date"]))
        for row in home.iter_rows(named=True):
            answers = {"household": _answers(row, of_home), "members": members[row[KEY]]}
            forms.append(Form(len(forms) + 1, demo.REVIEW_DATE, AREA, answers))
    ready = [pl.concat([pair[side] for pair in frames], how="diagonal_relaxed") for side in (0, 1)]
    places = [name for name in (*AREA, "rural_sheet") if name in ready[0].columns]
    ready[0] = ready[0].drop(places)  # the same place for everybody, as in the forms
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        found = score_forms(forms, rules, Path(folder))
        ours = time.process_time() - began
        began = time.process_time()
        out = Path(folder) / "ready.parquet"
        told = classify(
            ready[0].lazy(), rules, members=ready[1].lazy(), area=AREA, out=out, on=demo.REVIEW_DATE, explain_at_most=0
        )
        bare = time.process_time() - began
    began = time.process_time()
    for form in forms[:SAMPLE]:
        raw = {"household": dict(form.answers["household"]) | AREA, "members": form.answers["members"], "overrides": {}}
        evaluate(rules, raw, on=form.on)
    one = (time.process_time() - began) / SAMPLE * len(forms)
    if found.refused or found.classes != {name: count for name, count in told.classes.items() if count}:
        raise SystemExit(f"not the same classes: {found.classes}, {told.classes}")
    print(f"{len(forms):,} forms: {dict(found.classes)}")
    for label, seconds in (
        ("same engine, tables ready", bare),
        ("stored forms in columns", ours),
        (f"form by form (from {SAMPLE})", one),
    ):
        print(f"  {label:<34}{seconds:8.2f} CPU s {seconds / len(forms) * 1e6:8.0f} µs a form {seconds / bare:8.1f}")


def _answers(row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """As a survey keeps them: numbers and text."""
    return {
        name: value if type(value) is int else f"{value:%d/%m/%Y}" if isinstance(value, datetime.date) else str(value)
        for name in names
        if (value := row.get(name)) is not None
    }


if __name__ == "__main__":
    main()
