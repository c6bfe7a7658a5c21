"""What is not weighed in full would not have reached the queue: against the whole comparison, over drawn persons."""

from __future__ import annotations

import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from chungtay.records.registry.queries.likeness import (
    WORTH_A_LOOK,
    WORTH_A_WORD,
    Facts,
    likeness,
    may_reach,
)

NAMES = ["Nguyễn Văn Đình", "Nguyen Van Dinh", "Nguyễn Văn Định", "Đình Văn Nguyễn", "Nguyễn Đình", "Nguyễn Hữu Đình",
         "Nguyễn Hữu Đinh", "Nguyễn Văn Bảo", "Trần Văn Đình", "H'Bia Niê", "Hbia Niê", "Lê Thị Hoa"]  # fmt: skip
DAYS = [None, *(datetime.date(year, month, day) for year in (1970, 1971, 1974, 1990) for month, day in
                ((1, 1), (3, 5), (5, 3), (3, 6)))]  # fmt: skip
PAPERS = [frozenset(), *(frozenset({(kind, number)}) for kind in ("citizen", "birth") for number in ("a", "b"))]
PERSONS = st.builds(
    Facts,
    full_name=st.sampled_from(NAMES),
    born=st.sampled_from(DAYS),
    known=st.sampled_from(["", "year", "month"]),
    sex=st.sampled_from(["", "male", "female"]),
    papers=st.sampled_from(PAPERS),
    ends=st.sampled_from(PAPERS),
    phone=st.sampled_from(["", "0912345678"]),
    household=st.sampled_from([None, 1, 2]),
    address=st.sampled_from(["", "so 5"]),
    group=st.sampled_from([None, 1, 2]),
    ward=st.sampled_from([None, 1, 2]),
    mates=st.sampled_from([frozenset(), frozenset("x"), frozenset("xy"), frozenset("z")]),
)


@given(PERSONS, PERSONS, st.sampled_from([None, 0, 1, 3, 9]), st.sampled_from([1, WORTH_A_WORD, WORTH_A_LOOK, 900]))
@example(Facts(NAMES[0], DAYS[2]), Facts(NAMES[0], DAYS[2]), 0, WORTH_A_LOOK)
def test_nobody_is_lost(one, other, namesakes, least):
    if likeness(one, other, namesakes).score >= least:
        assert may_reach(one, other, least)
        assert may_reach(other, one, least)


def test_strangers_of_one_print_are_not_weighed():
    """Same first and given name in one ward, twenty years apart; the same birthday under another name."""
    here = {"ward": 1, "group": 1, "sex": "male"}
    elder = Facts("Nguyễn Văn Đình", datetime.date(1970, 3, 5), **here)
    younger = Facts("Nguyễn Hữu Đình", datetime.date(1990, 3, 5), **here)
    other = Facts("Trần Văn Đình", datetime.date(1970, 3, 5), **here)
    assert not may_reach(elder, younger, WORTH_A_LOOK)
    assert not may_reach(elder, other, WORTH_A_LOOK)
    # 50 other middle + 50 same year - 90 another number + 40 group + 8 sex + 20 at most for namesakes = 78 < 200
    same_year = {"born": datetime.date(1970, 1, 1), "known": "year"}
    one = Facts("Nguyễn Văn Đình", **same_year, **here, papers=frozenset({("citizen", "a")}))
    two = Facts("Nguyễn Hữu Đình", **same_year, **here, papers=frozenset({("citizen", "b")}))
    assert not may_reach(one, two, WORTH_A_LOOK)
    assert may_reach(elder, Facts("Nguyen Van Dinh", datetime.date(1970, 3, 5), **here), WORTH_A_LOOK)
    number = frozenset({("citizen", "a")})  # one number, two names: somebody has to look
    assert may_reach(Facts("Lê Thị Hoa", papers=number), Facts("Nguyễn Văn Đình", papers=number), WORTH_A_LOOK)
