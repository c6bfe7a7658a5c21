"""Whose name stands under what was received: never that of who hands over, entered or approved, and of money never a
child's."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.records.entitlements.operations.receivers import check_receiver
from tests import factories
from tests.apps.records.registry.factories import family, household, member
from tests.apps.work.assistance.people import ENTERED, D, hands

ON = D(2026, 9, 10)


@pytest.fixture
def group(db) -> Unit:
    factories.district()
    return Unit.objects.get(level="group", parent__code="00016")


@pytest.fixture
def home(group):
    """A couple, a son of 23 and a daughter of 12; one more who is 15 on the day, one who is 15 the day after."""
    more = (
        member("Nguyễn Thị Mai", "child", "2011-09-10"),
        member("Nguyễn Thị Lan", "child", "2011-09-11"),
    )
    return household(group, (*family(), *more), since=D(2015, 1, 1), at=ENTERED)


@pytest.fixture
def payer(group) -> User:
    found = hands(group.parent)["payer"]
    assert isinstance(found, User)
    User.objects.filter(pk=found.pk).update(full_name="Trần Thị Hường")
    return found


def asked(home, name: str, *hands: int | None, money: bool = True, signed: bool = False) -> bool:
    return check_receiver(name, household=home.pk, hands=hands, on=ON, money=money, signed=signed)


def test_a_member_or_somebody_else(home) -> None:
    assert asked(home, "Nguyễn Văn Đình") is True
    assert asked(home, "nguyen van  dinh") is True
    assert asked(home, "Lê Văn Cảnh", None) is False
    with pytest.raises(ValidationError, match="Ghi tên người nhận"):
        asked(home, " ")


def test_a_hand_of_the_case_is_no_receiver(home, group, payer) -> None:
    """As search compares: without marks, in any case. Of a namesake in the household the signature is kept."""
    User.objects.filter(pk=payer.pk).update(full_name="Phạm Văn Giang")
    for name in ("Phạm Văn Giang", "pham van giang", "PHẠM VĂN  GIANG"):
        with pytest.raises(ValidationError) as refused:
            asked(home, name, None, payer.pk, money=False, signed=True)
        assert refused.value.code == "staff"
    assert asked(home, "Phạm Văn Giang", money=False) is False  # of another case
    User.objects.filter(pk=payer.pk).update(full_name="tran thi huong")
    with pytest.raises(ValidationError) as refused:
        asked(home, "Trần Thị Hường", payer.pk)
    assert refused.value.code == "namesake"
    assert asked(home, "Trần Thị Hường", payer.pk, signed=True) is True


def test_money_is_received_by_no_child(home) -> None:
    for name in ("Nguyễn Thị Ánh", "Nguyễn Thị Lan"):
        with pytest.raises(ValidationError, match="dưới 15 tuổi"):
            asked(home, name, signed=True)
        assert asked(home, name, money=False) is True  # a book, a card
    assert asked(home, "Nguyễn Thị Mai") is True  # fifteen on the day
