"""ODK Collect at our door: what it is given, what it sends, and what it is told when something is wrong."""

from __future__ import annotations

import csv
import datetime
import io
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from pyxform.xls2xform import convert

from chungtay.exchange.openrosa.models import CollectForm, CollectKey, Delivery
from chungtay.exchange.openrosa.operations.forms import open_form
from chungtay.exchange.openrosa.operations.keys import end_key, make_key
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.core.files import path_of
from chungtay.foundation.core.models import AuditEvent
from chungtay.work.review.models import Attachment, Campaign, CampaignGroup, Case, Survey
from chungtay.work.review.operations.paper_forms import write_collect_form
from chungtay.work.review.operations.surveys import confirm
from tests import collect, factories, phones
from tests.campaigns import INDICATORS, case_of, declared, sent
from tests.collect import Collect, filled, picture, telephone, told
from tests.factories import PASSWORD
from tests.phones import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Five households by declared income, the form open, a telephone set up."""
    office, campaign = phones.under_survey(5)
    form = collect.opened(office, campaign)
    return office, campaign, form, telephone(office)


def answers(code: str = "00016-000001", version: int | str = "", income: int = 1_000_000, lacking=("2", "6")) -> dict:
    chosen = {"household_code": code, "head_name": "Nguyễn An", "area_type": "1", "case_version": version}
    said = {f"declared_{name}": "1" if name in lacking else "2" for name in INDICATORS}
    return chosen | {"income": income} | said


ROWS = [{"name": "Nguyễn An", "birth_date": "1961-03-02"}, {"name": "Nguyễn An Con", "birth_date": "2008-05-01"}]


def first(campaign: Campaign) -> Case:
    return Case.objects.select_related("campaign", "household").get(campaign=campaign, household__code="00016-000001")


def whole(form: CollectForm, case: Case, **changes) -> str:
    return filled(form, answers(version=case.version), ROWS, **changes)


def test_a_telephone_loads_the_form_and_the_households_and_sends_one(world):
    _office, campaign, form, phone = world
    [listed] = phone.forms()
    assert (listed["formID"], listed["version"]) == (f"chungtay_dot_{campaign.pk}", form.version)
    assert phone.forms("?formID=another") == []
    files = phone.files(listed)
    assert files["form.xml"].decode() == form.content
    rows = list(csv.DictReader(io.StringIO(files["households.csv"].decode())))
    assert len(rows) == 5
    case = first(campaign)
    (row,) = [row for row in rows if row["name"] == "00016-000001"]
    assert (row["head_name"], row["area_type"], row["case_version"]) == (case.head_name, "1", str(case.version))
    assert row["roster"].startswith(f"{case.head_name} 02/03/1961; ")
    answer = phone.send(whole(form, case, preliminary_class="near_poor", deprivations="2", place="21.03 105.81 5 12.4"))
    assert (answer.status_code, told(answer)) == (201, "Đã nhận.")
    survey = Survey.objects.get()
    assert survey.answers["income_per_person"] == 1_000_000
    assert survey.answers["declared"] == declared(0, "2", "6")["declared"]
    head = {"name": "Nguyễn An", "birth_date": "02/03/1961"}
    assert {key: survey.answers["members"][0][key] for key in head} == head
    assert (survey.door, survey.state, survey.surveyed_by.username) == ("odk", "sent", phone.username)
    assert (str(survey.latitude), str(survey.longitude), survey.accuracy_m) == ("21.030000", "105.810000", 12)
    assert survey.started_at == datetime.datetime(2019, 9, 5, 1, 0, tzinfo=datetime.UTC)
    # 1.000.000 đồng in a town lies between 900.000 and 1.300.000, two indicators are fewer than three
    assert survey.results.get(rule_set="vn-2016").class_id == "near_poor"
    delivery = Delivery.objects.get()
    assert (delivery.survey, delivery.form, delivery.differs) == (survey, form, False)
    assert delivery.xml.startswith("<?xml")
    names = [each["name"] for each in csv.DictReader(io.StringIO(phone.files(listed)["households.csv"].decode()))]
    assert "00016-000001" not in names
    assert len(names) == 4


def test_the_household_is_confirmed_by_somebody_else_as_always(world):
    office, campaign, form, phone = world
    phone.send(whole(form, first(campaign)))
    confirm(Survey.objects.get(), by=office.people["officer"], at=AT + datetime.timedelta(days=1))
    assert first(campaign).state == "confirmed"


def test_what_is_taken_along_leaves_a_line_and_looking_at_the_list_does_not(world):
    _office, _campaign, _form, phone = world
    [listed] = phone.forms()
    before = AuditEvent.objects.count()
    phone.get(listed["manifestUrl"])
    assert AuditEvent.objects.count() == before
    phone.files(listed)
    (event,) = AuditEvent.objects.filter(number__gt=before)
    assert (event.action, event.subject_type, event.detail["rows"]) == ("core.exported", "openrosa.collectkey", 5)


def test_head_tells_how_much_may_come_at_once(world):
    phone = world[3]
    answer = phone.client.head("/odk/submission", headers=phone.headers(), secure=True)
    assert answer.status_code == 204
    assert int(answer["X-OpenRosa-Accept-Content-Length"]) == 24 * 1024 * 1024
    for row in phone.forms():
        for address in (row["downloadUrl"], row["manifestUrl"]):
            path = address.removeprefix("https://testserver")
            assert phone.client.head(path, headers=phone.headers(), secure=True).status_code == 200


def test_the_file_of_a_group_is_the_same_form(world, tmp_path):
    """Whoever takes it to another server has the form of the same name and version, letter for letter."""
    office, campaign, form, _phone = world
    group = CampaignGroup.objects.get(ward__campaign=campaign, group=office.group)
    workbook, households = write_collect_form(group, tmp_path, by=office.people["officer"], at=AT)
    assert convert(str(workbook)).xform == form.content
    assert len(households.read_text("utf-8").splitlines()) == 6


# --- twice, in parts, out of order ------------------------------------------------------------------------------------


def test_sent_again_nothing_is_doubled(world):
    _office, campaign, form, phone = world
    xml = whole(form, first(campaign))
    assert [phone.send(xml).status_code for _time in range(3)] == [201, 202, 202]
    assert (Survey.objects.count(), Delivery.objects.count()) == (1, 1)


def test_photographs_come_in_several_deliveries_in_any_order_and_again(world):
    _office, campaign, form, phone = world
    one, two, signed = picture(), picture(), picture()
    xml = whole(form, first(campaign), photo="1.jpg", photo_2="ảnh hai.jpg", signed_household="ký.jpg")
    answer = phone.send(xml, ("ký.jpg", signed), ("khac.jpg", one))
    assert (answer.status_code, told(answer)) == (201, "Đã nhận. Ảnh còn chờ: 2.")
    assert phone.send(xml, ("ảnh hai.jpg", two)).status_code == 201
    assert phone.send(xml, ("1.jpg", one), ("ký.jpg", signed)).status_code == 201
    again = phone.send(xml, ("1.jpg", one), ("ký.jpg", signed))
    assert (again.status_code, told(again)) == (202, "Phiếu này đã nhận từ trước.")
    rows = Attachment.objects.order_by("kind")
    assert [row.kind for row in rows] == ["photo", "photo", "signed_household"]
    assert all(path_of(row.stored).exists() and row.got == row.size for row in rows)
    assert Survey.objects.count() == 1


def test_a_photograph_that_is_none_is_told_and_the_form_stands(world):
    _office, campaign, form, phone = world
    xml = whole(form, first(campaign), photo="1.jpg")
    answer = phone.send(xml, ("1.jpg", b"MZ this is a program"))
    assert answer.status_code == 201
    assert "Nội dung tệp không phải loại được nhận" in told(answer)
    assert (Survey.objects.count(), Attachment.objects.get().stored) == (1, "")
    assert phone.send(xml, ("1.jpg", picture())).status_code == 201
    assert Attachment.objects.get().stored


def test_the_same_number_with_other_answers_is_refused_and_the_first_form_stays(world):
    _office, campaign, form, phone = world
    number, case = f"uuid:{uuid.uuid4()}", first(campaign)
    assert phone.send(whole(form, case, number=number)).status_code == 201
    other = filled(form, answers(version=case.version, income=2_000_000), ROWS, number=number)
    assert phone.send(other).status_code == 409
    assert Survey.objects.get().answers["income_per_person"] == 1_000_000


def test_two_forms_of_a_household_are_a_conflict_that_is_told(world):
    office, campaign, form, phone = world
    case = first(campaign)
    stale = whole(form, case)
    sent(office, case, declared(2_000_000), who="enumerator2", at=AT, surveyed_on=datetime.date(2019, 9, 4))
    answer = phone.send(stale)
    assert answer.status_code == 201
    assert "Cả hai đều được giữ" in told(answer)
    assert sorted(Survey.objects.values_list("state", flat=True)) == ["conflict", "sent"]


def test_a_form_made_from_an_earlier_one_is_kept_beside_it(world):
    _office, campaign, form, phone = world
    number, case = f"uuid:{uuid.uuid4()}", first(campaign)
    phone.send(whole(form, case, number=number))
    edited = filled(form, answers(version=case.version, income=2_000_000), ROWS, edits=number)
    assert phone.send(edited).status_code == 201
    assert sorted(Survey.objects.values_list("state", flat=True)) == ["conflict", "sent"]
    unknown = filled(form, answers("00016-000002"), ROWS, edits=f"uuid:{uuid.uuid4()}")
    assert phone.send(unknown).status_code == 404
    another = filled(form, answers("00016-000002"), ROWS, edits=number)
    assert phone.send(another).status_code == 404
    assert Survey.objects.count() == 2


def test_a_form_filled_in_with_an_older_version_is_still_taken(world):
    _office, campaign, form, phone = world
    Campaign.objects.filter(pk=campaign.pk).update(show_score=True)
    campaign.refresh_from_db()
    newer = open_form(campaign, place=world[0].ward, by=world[0].people["officer"], at=AT + datetime.timedelta(days=1))
    assert newer.version != form.version
    assert [row["version"] for row in phone.forms()] == [newer.version]
    assert phone.send(whole(form, first(campaign))).status_code == 201
    assert Delivery.objects.get().form == form


def test_a_score_that_the_telephone_worked_out_differently_is_marked(world):
    _office, campaign, form, phone = world
    phone.send(whole(form, first(campaign), preliminary_class="poor", deprivations="2"))
    delivery = Delivery.objects.get()
    assert (delivery.differs, delivery.said) == (True, {"class": "poor", "deprivations": "2"})


# --- who, where, when -------------------------------------------------------------------------------------------------


def test_without_its_password_nobody_comes_in(world):
    office, _campaign, _form, phone = world
    bare = Client().get("/odk/formList", headers={"X-OpenRosa-Version": "1.0"}, secure=True)
    assert bare.status_code == 401
    assert bare["WWW-Authenticate"].startswith("Basic ")
    assert "Set-Cookie" not in bare
    account = Collect(phone.username, PASSWORD, Client())
    assert account.get("/odk/formList").status_code == 401
    somebody = Collect(office.people["enumerator2"].username, phone.password, Client())
    assert somebody.get("/odk/formList").status_code == 401
    page = {"username": phone.username, "password": phone.password}
    assert "không khớp" in Client().post("/tai-khoan/dang-nhap/", page).content.decode()


def test_five_wrong_passwords_shut_this_door_alone(world):
    phone = world[3]
    wrong = Collect(phone.username, "wrong", Client())
    assert [wrong.get("/odk/formList").status_code for _time in range(6)] == [401] * 5 + [429]
    locked = phone.get("/odk/formList")
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    page = {"username": phone.username, "password": PASSWORD}
    assert Client().post("/tai-khoan/dang-nhap/", page).status_code == 302


def test_an_ended_password_opens_nothing(world):
    office, _campaign, _form, phone = world
    end_key(CollectKey.objects.get(), by=office.people["officer"], at=AT)
    assert phone.get("/odk/formList").status_code == 401
    assert CollectKey.objects.get().ended_by == office.people["officer"]


def test_a_closed_account_opens_nothing(world):
    office, _campaign, _form, phone = world
    office.people["enumerator"].is_active = False
    office.people["enumerator"].save()
    assert phone.get("/odk/formList").status_code == 401


def test_the_password_is_never_read_on_the_way(world):
    phone = world[3]
    open_line = phone.client.get("/odk/formList", headers=phone.headers())
    assert open_line.status_code == 403
    assert phone.client.get("/odk/formList", headers=phone.headers(), SERVER_NAME="localhost").status_code == 200


def test_other_programs_are_turned_away(world):
    phone = world[3]
    headers = {name: value for name, value in phone.headers().items() if name == "Authorization"}
    assert phone.client.get("/odk/formList", headers=headers, secure=True).status_code == 400
    older = phone.client.get("/odk/formList", headers=phone.headers() | {"X-OpenRosa-Version": "2.0"}, secure=True)
    assert older.status_code == 400
    assert phone.client.put("/odk/submission", headers=phone.headers(), secure=True).status_code == 405


def test_a_household_of_another_ward_is_not_there(world):
    office, campaign, form, _phone = world
    stranger = factories.person("stranger", Role.ENUMERATOR, office.units["00001"])
    office.people["stranger"] = stranger
    phone = telephone(office, "stranger")
    assert phone.forms() == []
    assert phone.get(f"/odk/bieu-mau/{campaign.pk}/{form.version}/households.csv").status_code == 404
    answer = phone.send(whole(form, first(campaign)))
    assert answer.status_code == 404
    assert "00016-000001" in told(answer)
    assert not Survey.objects.exists()


def test_a_household_that_was_given_to_somebody_else_is_refused_and_recorded(world):
    office, campaign, form, phone = world
    case = first(campaign)
    Case.objects.filter(pk=case.pk).update(assigned_to=office.people["enumerator2"])
    answer = phone.send(whole(form, case))
    assert answer.status_code == 403
    assert office.people["enumerator2"].full_name in told(answer)
    assert AuditEvent.objects.filter(action="review.step_refused").count() == 1


def test_a_review_that_is_over_takes_nothing_more_but_knows_what_it_has(world):
    _office, campaign, form, phone = world
    xml = whole(form, first(campaign))
    phone.send(xml)
    Campaign.objects.filter(pk=campaign.pk).update(state="closed")
    assert phone.send(xml).status_code == 202
    late = filled(form, answers("00016-000002", 1), ROWS)
    assert phone.send(late).status_code == 409
    assert phone.forms() == []
    assert Survey.objects.count() == 1


def test_only_who_prepares_opens_the_form_and_only_oneself_makes_a_password(world):
    office, campaign, _form, _phone = world
    with pytest.raises(PermissionDenied):
        open_form(campaign, place=office.ward, by=office.people["enumerator"], at=AT)
    with pytest.raises(PermissionDenied):
        make_key(office.people["enumerator"], name="máy", by=office.people["officer"], at=AT)
    with pytest.raises(PermissionDenied):
        make_key(office.people["leader"], name="máy", by=office.people["leader"], at=AT)
    with pytest.raises(PermissionDenied):
        end_key(CollectKey.objects.get(), by=office.people["enumerator2"], at=AT)


# --- hostile ----------------------------------------------------------------------------------------------------------


BOMB = """<?xml version="1.0"?><!DOCTYPE data [<!ENTITY a "0123456789"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><data id="x" version="1">&c;</data>"""
READER = """<?xml version="1.0"?><!DOCTYPE data [<!ENTITY a SYSTEM "file:///etc/passwd">]><data id="x">&a;</data>"""


@pytest.mark.parametrize(
    "xml",
    [BOMB, READER, "", "no xml", "<data/>", "<data id='x' version='1'><meta/></data>", "<data" + " " * 600_000 + "/>",
     "<data id='a' version='1' encrypted='yes'><meta><instanceID>uuid:1</instanceID></meta></data>",
     b"\xff\xfe\x00<data", "<?xml version='1.0' encoding='no-such'?><data/>"],
)  # fmt: skip
def test_what_is_no_form_is_refused_and_nothing_is_kept(world, xml):
    answer = world[3].send(xml)
    assert answer.status_code == 400, answer.content
    assert told(answer)
    assert not Survey.objects.exists()


def test_a_delivery_without_its_form_or_with_two(world):
    _office, campaign, form, phone = world
    xml = whole(form, first(campaign))
    assert phone.send(xml, part="something").status_code == 400
    assert (
        phone.client.post("/odk/submission", "raw", "text/xml", headers=phone.headers(), secure=True).status_code == 400
    )
    broken = phone.client.post(
        "/odk/submission", b"--x\r\nno", "multipart/form-data; boundary=y", headers=phone.headers(), secure=True
    )
    assert broken.status_code == 400


def test_a_body_without_end_is_not_read(world):
    phone = world[3]
    answer = phone.client.post(
        "/odk/submission", b"", "multipart/form-data; boundary=x", headers=phone.headers(), secure=True,
        CONTENT_LENGTH=str(200 * 1024 * 1024),
    )  # fmt: skip
    assert answer.status_code == 413


def test_a_form_or_version_that_is_not_ours(world):
    _office, campaign, form, phone = world
    xml = whole(form, first(campaign))
    for other in (
        xml.replace(form.version, "1"),
        xml.replace(f"chungtay_dot_{campaign.pk}", "chungtay_dot_999999"),
        xml.replace(f"chungtay_dot_{campaign.pk}", "chungtay_dot_²"),
        xml.replace(f"chungtay_dot_{campaign.pk}", "other"),
    ):
        answer = phone.send(other)
        assert answer.status_code == 404
        assert "không mất gì" in told(answer)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"household_code": "00016-999999"}, 404),
        ({"household_code": ""}, 404),
        ({"toilet": "1"}, 422),
        ({"declared_1": "1"}, 201),
        ({"income": "1e6"}, 201),
        ({"income": "much"}, 201),
        ({"income": "9" * 4000}, 201),
    ],
)
def test_odd_answers(world, changes, status):
    """What cannot be read is kept with what is wrong, as from every door; what belongs to no question is refused."""
    _office, campaign, form, phone = world
    case = first(campaign)
    answer = phone.send(filled(form, answers(version=case.version) | changes, ROWS))
    assert answer.status_code == status, told(answer)


@pytest.mark.parametrize("day", ["", "2019-02-30", "2019-08-31", "2999-01-01", "nonsense"])
def test_a_visit_outside_the_review(world, day):
    _office, campaign, form, phone = world
    assert phone.send(whole(form, first(campaign), review_date=day)).status_code == 422


def test_too_many_members_and_elements_that_stand_twice(world):
    _office, campaign, form, phone = world
    case = first(campaign)
    crowd = filled(form, answers(version=case.version), ROWS * 21)
    assert phone.send(crowd).status_code == 422
    twice = whole(form, case).replace("</household>", "<head_name>Khác</head_name></household>")
    assert phone.send(twice).status_code == 422
    split = whole(form, case).replace("</household>", "</household><household><a>1</a></household>")
    assert phone.send(split).status_code == 422
    assert not Survey.objects.exists()


def test_who_comes_from_elsewhere_keeps_the_households_head(world):
    """The name of the register is not what the telephone says it is."""
    _office, campaign, form, phone = world
    case = first(campaign)
    phone.send(whole(form, case))
    assert case_of(campaign, case.head_name).pk == case.pk
    assert set(Survey.objects.get().answers) == {"income_per_person", "declared", "members"}
