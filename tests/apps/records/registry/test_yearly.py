"""The yearly comparison: from the screen, by command, taken up again, and by probability where that is installed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from chungtay.cli import duplicates as command
from chungtay.foundation.core.models import AuditEvent, Job
from chungtay.foundation.core.operations import jobs
from chungtay.foundation.core.operations.progress import Progress
from chungtay.records.registry.models import DuplicatePair, Person
from chungtay.records.registry.operations import yearly
from chungtay.records.registry.operations.act import acting
from chungtay.records.registry.operations.registering import add_households
from chungtay.records.registry.queries import probability
from chungtay.records.registry.queries.likeness import Facts
from chungtay.rulebook.errors import ChungTayError
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
BASE = "/00016/2024/ho-dan/trung"
NAMES = ("Nguyễn Văn Đình", "Trần Thị Hường", "Lê Thị Hoa", "Phạm Văn Bảy")


def bulk(group, *members) -> None:
    with acting("households_registered", by=None, at=f.AT, area=group) as act:
        add_households(act, [f.entered(group, (member,)) for member in members])


@pytest.fixture
def ward(group):
    """Four persons, each entered twice."""
    for _each in range(2):
        bulk(group, *[f.member(name, born=f"19{50 + 7 * place}-05-12", papers=()) for place, name in enumerate(NAMES)])
    return group.parent


@pytest.fixture
def hoa(ward):
    return people.person("hoa", "ward_officer", ward)


def pairs() -> set[str]:
    return {pair.first.full_name for pair in DuplicatePair.objects.select_related("first")}


def test_started_from_the_queue_it_runs_in_the_background_and_fills_the_queue(ward, hoa, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    client = Client()
    client.force_login(hoa, "django.contrib.auth.backends.ModelBackend")
    assert client.get(f"{BASE}/").context["may_compare"]
    answer = client.post(f"{BASE}/so-sanh/", {"method": "rules"})
    job = Job.objects.get(kind=yearly.COMPARE)
    assert answer.url == f"/viec-nen/{job.pk}/"
    assert client.post(f"{BASE}/so-sanh/").url == answer.url  # the same work
    jobs.run_job(job.pk, clock=timezone.now)
    job.refresh_from_db()
    assert (job.state, job.result["vi"]) == (
        "done",
        "Thấy 4 cặp giống nhau; 4 cặp mới chờ xem, 0 cặp không còn giống.",
    )
    assert (job.done, job.total) == (8, 8)
    assert pairs() == set(NAMES)
    assert {pair.found_by for pair in DuplicatePair.objects.all()} == {"batch"}
    assert "/ho-dan/trung/" in client.get(answer.url).content.decode()
    assert AuditEvent.objects.get(action="registry.duplicates_compared").detail == {
        "found": 4, "added": 4, "cleared": 0,
    }  # fmt: skip


def test_who_may_not_join_there_may_not_compare(ward, other_group, hoa):
    with pytest.raises(PermissionDenied):
        yearly.ask_for_comparison(other_group.parent, year=2024, by=hoa, at=f.AT)


def test_a_killed_worker_s_comparison_goes_on_at_its_mark(ward, hoa, monkeypatch):
    job = Job.objects.create(kind=yearly.COMPARE, by=hoa, made_at=f.AT, state="running", claim="a")
    calls = []
    whole = yearly.pairs_of_block

    def dies(area, *, after, last):
        calls.append(last)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(area, after=after, last=last)

    monkeypatch.setattr(yearly, "pairs_of_block", dies)
    with pytest.raises(KeyboardInterrupt):
        yearly.find_duplicates(ward, progress=Progress(job, "a", timezone.now), block=3, at=f.AT)
    found = DuplicatePair.objects.count()
    assert 0 < found < 4
    job.refresh_from_db()
    third = list(Person.objects.order_by("pk").values_list("pk", flat=True))[2]
    assert job.mark["person"] == third
    monkeypatch.setattr(yearly, "pairs_of_block", whole)
    tally = yearly.find_duplicates(ward, progress=Progress(job, "a", timezone.now), block=3, at=f.AT)
    assert (tally.found, tally.added) == (4, 4)
    assert pairs() == set(NAMES)


def test_the_command(ward, capsys, monkeypatch):
    monkeypatch.setattr(command, "open_installation", lambda: None)
    parser = command.argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["--area", "00016"])) == 0
    assert "4  cặp mới chờ xem" in capsys.readouterr().out
    with pytest.raises(ChungTayError) as error:
        command.run(parser.parse_args(["--area", "99999"]))
    assert "99999" in error.value.vi


def test_without_the_extra_probability_says_what_is_missing(ward, hoa, monkeypatch):
    monkeypatch.setattr(probability, "installed", lambda: False)
    with pytest.raises(ChungTayError) as error:
        yearly.find_duplicates(ward, method=yearly.PROBABILITY, at=f.AT)
    assert "requirements-splink.lock" in error.value.vi
    client = Client()
    client.force_login(hoa, "django.contrib.auth.backends.ModelBackend")
    page = client.post(f"{BASE}/so-sanh/", {"method": "probability"}, follow=True)
    assert "Chưa cài phần so sánh theo xác suất" in page.content.decode()
    assert not Job.objects.exists()


def test_what_was_found_by_probability_stays_until_one_of_the_two_changes(ward, monkeypatch):
    first, second = Person.objects.order_by("pk")[:2]  # nothing alike for the rules
    scored = probability.Scored((first.pk, second.pk), 0.97)
    monkeypatch.setattr(probability, "alike", lambda persons, least: [scored] if list(persons) else [])
    tally = yearly.find_duplicates(ward, method=yearly.PROBABILITY, at=f.AT)
    pair = DuplicatePair.objects.get()
    assert (tally.added, tally.cleared, pair.score) == (1, 0, 899)  # the rules would not say "very likely"
    assert pair.evidence[-1] == {"field": "splink", "says": "likely", "weight": 97}
    from chungtay.records.registry.operations.editing import edit_person

    edit_person(first, {"sex": "female"}, seen=1, by=None, at=f.AT)
    tally = yearly.find_duplicates(ward, at=f.AT)
    assert tally.cleared == 1


@pytest.mark.skipif(
    not probability.installed(), reason="2026-11-29: the extra splink is not installed; ./run test --all installs it"
)
@pytest.mark.slow
def test_splink_finds_who_was_entered_twice():
    from chungtay.demo.doubles import entered_twice

    rows = entered_twice(2_000, seed=58)  # not the seed that the first values were measured with
    numbers = {name: place for place, name in enumerate(dict.fromkeys((row.ward, row.group) for row in rows))}
    wards = {name: place for place, name in enumerate(dict.fromkeys(row.ward for row in rows))}
    persons = [
        (
            row.row,
            Facts(
                full_name=row.full_name,
                born=row.birth_date,
                known=row.birth_known,
                sex="male" if row.sex == 1 else "female",
                phone=row.phone,
                household=row.household,
                address=row.address,
                group=numbers[row.ward, row.group],
                ward=wards[row.ward],
            ),
        )
        for row in rows
    ]
    by_person: dict[int, list[int]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(row.row)
    true = {(one, two) for each in by_person.values() for one in each for two in each if one < two}
    found = {each.pair for each in probability.alike(persons, least=0.5)}
    assert len(found & true) > 0.75 * len(true)
    assert len(found & true) > 0.85 * len(found)
    assert probability.alike(persons[:1]) == []
