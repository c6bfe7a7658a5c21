"""The queue of alike persons and the page of one pair: seen, previewed, joined, told apart, undone."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from chungtay.records.registry.models import DuplicatePair, Membership, Operation, Person, Verdict
from chungtay.records.registry.operations.duplicates import say_different
from chungtay.records.registry.operations.undoing import undo
from chungtay.records.registry.presenters.pairs import FIELDS, SAYS
from chungtay.records.registry.queries import pair_queue
from chungtay.records.registry.queries.facts import NewPaper
from chungtay.records.registry.queries.likeness import WEIGHTS
from chungtay.records.registry.queries.pair_queue import chosen, counts, page_of
from chungtay.web.home.presenters import tasks_of
from tests import factories as people
from tests.apps.records.registry import factories as f

pytestmark = pytest.mark.django_db
BASE = "/00016/2024/ho-dan/trung"
TODAY = datetime.date(2024, 3, 1)
PLAIN = f.member("Nguyen Van Dinh", "head", "1970-05-12", papers=(), phone="0912345678", ethnicity="Tày")
SON = f.member("Nguyễn Minh Khôi", "child", "2003-06-30", papers=())


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ward(group):
    return group.parent


@pytest.fixture
def hoa(ward):
    return people.person("hoa", "ward_officer", ward)


@pytest.fixture
def office(hoa) -> Client:
    return client_of(hoa)


@pytest.fixture
def pair(group) -> DuplicatePair:
    """Đình with his number, and once more without marks, with a telephone."""
    f.household(group, (f.member(phone="0987654321"), f.member("Trần Thị Hường", "spouse", "1974-11-02")))
    f.household(group, (PLAIN,), address="14 ngõ 5 phố Đội Cấn")
    return DuplicatePair.objects.get()


def typed(pair: DuplicatePair, **changes) -> dict[str, str]:
    first, second = pair.first, pair.second
    home = Membership.objects.current().get(person=first).pk
    answers = {"stays": first.pk, "take_full_name": first.pk, "take_ethnicity": first.pk, "take_phone": second.pk}
    answers |= {"membership": home, "moved": "no", "why": "Nhập hai lần"}
    answers |= {f"seen_{first.pk}": first.version, f"seen_{second.pk}": second.version}
    return {name: str(value) for name, value in (answers | changes).items()}


def test_every_sentence_of_the_evidence_has_words():
    said = {(field, says) for field, weights in WEIGHTS.items() for says in weights}
    assert said <= SAYS.keys()
    assert {field for field, _says in SAYS} == FIELDS.keys()


def test_the_queue_tells_who_why_and_how_likely(office, pair):
    page = office.get(f"{BASE}/")
    (row,) = page.context["rows"]
    assert row.names == ["Nguyễn Văn Đình", "Nguyen Van Dinh"]
    assert row.likely == "rất có thể là một người"
    assert "Họ và tên: giống, một bên không có dấu" in row.agrees
    assert "Ngày sinh: cùng ngày" in row.agrees
    assert [(chip.id, chip.count) for chip in page.context["chips"]] == [("", 1), ("entry", 1), ("xong", 0)]
    assert office.get(f"{BASE}/?loc=batch").context["rows"] == []
    assert office.get(f"{BASE}/?loc=xyz").context["rows"] == []


def test_the_task_of_today(hoa, ward, pair):
    (task,) = [task for task in tasks_of(hoa, ward, 2024, [], {}) if "/trung/" in task.address]
    assert task.title == "1 cặp bản ghi có thể là một người"


def test_one_household_and_pages_by_key(group, hoa, ward):
    home = (f.member("Trần Văn Sáu", papers=()), f.member("Tran Van Sau", "other", papers=()))
    for number in range(3):
        f.household(group, home, address=f"Số {number}")
    total = DuplicatePair.objects.count()
    assert counts(hoa, ward, TODAY)["ho"] == 3
    rows = chosen(hoa, ward, "ho", TODAY)
    assert {(pair.first_home, pair.second_home) for pair in rows} == {(pair.first_home,) * 2 for pair in rows}
    everything = [pair.pk for pair in chosen(hoa, ward, "", TODAY).order_by("-score", "pk")]
    assert len(everything) == total == 15
    size, pair_queue.PAGE = pair_queue.PAGE, 7
    try:
        walked, page = [], page_of(chosen(hoa, ward, "", TODAY))
        assert page.before is None
        while True:
            walked += [pair.pk for pair in page.pairs]
            if page.after is None:
                break
            page = page_of(chosen(hoa, ward, "", TODAY), after=page.after)
        assert walked == everything
        back = page_of(chosen(hoa, ward, "", TODAY), before=page.before)
        assert [pair.pk for pair in back.pairs] == everything[-len(page.pairs) - 7 : -len(page.pairs)]
    finally:
        pair_queue.PAGE = size


def test_side_by_side_with_where_each_value_comes_from(office, pair):
    page = office.get(f"{BASE}/{pair.pk}/")
    table = {line.label: line for line in page.context["table"]}
    name = table["Họ và tên"]
    assert [cell.text for cell in name.cells] == ["Nguyễn Văn Đình", "Nguyen Van Dinh"]
    assert name.same is False
    assert name.cells[0].hint.startswith("Đăng ký hộ, 01/03/2024")
    assert table["Ngày sinh"].same is True
    paper = table["Số định danh"]
    assert paper.same is None
    assert paper.cells[0].numbers[0].shown.startswith("•••• ")
    assert table["Thành viên hiện nay của hộ"].cells[0].lines[1] == "Trần Thị Hường, 02/11/1974"
    assert "099" not in page.content.decode()  # no number in full
    asked = set(page.context["form"].fields)
    assert {"take_full_name", "take_ethnicity", "take_phone", "membership", "moved"} <= asked
    assert not asked & {"take_birth", "take_sex", "account"}


def test_preview_changes_nothing_then_it_is_joined_and_undone(office, pair):
    before, acts = f.standing(), Operation.objects.count()
    page = office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, preview=1))
    assert page.status_code == 200
    told = [(record.what, record.verb) for record in page.context["preview"].records]
    assert ("Người", "taken_back") in told
    assert ("Hộ", "taken_back") in told
    assert (f.standing(), Operation.objects.count()) == (before, acts)

    # joined without a preview, or with other choices than were shown: shown first
    assert office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, join=1)).status_code == 200
    other = typed(pair, join=1, shown=page.context["print"], take_phone=pair.first_id)
    assert office.post(f"{BASE}/{pair.pk}/gop/", other).status_code == 200
    assert Operation.objects.count() == acts

    done = office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, join=1, shown=page.context["print"]))
    assert done.status_code == 302
    first = Person.objects.get(pk=pair.first_id)
    assert (first.full_name, first.ethnicity, first.phone) == ("Nguyễn Văn Đình", "Kinh", "0912345678")
    assert Person.objects.get(pk=pair.second_id).merged_into == first
    assert [chip.count for chip in office.get(f"{BASE}/").context["chips"]] == [0, 1]
    page = office.get(f"{BASE}/{pair.pk}/")
    assert page.context["undo"] == done.url
    assert not page.context["open"]
    assert [row.decided for row in office.get(f"{BASE}/?loc=xong").context["rows"]] == [True]

    office.post(f"{done.url}hoan-tac/", {"why": "Nhầm"})
    assert f.standing() == before
    assert office.get(f"{BASE}/{pair.pk}/").context["open"]
    assert [chip.count for chip in office.get(f"{BASE}/").context["chips"]] == [1, 1, 0]


def test_a_pair_whose_joining_was_undone_says_that_it_waits(office, pair):
    page = office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, preview=1))
    shown = {"join": 1, "shown": page.context["print"]}
    assert office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, **shown)).status_code == 302
    assert "Cùng một người, đã gộp" in office.get(f"{BASE}/{pair.pk}/").content.decode()
    pair.refresh_from_db()
    undo(pair.operation, why="Hai người", by=None, at=f.AT)
    for page in (office.get(f"{BASE}/{pair.pk}/"), office.get(f"{BASE}/")):
        said = page.content.decode()
        assert "Cùng một người, đã gộp" not in said
        assert "đã gộp một lần rồi hoàn tác" in said


def test_what_is_not_chosen_is_said_beside_the_field(office, pair):
    page = office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, take_full_name="", why="", preview=1))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"take_full_name", "why"}


def test_the_head_of_others_leaves_a_new_head_behind(office, group):
    f.household(group, (PLAIN, SON))
    f.household(group, (f.member(papers=()), f.member("Lê Thị Hoa", "spouse", "1975-01-02", papers=())))
    pair = DuplicatePair.objects.get()
    home = Membership.objects.current().get(person=pair.second)
    left = Membership.objects.current().get(person=pair.first)
    answers = typed(pair, membership=home.pk, moved="no", preview=1)
    refused = office.post(f"{BASE}/{pair.pk}/gop/", answers)
    assert refused.status_code == 422
    assert "chủ hộ" in refused.context["error"]
    khoi = Membership.objects.current().get(person__full_name="Nguyễn Minh Khôi")
    answers |= {f"head_{left.pk}": str(khoi.person_id)}
    page = office.post(f"{BASE}/{pair.pk}/gop/", answers)
    assert page.status_code == 200, page.context["error"]
    assert (
        office.post(f"{BASE}/{pair.pk}/gop/", answers | {"join": "1", "shown": page.context["print"]}).status_code
        == 302
    )
    assert f.members(left.household) == {"Khôi": "head"}


def test_two_papers_of_one_kind_are_chosen_between(office, group):
    first, second = "099070512345", "099070612345"  # one digit mistyped; the last four agree
    f.household(group, (f.member(papers=(NewPaper("citizen", first),)),))
    f.household(
        group, (f.member("Nguyen Van Dinh", papers=(NewPaper("citizen", second),)),), address="14 ngõ 5 phố Đội Cấn"
    )
    pair = DuplicatePair.objects.get()
    # the same end 30, without marks 105, same day 135, nobody else 20, same sex 8, one group 40: 338 - 200 = 13.8 bits
    assert pair.score == 999
    form = office.get(f"{BASE}/{pair.pk}/").context["form"]
    right, wrong = pair.first.papers.get(), pair.second.papers.get()
    assert [number for number, _words in form.fields["paper_citizen"].choices] == [right.pk, wrong.pk]
    unsaid = office.post(f"{BASE}/{pair.pk}/gop/", joined_by_number(pair))
    assert unsaid.status_code == 422
    assert "paper_citizen" in unsaid.context["form"].errors
    answers = joined_by_number(pair, paper_citizen=right.pk)
    shown = office.post(f"{BASE}/{pair.pk}/gop/", answers | {"preview": "1"}).context["print"]
    assert office.post(f"{BASE}/{pair.pk}/gop/", answers | {"join": "1", "shown": shown}).status_code == 302
    assert [paper.number for paper in pair.first.papers.filter(withdrawn=False)] == [first]
    assert pair.second.papers.filter(withdrawn=False).count() == 0


def joined_by_number(pair: DuplicatePair, **changes) -> dict[str, str]:
    answers = typed(pair, **changes)
    return {name: value for name, value in answers.items() if name not in ("take_ethnicity", "take_phone")}


def test_told_apart_and_looked_at_again(office, pair):
    assert office.post(f"{BASE}/{pair.pk}/hai-nguoi/", {"why": ""}).status_code == 422
    assert office.post(f"{BASE}/{pair.pk}/hai-nguoi/", {"why": "Hai anh em họ"}).status_code == 302
    pair.refresh_from_db()
    assert (pair.verdict, pair.why) == (Verdict.DIFFERENT, "Hai anh em họ")
    page = office.get(f"{BASE}/{pair.pk}/")
    assert "Hai anh em họ" in page.content.decode()
    assert page.context["form"] is None
    assert office.post(f"{BASE}/{pair.pk}/xem-lai/", {"why": "Tôi nhầm"}).status_code == 302
    pair.refresh_from_db()
    assert (pair.verdict, pair.decided_by, pair.decided_at) == (Verdict.OPEN, None, None)


def test_two_officers_at_once(office, pair, ward):
    answers = typed(pair, preview=1)
    say_different(pair, why="Hai người", by=people.person("binh", "ward_officer", ward), at=f.AT)
    page = office.post(f"{BASE}/{pair.pk}/gop/", answers)
    assert page.status_code == 422
    assert "đã quyết định về cặp này" in page.context["error"]
    assert page.context["error"].startswith("Binh")


def test_a_record_that_changed_meanwhile(office, pair):
    answers = typed(pair, preview=1)
    Person.objects.filter(pk=pair.first_id).update(version=7)
    page = office.post(f"{BASE}/{pair.pk}/gop/", answers)
    assert page.status_code == 422
    assert "Có người" in page.context["error"]


def test_of_a_foreign_ward_only_the_ward_is_told(office, group, other_group):
    f.household(group, (f.member(papers=()),))
    f.household(other_group, (f.member("Nguyen Van Dinh", papers=()),), address="3 Liễu Giai")
    pair = DuplicatePair.objects.get()
    page = office.get(f"{BASE}/{pair.pk}/")
    said = page.content.decode()
    assert other_group.parent.name in said
    assert "Nguyen Van Dinh" not in said
    assert "Liễu Giai" not in said.replace(other_group.parent.name, "")
    assert page.context["form"] is None
    assert page.context["other_ward"] == other_group.parent
    office.post(f"{BASE}/{pair.pk}/hai-nguoi/", {"why": "Hai người"})
    office.post(f"{BASE}/{pair.pk}/gop/", typed(pair, join=1))
    pair.refresh_from_db()
    assert pair.verdict == Verdict.OPEN


def test_statements_of_both_pages_do_not_grow(office, group, django_assert_max_num_queries):
    for number in range(3):
        f.household(group, (f.member("Trần Văn Sáu", papers=()),), address=f"Số {number}")
    with django_assert_max_num_queries(40):
        office.get(f"{BASE}/")
    for number in range(9):
        f.household(group, (f.member("Trần Văn Sáu", papers=()),), address=f"Nhà {number}")
    with django_assert_max_num_queries(40):
        office.get(f"{BASE}/")
