"""A whole stored campaign computed again, against reading the same forms and against the engine on ready tables."""

from __future__ import annotations

import argparse
import datetime
import os
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).with_name("registry_pages"))]
PART = 50_000  # households drawn at once
FIRST = datetime.date(2025, 9, 1)
AT = datetime.datetime(2025, 9, 1, tzinfo=datetime.UTC)
AREA = {"area_type": 1, "region": 2}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--homes", type=int, default=1_000_000, help="households under review")
    parser.add_argument("--on", choices=["sqlite", "postgresql"], default="sqlite")
    args = parser.parse_args()
    from run import environment_of, ready

    with tempfile.TemporaryDirectory() as folder, environment_of(args.on, Path(folder), keep=False) as environment:
        os.environ.update(environment)
        ready()
        measure(args.homes, Path(folder))


def spent_at_the_server() -> float:
    """CPU seconds of the process of PostgreSQL that works for this connection; SQLite computes in this process."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return 0.0
    number = connection.connection.info.backend_pid
    return int(Path(f"/proc/{number}/schedstat").read_text("ascii").split()[0]) / 1e9


def measure(homes: int, folder: Path) -> None:
    from django.db import reset_queries

    from chungtay.work.review.models import CampaignStandard, CampaignWard
    from chungtay.work.review.queries.scored_again import compared

    engine = fill(homes, folder)
    reset_queries()
    standard = CampaignStandard.objects.get()
    wards = list(CampaignWard.objects.select_related("ward", "campaign").order_by("pk"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    forms_of, read = timed(lambda: [bare(ward) for ward in wards])
    found, computed = timed(lambda: [compared(ward, standard) for ward in wards])
    forms = sum(forms_of)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    differing = sum(len(each.different) for each in found)
    if sum(each.forms for each in found) != forms or forms != homes:
        raise SystemExit("not every form was computed")
    if differing:
        raise SystemExit(f"{differing} forms differ from what was stored by the same rules")
    refused = sum(each.refused for each in found)
    print(f"{forms:,} forms in {len(wards)} wards, {refused} without a class, none differs")
    print(f"  same engine, tables ready     {engine * 1e6:8.1f} µs a form")
    for label, (here, there, wall) in (("reading and unpacking", read), ("computed again and compared", computed)):
        print(f"  {label:<30}{here:8.1f} CPU s {there:8.1f} CPU s of the server {wall:8.1f} s"
              f" {(here + there) / forms * 1e6:8.1f} µs CPU a form")  # fmt: skip
    ratio = sum(computed[:2]) / sum(read[:2])
    print(f"  ratio to reading {ratio:.2f}; memory {before:.0f} MB before, at most {after:.0f} MB")


def timed(work: Callable[[], list[Any]]) -> tuple[list[Any], tuple[float, float, float]]:
    """What it gives, and CPU seconds here and at the server of the database, and by the clock."""
    began, here, there = time.perf_counter(), time.process_time(), spent_at_the_server()
    result = work()
    return result, (time.process_time() - here, spent_at_the_server() - there, time.perf_counter() - began)


def bare(ward: Any) -> int:
    """The answers and stored results of a ward, read, unpacked and dropped."""
    from chungtay.work.review.models import Case, Survey, SurveyResult

    count = 0
    holding = Case.objects.filter(ward=ward).values("survey")
    for _row in Survey.objects.filter(pk__in=holding).values_list("pk", "surveyed_on", "answers").iterator(5_000):
        count += 1
    columns = ("survey", "class_id", "b1", "b2", "deprived")
    for _row in SurveyResult.objects.filter(survey__in=holding).values_list(*columns).iterator(5_000):
        pass
    return count


def fill(homes: int, folder: Path) -> float:
    """Returns the CPU seconds of the engine for each form on ready tables."""
    from django.core.management import call_command

    from chungtay.foundation.places import operations as places
    from chungtay.rulebook import rule_sets
    from chungtay.work.review.models import Campaign, CampaignGroup, CampaignStandard, CampaignWard

    call_command("migrate", verbosity=0)
    new: dict[str, Any] = {"valid_from": datetime.date(2022, 1, 1), "by": None, "at": AT}
    city = places.found_unit(level="province", code="01", name="Thành phố Hà Nội", parent=None, **new)
    district = places.found_unit(level="district", code="001", name="Quận Ba Đình", parent=city, **new)
    campaign = Campaign.objects.create(
        area=district, kind="periodic", year=2025, first_day=FIRST, last_day=datetime.date(2025, 12, 14),
        baseline_on=datetime.date(2025, 8, 31), prepared_at=AT, process="review-2021",
    )  # fmt: skip
    CampaignStandard.objects.create(campaign=campaign, rule_set="vn-2022", method="points", main=True)
    pairs = []
    for number in range(1, 15):
        unit = places.found_unit(level="ward", code=f"{number:05}", name=f"Phường {number}", parent=district, **new)
        group = places.add_group(unit, code="01", name="Tổ dân phố 1", kind="urban", **new)
        ward = CampaignWard.objects.create(campaign=campaign, ward=unit)
        pairs.append((ward, CampaignGroup.objects.create(ward=ward, group=group)))
    return plant(campaign, pairs, rule_sets.load("vn-2022"), homes, folder)


def plant(campaign: Any, pairs: list[Any], rules: Any, homes: int, folder: Path) -> float:
    """Forms of households that the demonstration draws, none repeated, with what the engine makes of them as their
    stored results; in parts, each from a seed of its own."""
    from django.db import connection

    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:  # the households themselves are not there
        cursor.execute("PRAGMA foreign_keys = OFF" if sqlite else "SET session_replication_role = replica")
    engine = 0.0
    for number, first in enumerate(range(0, homes, PART)):
        size = min(PART, homes - first)
        engine += plant_part(campaign, pairs, rules, first, told_by(rules, number, size), homes, folder)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE review_case SET survey_id = id")
        if not sqlite:
            cursor.execute("VACUUM ANALYZE")  # as its own housekeeper does within a minute
    return engine / homes


def told_by(rules: Any, number: int, size: int) -> list[dict[str, Any]]:
    """The answers of so many households, as forms keep them."""
    from campaign_scoring import _answers

    from chungtay.demo import district as demo
    from chungtay.population.tables import KEY

    of_home = [entry.id for entry in rules.inputs_of("household") if entry.id not in (*AREA, "rural_sheet")]
    of_member = [*(entry.id for entry in rules.inputs_of("member")), "birth_date"]
    told: list[dict[str, Any]] = []
    for home, people in demo.ward_frames(size, demo.SEED + number, 50, 0, demo.REVIEW_DATE):
        members: dict[Any, list[dict[str, Any]]] = {}
        for row in people.iter_rows(named=True):
            members.setdefault(row[KEY], []).append(_answers(row, of_member))
        told += [
            {"household": _answers(row, of_home), "members": members[row[KEY]]} for row in home.iter_rows(named=True)
        ]
    return told[:size]


def plant_part(
    campaign: Any, pairs: list[Any], rules: Any, first: int, told: list[dict[str, Any]], homes: int, folder: Path
) -> float:
    """Cases, forms and results from number `first` + 1 on; the CPU seconds of the engine alone."""
    import polars as pl
    from django.db import transaction

    from chungtay.population.plan import flag_column
    from chungtay.population.tables import KEY
    from chungtay.work.review.models import Case, Survey, SurveyResult
    from chungtay.work.review.queries.bulk_scoring import Form, ground_of, score_forms

    _groups, ground = ground_of(pairs[0][0])
    area = ground.answers(rules, pairs[0][1].group, FIRST)
    days = {at: FIRST + datetime.timedelta(days=at * 40 // homes) for at in range(first, first + len(told))}
    began = time.process_time()
    scored = score_forms([Form(at + 1, days[at], area, each) for at, each in enumerate(told, first)], rules, folder)
    spent = time.process_time() - began
    rows = {row[KEY]: row for row in pl.read_parquet(scored.written).iter_rows(named=True)}
    made: dict[Any, list[Any]] = {Case: [], Survey: [], SurveyResult: []}
    for at, each in enumerate(told, first):
        ward, group = pairs[at % len(pairs)]
        made[Case].append(
            Case(pk=at + 1, campaign=campaign, ward=ward, group=group, household_id=at + 1, head_name="Hộ thử",
                 listed_for="added")
        )  # fmt: skip
        made[Survey].append(
            Survey(pk=at + 1, case_id=at + 1, number=1, purpose="first", door="keyboard", sent_id=uuid.uuid4(),
                   digest="0" * 64, case_version=1, answers=each, surveyed_on=days[at], received_at=AT)
        )  # fmt: skip
        row = rows[at + 1]
        lacking = ",".join(entry.id for entry in rules.indicators if row[flag_column(entry.id)])
        known = bool(row["class"])
        made[SurveyResult].append(
            SurveyResult(pk=at + 1, survey_id=at + 1, rule_set="vn-2022", rule_set_version=rules.version,
                         method="points", class_id=row["class"] or "", b1=row["b1"] if known else None,
                         b2=row["b2"] if known else None, deprived=lacking if known else "", explanation={})
        )  # fmt: skip
    with transaction.atomic():
        for model, entries in made.items():
            model.objects.bulk_create(entries, batch_size=2_000)
    return spent


if __name__ == "__main__":
    main()
