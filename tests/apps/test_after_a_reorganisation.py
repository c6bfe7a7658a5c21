"""A ward is divided: what stands with a household and names no ward (commitments of sponsors, loans, referrals, help
from elsewhere) stays with it; the new ward sees it and goes on with it, the old and the other new one do not."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.models import HelpReceived, OutsideState
from chungtay.records.entitlements.operations import outside
from chungtay.records.entitlements.queries.outside import to_confirm
from chungtay.work.credit.models import LoanState
from chungtay.work.credit.operations import keeping as loans
from chungtay.work.credit.operations import telling
from chungtay.work.credit.queries import loans as loans_seen
from chungtay.work.referral import operations as referrals
from chungtay.work.referral.models import Referral, ReferralState
from chungtay.work.referral.queries.referrals import followers
from chungtay.work.referral.queries.referrals import seen as referrals_of
from chungtay.work.sponsorship.models import Sponsor, SponsorshipState
from chungtay.work.sponsorship.operations import arriving
from chungtay.work.sponsorship.operations import keeping as sponsors
from chungtay.work.sponsorship.queries import sponsorships
from tests import factories
from tests.apps.records.registry import factories as registry
from tests.apps.reform import AFTER, AFTER_DAY, HANOI, officers, second_group, split_in_two
from tests.apps.work.credit.test_loans import JOBS
from tests.apps.work.referral.test_referrals import classed

D = datetime.date
AT = datetime.datetime(2026, 9, 20, 9, 0, tzinfo=HANOI)


@pytest.fixture
def world(db):
    """A poor man without water in the first group, and a couple in the second."""
    units = factories.district()
    ward = units["00016"]
    group = Unit.objects.get(level="group", parent=ward)
    second = second_group(group)
    since = {"since": D(2015, 1, 1)}
    home = registry.household(group, (registry.member("Nguyễn Văn Đình", born="1946-05-12"),), **since)
    other = registry.household(second, (registry.member("Lê Văn Cảnh"),), **since)
    classed(home, "poor", ("5.1",))
    people = officers(ward, "nh-") | {"credit": factories.person("nh-von", Role.CREDIT_OFFICER, ward)}
    return {"ward": ward, "groups": (group, second), "home": home, "other": other, "people": people}


def divided(world) -> dict[str, dict]:
    """Whoever works in the old ward, in that where the man lives now, and in that of the couple."""
    _plan, hong_ha, giang_vo = split_in_two(*world["groups"])
    found = {"old": world["people"] | {"ward": world["ward"]}}
    for name, ward in (("here", hong_ha), ("there", giang_vo)):
        credit = factories.person(f"{ward.code}-von", Role.CREDIT_OFFICER, ward)
        found[name] = officers(ward, f"{ward.code}-") | {"credit": credit, "ward": ward}
    return found


def test_a_commitment_of_a_sponsor_goes_on_in_the_new_ward(world, client: Client) -> None:
    """500,000 a month from July: August came in the old ward, September is written down in Hồng Hà."""
    old = world["people"]
    promise = sponsors.Promise(begins_on=D(2026, 7, 15), until=None, monthly=500_000, words="", agreed="Biên bản 12")
    bakery = sponsors.NewSponsor(kind="business", name="Tiệm bánh Hương Sen", contact="Bà Sen")
    one = sponsors.enter(world["home"].pk, sponsor=bakery, promise=promise, by=old["officer"], at=AT)
    sponsors.confirm(one.pk, by=old["leader"], at=AT)
    came = {"value": 500_000, "words": "", "proof": "Biên nhận"}
    arriving.receive(one.pk, month=D(2026, 8, 1), on=D(2026, 9, 18), by=old["officer"], at=AT, **came)
    wards = divided(world)
    found = {
        name: sponsorships.seen(each["officer"], each["ward"], AFTER_DAY).rows.count() for name, each in wards.items()
    }
    assert found == {"old": 0, "here": 1, "there": 0}
    september = {"month": D(2026, 9, 1), "on": AFTER_DAY, "at": AFTER} | came
    for name in ("old", "there"):
        with pytest.raises(PermissionDenied):
            arriving.receive(one.pk, by=wards[name]["officer"], **september)
    arriving.receive(one.pk, by=wards["here"]["officer"], **september)
    given = HelpReceived.objects.filter(household=world["home"])
    assert list(given.order_by("pk").values_list("value", "source")) == [(500_000, "donor")] * 2
    client.force_login(wards["here"]["officer"])
    assert "Tiệm bánh Hương Sen" in client.get("/00097/2026/do-dau/").content.decode()
    done = sponsors.end(one.pk, on=AFTER_DAY, why="Hết thời hạn", by=wards["here"]["officer"], at=AFTER)
    assert done.state == SponsorshipState.ENDED


def test_the_new_ward_corrects_a_sponsor_of_the_old_one(world) -> None:
    """The ward that wrote the sponsor down has ended: whoever keeps a commitment of the sponsor corrects it."""
    old = world["people"]
    promise = sponsors.Promise(begins_on=D(2026, 7, 15), until=None, monthly=500_000, words="", agreed="Biên bản 12")
    bakery = sponsors.NewSponsor(kind="business", name="Tiệm bánh Hương Sen", contact="Bà Sen")
    one = sponsors.enter(world["home"].pk, sponsor=bakery, promise=promise, by=old["officer"], at=AT)
    wards = divided(world)
    anew = {"kind": "business", "name": "Tiệm bánh Hương Sen", "contact": "Ông Sen", "at": AFTER}
    with pytest.raises(PermissionDenied):
        sponsors.correct_sponsor(one.sponsor_id, by=wards["there"]["officer"], **anew)
    sponsors.correct_sponsor(one.sponsor_id, by=wards["here"]["officer"], **anew)
    assert Sponsor.objects.get().contact == "Ông Sen"


def test_a_loan_is_told_of_in_the_new_ward(world, client: Client) -> None:
    old = world["people"]
    borrower = registry.person(world["home"], "Đình").pk
    loan = loans.enter(world["home"].pk, borrower=borrower, told=JOBS, by=old["credit"], at=AT)
    wards = divided(world)
    found = {
        name: loans_seen.seen(each["officer"], each["ward"], AFTER_DAY).rows.count() for name, each in wards.items()
    }
    assert found == {"old": 0, "here": 1, "there": 0}
    for name in ("old", "there"):
        with pytest.raises(PermissionDenied):
            loans.confirm(loan.pk, by=wards[name]["leader"], at=AFTER)
    assert loans.confirm(loan.pk, by=wards["here"]["leader"], at=AFTER).state == LoanState.RUNNING
    told = {"on": D(2026, 9, 30), "standing": "running", "outstanding": 20_000_000, "source": "Danh sách dư nợ"}
    with pytest.raises(PermissionDenied):
        telling.tell(loan.pk, by=wards["there"]["credit"], at=AFTER, **told)
    said = telling.tell(loan.pk, by=wards["here"]["credit"], at=AFTER, **told)
    telling.confirm_telling(loan.pk, said.pk, by=wards["here"]["leader"], at=AFTER)
    loan.refresh_from_db()
    assert loan.outstanding == 20_000_000


def test_a_referral_is_given_to_somebody_of_the_new_ward(world) -> None:
    """Followed by somebody of the old ward until then; not opened again; shared out and closed in Hồng Hà."""
    old = world["people"]
    assert referrals.open_for_ward(world["ward"], by=old["officer"], at=AT) == (1, 0)
    one = Referral.objects.get()
    service = {"service": "Công ty nước sạch", "due_on": D(2026, 12, 1)}
    referrals.assign(world["ward"], [one.pk], person=old["visitor"].pk, by=old["officer"], at=AT, **service)
    wards = divided(world)
    found = {name: referrals_of(each["officer"], each["ward"], AFTER_DAY).count() for name, each in wards.items()}
    assert found == {"old": 0, "here": 1, "there": 0}
    here, there = wards["here"], wards["there"]
    assert referrals.open_for_ward(here["ward"], by=here["officer"], at=AFTER) == (0, 0)
    for name in ("old", "there"):
        with pytest.raises(PermissionDenied):
            referrals.write_contact(one.pk, on=AFTER_DAY, note="x", by=wards[name]["visitor"], at=AFTER)
    assert here["visitor"] in followers(here["ward"], AFTER_DAY)
    assert there["visitor"] not in followers(here["ward"], AFTER_DAY)
    referrals.assign(here["ward"], [one.pk], person=here["visitor"].pk, by=here["officer"], at=AFTER, **service)
    referrals.write_contact(one.pk, on=AFTER_DAY, note="Đã hẹn", by=here["visitor"], at=AFTER)
    assert referrals.give_up(one.pk, outcome="Không có đường ống", by=here["visitor"], at=AFTER).state == (
        ReferralState.IMPOSSIBLE
    )


def test_help_from_elsewhere_is_confirmed_where_the_family_lives_now(world) -> None:
    old = world["people"]
    told = {"kind": "in_kind", "source": "donor", "giver": "Chùa Một Cột", "title": "Gạo", "value": 200_000,
            "on": D(2026, 9, 19), "proof": "ảnh"}  # fmt: skip
    made = outside.enter_outside(world["home"], by=old["officer"], at=AT, **told)
    wards = divided(world)
    waiting = {name: len(to_confirm(each["leader"], each["ward"], AFTER_DAY)) for name, each in wards.items()}
    assert waiting == {"old": 0, "here": 1, "there": 0}
    for name in ("old", "there"):
        with pytest.raises(PermissionDenied):
            outside.confirm_outside(made.pk, by=wards[name]["leader"], at=AFTER)
    assert outside.confirm_outside(made.pk, by=wards["here"]["leader"], at=AFTER).state == OutsideState.CONFIRMED
    assert list(HelpReceived.objects.values_list("household", "value")) == [(world["home"].pk, 200_000)]
