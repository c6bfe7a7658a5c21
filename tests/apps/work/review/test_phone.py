"""What telephones may do: be registered, take households along, send forms again and again, be erased."""

from __future__ import annotations

import datetime
import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.models import AuditEvent
from chungtay.foundation.core.queries.chain import verify_trail
from chungtay.foundation.places.models import AreaType
from chungtay.work.review.models import Attachment, Case, Device, SpotVisit, Survey
from chungtay.work.review.operations import complaints, quality, surveys, taking_in, teams
from chungtay.work.review.operations import phone as operations
from tests import campaigns as made_up
from tests import factories, phones
from tests.campaigns import NOW, declared, sent
from tests.phones import AT, announced, form, phone_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return phones.under_survey(6)[0]


def cases():
    return list(Case.objects.order_by("pk"))


def taken(phone, **message):
    response = phone.call("mang-theo/", message)
    assert response.status_code == 200
    return response.json()


def test_only_those_who_survey_register_a_telephone_and_only_their_own(office):
    leader, enumerator = office.people["leader"], office.people["enumerator"]
    with pytest.raises(PermissionDenied):
        operations.register_device(leader, name="Máy", by=leader, at=AT)
    with pytest.raises(PermissionDenied):
        operations.register_device(enumerator, name="Máy", by=office.people["officer"], at=AT)
    with pytest.raises(ValidationError):
        operations.register_device(enumerator, name=" ", by=enumerator, at=AT)
    for _number in range(operations.MOST_PHONES):
        phone_of(office)
    with pytest.raises(ValidationError, match="5"):
        phone_of(office)


def test_the_token_is_not_kept_and_a_wrong_one_opens_nothing(office):
    phone = phone_of(office)
    assert phone.token not in json.dumps(list(Device.objects.values("secret", "name")))
    phone.token = "x" * 43
    assert phone.call("mang-theo/").status_code == 401
    assert Client().post("/khao-sat/mang-theo/", "{}", content_type="application/json").status_code == 401


def test_it_takes_along_what_is_given_to_its_user_with_people_and_rules(office):
    mine, others = cases()[:2], cases()[2]
    ward = made_up.ward_of(mine[0].campaign, office)
    for some, who in ((mine, "enumerator"), ([others], "enumerator2")):
        numbers = [case.pk for case in some]
        teams.assign_cases(ward, cases=numbers, to=office.people[who], by=office.people["officer"], at=NOW)
    teams.let_free_along(mine[0].group, on=False, by=office.people["officer"], at=NOW)
    found = taken(phone_of(office))
    assert sorted(case["id"] for case in found["cases"]) == [case.pk for case in mine]
    first = next(case for case in found["cases"] if case["id"] == mine[0].pk)
    assert [person["name"] for person in first["people"]] == ["Nguyễn Thị An", "Nguyễn Thị An Con"]
    assert (first["kind"], first["was"], first["version"]) == ("urban", "near_poor", 2)
    assert [program["id"] for program in found["programs"]] == ["vn-2016", "vn-2016-hanoi"]
    have = [f"{program['id']}@{program['version']}" for program in found["programs"]]
    assert taken(phone_of(office), have=have)["programs"] == []
    event = AuditEvent.objects.filter(action="core.exported").first()
    assert (event.by, event.detail["rows"]) == (office.people["enumerator"], 2)


def test_where_the_officer_lets_it_those_that_nobody_has_go_along_and_nobody_elses_area(office):
    assert len(taken(phone_of(office))["cases"]) == 6
    far = factories.person("xa", Role.ENUMERATOR, office.units["00001"])
    office.people["far"] = far
    phone = phone_of(office, "far")
    assert taken(phone)["cases"] == []
    assert taken(phone, cases=[case.pk for case in cases()])["cases"] == []


def test_the_number_of_statements_does_not_grow_with_the_households(office):
    counts = []
    for wanted in (cases()[:1], cases()):
        phone = phone_of(office)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            taken(phone, cases=[case.pk for case in wanted])
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_given_back_it_brings_remarks_and_answers(office):
    case = cases()[0]
    survey = sent(office, case, declared(1_000_000, "2"))
    said = [surveys.Said("hỏi lại tiền lương", "income_per_person")]
    surveys.give_back(survey, remarks=said, by=office.people["officer"], at=NOW)
    [found] = taken(phone_of(office), cases=[case.pk])["cases"]
    assert found["remarks"] == [{"question": "income_per_person", "member": 0, "words": "hỏi lại tiền lương"}]
    assert found["returned"]["answers"]["income_per_person"] == 1_000_000


def test_a_form_sent_twice_or_late_is_kept_once(office):
    phone, (one, two) = phone_of(office), cases()[:2]
    first, second = form(one), form(two)
    assert [each["outcome"] for each in phone.send(second, first, second)] == ["kept"] * 3
    assert [each["outcome"] for each in phone.send(first)] == ["kept"]
    assert Survey.objects.count() == 2
    assert {case.state for case in cases()[:2]} == {"surveyed"}
    [changed] = phone.send(first | {"answers": declared(9_000_000)})
    assert changed["outcome"] == "other"
    assert Survey.objects.count() == 2


def test_one_refused_form_does_not_hold_the_others(office):
    phone, (one, two, three, *_rest) = phone_of(office), cases()
    strange = form(one, declared(1_000_000) | {"members": [{"person": 1, "name": "A", "salary": 3}]})
    early = form(two, surveyed_on="2019-08-01")
    nowhere = form(three) | {"case": 10**9}
    broken = form(three) | {"case_version": "two"}
    outcomes = phone.send(strange, early, nowhere, broken, form(three))
    found = {each["sent_id"]: (each["outcome"], " ".join(each["words"])) for each in outcomes}
    assert found[strange["sent_id"]] == ("refused", "Không có câu hỏi “salary”.")
    assert found[early["sent_id"]][0] == "refused"
    assert "01/09/2019" in found[early["sent_id"]][1]
    assert found[nowhere["sent_id"]][0] == found[broken["sent_id"]][0] == "refused"
    assert Survey.objects.count() == 1


def test_answers_have_bounds(office):
    phone, case = phone_of(office), cases()[0]
    crowd = [{"person": None, "name": "A", "birth_date": "1990"}] * 41
    for answers in (
        {"members": crowd},
        {"members": ["A"]},
        {"household": [1]},
        {"left": [{"person": 1, "money": 3}]},
        {"declared": {"1": True}, "other": 1},
        {"members": [{"name": "A" * 70_000}]},
    ):
        [outcome] = phone.send(form(case, answers))
        assert outcome["outcome"] == "refused", answers
    assert phone.call("gui/", {"forms": [form(case)] * 21}).status_code == 422
    assert phone.call("gui/", b"[" * 100_000).status_code == 422
    assert Survey.objects.count() == 0


def test_by_points_an_unknown_question_is_refused_by_the_rule_book():
    office, _campaign = phones.under_survey(1, points=True)
    answers = {"household": {"cars": "1", "yachts": "2"}, "members": []}
    [outcome] = phone_of(office).send(form(cases()[0], answers, surveyed_on="2024-09-10"))
    assert (outcome["outcome"], outcome["words"]) == ("refused", ["Không có câu hỏi “yachts”."])


def test_two_enumerators_and_an_officers_change_end_in_a_conflict_told_in_words(office):
    case = cases()[0]
    one, two = phone_of(office), phone_of(office, "enumerator2")
    mine, theirs = form(case), form(case, declared(5_000_000))
    assert one.send(mine)[0]["outcome"] == "kept"
    [found] = two.send(theirs)
    assert found["outcome"] == "conflict"
    assert "cán bộ" in found["words"][0]
    assert two.send(theirs)[0]["outcome"] == "conflict"
    assert {(each.state, each.surveyed_by.username) for each in case.surveys.all()} == {
        ("sent", "enumerator-review"),
        ("conflict", "enumerator2-review"),
    }
    other = cases()[1]
    seen = form(other)
    ward, officer = made_up.ward_of(other.campaign, office), office.people["officer"]
    teams.assign_cases(ward, cases=[other.pk], to=office.people["enumerator"], by=officer, at=NOW)
    assert one.send(seen)[0]["outcome"] == "conflict"


def test_the_time_that_counts_is_ours_and_the_clock_that_is_off_is_told(office):
    phone, case = phone_of(office), cases()[0]
    answer = phone.call("chao/", {"now": "2035-01-01T00:00:00Z", "waiting": 3}).json()
    assert answer["skew"] > 3600
    assert set(answer["cases"]) == {str(case.pk) for case in cases()}
    phone.send(form(case, started_at="2035-01-01T00:00:00Z", ended_at="not a time"))
    survey = Survey.objects.get()
    assert (survey.started_at.year, survey.ended_at) == (2035, None)
    assert survey.received_at.year < 2035
    assert Device.objects.get(pk=phone.device.pk).waiting == 3


def test_a_place_that_is_no_place_is_left_out_and_a_real_one_kept(office):
    phone, (one, two) = phone_of(office), cases()[:2]
    phone.send(form(one, place={"latitude": 21.0285, "longitude": 105.8542, "accuracy": 12.4}))
    phone.send(form(two, place={"latitude": 200, "longitude": "x", "accuracy": None}))
    kept = {each.case_id: (each.latitude, each.accuracy_m) for each in Survey.objects.all()}
    assert (str(kept[one.pk][0]), kept[one.pk][1]) == ("21.028500", 12)
    assert kept[two.pk] == (None, None)


def test_a_lost_telephone_gets_nothing_erases_itself_and_says_so(office):
    phone = phone_of(office)
    key = phone.device.key
    with pytest.raises(PermissionDenied):
        operations.confirm_wiped(phone.device, at=AT)
    assert phone.client.post(f"/khao-sat/may/{key}/").json() == {"wipe": False}
    stranger = factories.person("la", Role.WARD_OFFICER, office.units["00001"])
    for who in (stranger, office.people["enumerator2"]):
        with pytest.raises(PermissionDenied):
            operations.ask_for_wipe(phone.device, by=who, at=AT)
    operations.ask_for_wipe(phone.device, by=office.people["officer"], at=AT)
    for path in ("chao/", "mang-theo/", "gui/", f"tep/{uuid.uuid4()}/"):
        answer = phone.call(path)
        assert (answer.status_code, answer.json()) == (410, {"wipe": True})
    assert phone.client.post(f"/khao-sat/may/{key}/").json() == {"wipe": True}
    for _again in range(2):
        assert phone.client.post(f"/khao-sat/may/{key}/da-xoa/").status_code == 200
    device = Device.objects.get(pk=phone.device.pk)
    assert device.wiped_at is not None
    actions = (
        AuditEvent.objects.filter(action__startswith="review.phone").order_by("number").values_list("action", flat=True)
    )
    assert list(actions) == ["review.phone_registered", "review.phone_wipe_asked", "review.phone_wiped"]


def test_the_officer_sees_telephones_of_the_own_ward_also_after_a_duty_ended(office):
    phone = phone_of(office)
    campaign = cases()[0].campaign
    duty = office.people["enumerator"].assignments.get()
    duty.ends_on = AT.date()
    duty.save()
    client = Client()
    client.force_login(office.people["officer"])
    address = f"/00016/2019/dot-ra-soat/{campaign.pk}/dien-thoai/"
    assert "Máy của enumerator" in client.get(address).content.decode()
    client.post(f"{address}{phone.device.key}/xoa/")
    assert Device.objects.get().wipe_asked_by == office.people["officer"]
    page = client.get(address).content.decode()
    assert "chưa gọi về" in page


def test_the_statements_of_a_delivery_do_not_grow_with_its_forms():
    office, _campaign = phones.under_survey(12)
    phone, waiting = phone_of(office), cases()
    photo = announced(b"x" * 9)
    counts = []
    for some in (waiting[:1], waiting[1:11]):
        sheets = [form(case, files=[photo | {"sent_id": str(uuid.uuid4())}]) for case in some]
        with CaptureQueriesContext(connection) as caught:
            assert {each["outcome"] for each in phone.send(*sheets)} == {"kept"}
        with CaptureQueriesContext(connection) as again:
            phone.send(*sheets)
        counts.append((len(caught), len(again)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 26
    assert Survey.objects.count() == Attachment.objects.count() == 11


def test_forms_that_come_together_become_what_they_become_one_by_one():
    """Two of one household, one repeated, one refused by right, one too early, one late: the same in both ways."""
    office, _campaign = phones.under_survey(10)
    ward, officer = made_up.ward_of(cases()[0].campaign, office), office.people["officer"]
    phone, found = phone_of(office), []
    for together in (True, False):
        mine = [case for case in cases() if case.state == "listed" and case.assigned_to_id is None][:5]
        one, two, three, four, _five = mine
        teams.assign_cases(ward, cases=[three.pk], to=office.people["enumerator2"], by=officer, at=NOW)
        three.refresh_from_db(fields=["version"])  # known to be somebody else's: refused, not kept beside
        sheets = [
            form(one),
            form(one, declared(9_000_000)),
            form(two),
            form(three),
            form(four, surveyed_on="2019-08-01"),
        ]
        sheets += [sheets[2], form(four, declared(1_000_000))]
        before = AuditEvent.objects.count()
        parts = [sheets] if together else [[each] for each in sheets]
        outcomes = [(each["outcome"], each["words"]) for part in parts for each in phone.send(*part)]
        states = [
            (each.state, each.version, each.class_id) for each in Case.objects.filter(pk__in=[m.pk for m in mine])
        ]
        kept = list(
            Survey.objects.filter(case__in=mine)
            .order_by("pk")
            .values_list("number", "state", "results__class_id", "results__rule_set", "answers")
        )
        trail = [
            (each.action, each.area_path, {name: said for name, said in each.detail.items() if name != "case"})
            for each in AuditEvent.objects.order_by("number")[before:]
        ]
        found.append((outcomes, sorted(states), kept, trail))
        Case.objects.filter(pk__in=[each.pk for each in mine], state="listed").update(assigned_to=officer)
    assert found[0] == found[1]
    outcomes, states, _kept, trail = found[0]
    assert [each for each, _words in outcomes] == ["kept", "conflict", "kept", "refused", "refused", "kept", "kept"]
    assert [state for state, _version, _class in states] == ["listed", "listed", "surveyed", "surveyed", "surveyed"]
    assert [action for action, _area, _detail in trail] == [
        "review.survey_received",
        "review.survey_received",
        "review.survey_received",
        "review.step_refused",
        "review.survey_received",
    ]
    assert verify_trail().broken is None


def test_a_place_unknown_on_the_day_of_the_visit_names_that_day_first(office):
    """The group is urban to the end of 30/09/2019; the visit is typed as of 01/10/2019, the day of today."""
    (one, *_rest), kind = cases(), AreaType.objects
    kind.filter(unit=one.group.group).update(valid_to=datetime.date(2019, 9, 30))
    later = NOW.replace(month=10, day=1)
    filled = taking_in.Filled(
        uuid.uuid4(), declared(1_000_000), "phone", one.version, later.date(), office.people["enumerator"]
    )
    [taken] = taking_in.take_in_all([(one, filled)], by=office.people["enumerator"], at=later)
    [sentence] = taken.refusal.messages
    assert sentence.startswith(f"Ngày đến hộ 01/10/2019: chưa ghi {one.group.group.name} là thành thị hay nông thôn")
    assert "Xem lại ngày đến hộ trước" in sentence


def test_a_form_that_the_database_cannot_keep_does_not_hold_the_others(office):
    phone, (one, two, *_rest) = phone_of(office), cases()
    strange = form(one, same=["dwelling\0"])
    found = {each["sent_id"]: each["outcome"] for each in phone.send(strange, form(two))}
    assert list(found.values())[1] == "kept"
    assert found[strange["sent_id"]] == ("refused" if connection.vendor == "postgresql" else "kept")


def test_a_number_that_another_household_has_is_told_and_changes_nothing(office):
    phone, (one, two, *_rest) = phone_of(office), cases()
    first = form(one)
    phone.send(first)
    assert [each["outcome"] for each in phone.send(first | {"case": two.pk}, form(two))] == ["other", "kept"]


def drawn_for(office, who):
    """Every household surveyed by the first enumerator and drawn; the visits of one are given to `who`."""
    for case in cases():
        sent(office, case, declared(1_000_000, "2", "6"))
    ward = made_up.ward_of(cases()[0].campaign, office)
    quality.draw_visits(ward, percent=50, seed="thu", by=office.people["officer"], at=NOW)
    SpotVisit.objects.update(assigned_to=office.people[who])
    return [visit.case for visit in SpotVisit.objects.order_by("case")]


def test_a_second_visit_goes_to_somebody_else_without_the_first_answers(office):
    drawn = drawn_for(office, "enumerator2")
    phone, first = phone_of(office, "enumerator2"), phone_of(office)
    assert first.call("chao/").json()["again"] == {}
    wanted = phone.call("chao/").json()
    assert (wanted["cases"], set(wanted["again"])) == ({}, {f"{case.pk}:spot" for case in drawn})
    one = drawn[0]
    [home] = taken(phone, cases=[], again=[f"{one.pk}:spot"])["cases"]
    assert (home["id"], home["purpose"], home["state"]) == (one.pk, "spot", "listed")
    assert (home["before"], home["returned"], home["remarks"]) == (None, None, [])
    assert "1000000" not in json.dumps(home)
    assert len(home["people"]) == 2
    assert taken(phone, cases=[])["cases"] == []  # an app of before knows of no second visits
    # kept beside the first; the household's own form stays
    sheet = form(one, declared(1_000_000, "2"), purpose="spot")
    assert first.send(sheet | {"sent_id": str(uuid.uuid4())})[0]["outcome"] == "refused"
    assert [each["outcome"] for each in phone.send(sheet, sheet)] == ["kept", "kept"]
    held = Case.objects.get(pk=one.pk)
    assert (held.survey.surveyed_by, held.surveys.count()) == (office.people["enumerator"], 2)
    assert f"{one.pk}:spot" not in phone.call("chao/").json()["again"]
    ward = made_up.ward_of(one.campaign, office)
    quality.check_ward(ward, by=office.people["officer"], at=NOW)
    assert SpotVisit.objects.get(case=one).differing == ["declared.6"]


def test_a_complaint_is_checked_again_by_telephone_and_an_incomplete_form_is_asked_for_again():
    office = made_up.office()
    made_up.register(office)
    campaign = made_up.under_survey(office)
    posting = made_up.posted(office, campaign)
    case = made_up.case_of(campaign, "Phạm Thị Bưởi")
    officer, moment = office.people["officer"], made_up.POSTED_AT
    complaint, _new = complaints.receive_complaint(
        posting, case=case, channel="counter", token=uuid.uuid4(), complainant="", words="sai", by=officer, at=moment
    )
    complaints.assign_checker(complaint, checker=office.people["member"], by=officer, at=moment)
    phone, key = phone_of(office, "member"), f"{case.pk}:recheck"
    version = phone.call("chao/").json()["again"][key]
    half = declared(1_000_000) | {"declared": {"1": True}}
    sheet = {"purpose": "recheck", "surveyed_on": "2019-09-12"}
    assert phone.send(form(case, half, **sheet))[0]["outcome"] == "kept"
    complaint.refresh_from_db()
    assert complaint.state == "checking"
    assert phone.call("chao/").json()["again"] == {key: version + 1}
    [home] = taken(phone, again=[key])["cases"]
    assert (home["state"], home["version"], len(home["remarks"])) == ("returned", version + 1, 1)
    assert phone.send(form(case, declared(3_000_000), **sheet))[0]["outcome"] == "kept"
    complaint.refresh_from_db()
    assert (complaint.state, complaint.recheck.surveyed_by) == ("checked", office.people["member"])
    assert phone.call("chao/").json()["again"] == {}
