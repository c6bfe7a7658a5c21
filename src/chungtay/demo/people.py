"""Part B of form 3.1 for every member: growth, school, training, insurance, internet, work, benefits, pension, illness.

Each answer agrees with the ones before it (a pupil does not work, a civil servant has a contract, who draws a pension
draws no old-age benefit), and a question that the form does not ask of a person stays empty.
"""

from __future__ import annotations

import polars as pl

from chungtay.demo.draws import between, happens, pick
from chungtay.demo.families import HEAD, OTHER
from chungtay.demo.growth import usual_growth
from chungtay.demo.names import FEMALE

YES, NO = 1, 2
ATTENDING, NOT_ATTENDING = 1, 2
WORKING, NO_JOB, UNABLE, IN_SCHOOL, UNWILLING, RETIRED = 1, 2, 3, 4, 5, 6
CIVIL_SERVANT, ENTERPRISE, HIRED, OWN_ACCOUNT = 1, 2, 3, 4
ELDERLY, DISABLED, ORPHAN = 1, 2, 3

_AGE = pl.col("age_months")
_KEY = pl.col("key")
_WELFARE = pl.col("welfare")
_PLAIN = ~pl.col("listed")


def with_answers(people: pl.DataFrame) -> pl.DataFrame:
    """Add every member answer. Needs `key`, `age_months`, `sex`, `relationship`, `welfare`, `listed` and `persons`."""
    grown = people.join(usual_growth(), on=["age_months", "sex"], how="left", maintain_order="left")
    return (
        grown.with_columns(**_body())
        .with_columns(disabled=happens(_KEY, "disabled", pl.when(_PLAIN).then(8).otherwise(70)))
        .with_columns(attending=_attending())
        .with_columns(school_level=_school_level(), education=_education())
        .with_columns(training=_training(), serious_illness=_illness(), pension=_pension())
        .with_columns(social_benefit=_social_benefit(), employment=_employment())
        .with_columns(job_type=_job_type())
        .with_columns(contract=_contract(), nonfarm=_nonfarm())
        .with_columns(health_insurance=_insurance(), internet=_internet())
        .with_columns(state_paid_insurance=_state_paid())
    )


def _body() -> dict[str, pl.Expr]:
    """Height and weight in tenths; stunted children are about a tenth shorter and a quarter lighter."""
    stunted = happens(_KEY, "stunted", pl.max_horizontal(150 - _WELFARE // 3, pl.lit(12)))
    tall = pl.when(stunted).then(between(_KEY, "short", 860, 900)).otherwise(between(_KEY, "tall", 970, 1050))
    heavy = pl.when(stunted).then(between(_KEY, "thin", 680, 760)).otherwise(between(_KEY, "heavy", 900, 1250))
    return {
        "height_cm": pl.when(_AGE < 192).then(pl.col("usual_mm") * tall // 1000),
        "weight_kg": pl.when(_AGE < 120).then(pl.col("usual_g") * heavy // 100_000),
    }


def _attending() -> pl.Expr:
    chance = (
        pl.when(_AGE < 72).then(900 + _WELFARE // 10)
        .when(_AGE < 192).then(965 + _WELFARE // 5)
        .when(_AGE < 216).then(780 + _WELFARE // 4)
        .when(_AGE < 264).then(250 + _WELFARE // 2)
        .otherwise(30)
    )  # fmt: skip
    asked = (_AGE >= 36) & (_AGE < 360)
    at_school = ~pl.col("disabled") & happens(_KEY, "attending", chance)
    return pl.when(asked).then(pl.when(at_school).then(ATTENDING).otherwise(NOT_ATTENDING))


def _school_level() -> pl.Expr:
    """Primary from 6, lower secondary from 11 or 12, upper secondary from 15; one or two in a hundred are behind."""
    asked = (_AGE >= 36) & (_AGE < 192) & (pl.col("attending") == ATTENDING)
    behind = happens(_KEY, "a level behind", 15).cast(pl.Int64)
    level = (
        pl.when(_AGE < 72).then(1)
        .when(_AGE < 136).then(2 - behind * (_AGE < 84).cast(pl.Int64))
        .when(_AGE < 184).then(3 - behind * (_AGE < 156).cast(pl.Int64))
        .otherwise(pick(_KEY, "grade ten", [(4, 80), (3, 20)]))
    )  # fmt: skip
    return pl.when(asked).then(level)


def _education() -> pl.Expr:
    asked = (_AGE >= 192) & (_AGE < 360) & (pl.col("attending") == NOT_ATTENDING)
    finished = happens(_KEY, "finished school", 600 + _WELFARE)
    if_finished = pl.when(_AGE < 216).then(3).otherwise(4)
    dropped_out = pick(_KEY, "dropped out", [(3, 70), (2, 25), (1, 5)])
    return pl.when(asked).then(
        pl.when(pl.col("disabled")).then(1).when(finished).then(if_finished).otherwise(dropped_out)
    )


def _training() -> pl.Expr:
    """Nobody below 19 and nobody without upper secondary school has more than an elementary certificate."""
    w = _WELFARE
    grown_up = (
        pl.when(happens(_KEY, "university", (w - 150) * 6 // 10)).then(pick(_KEY, "degree", [(5, 90), (6, 10)]))
        .when(happens(_KEY, "college", 20 + w // 6)).then(4)
        .when(happens(_KEY, "intermediate", 40 + w // 6)).then(3)
        .when(happens(_KEY, "certificate", 110)).then(2)
        .otherwise(1)
    )  # fmt: skip
    at_school = (_AGE < 228) | (pl.col("attending").fill_null(NO) == ATTENDING) & (_AGE < 276)
    short_of_it = pl.col("education").fill_null(4) < 4
    level = (
        pl.when(at_school | pl.col("disabled")).then(1)
        .when(short_of_it).then(pl.min_horizontal(grown_up, pl.lit(2)))
        .when(_AGE < 264).then(pl.min_horizontal(grown_up, pl.lit(4)))
        .otherwise(grown_up)
    )  # fmt: skip
    return pl.when(_AGE >= 180).then(level)


def _illness() -> pl.Expr:
    ill = happens(_KEY, "critical illness", pl.when(_PLAIN).then(8).otherwise(70))
    return pl.when(_AGE >= 180).then(pl.when(ill).then(YES).otherwise(NO))


def _of_pension_age() -> pl.Expr:
    pension_age = pl.when(pl.col("sex") == FEMALE).then(660).otherwise(720)
    return pl.col("age_months") >= pension_age


def _pension() -> pl.Expr:
    """0 for none: pensions mostly for the trained, social-insurance benefits, merit allowances for the old."""
    retired = _of_pension_age()
    kind = (
        pl.when(retired & happens(_KEY, "pension", 60 + _WELFARE * 9 // 10)).then(1)
        .when(retired & happens(_KEY, "insurance benefit", 25)).then(2)
        .when((_AGE >= 840) & happens(_KEY, "merit allowance", 60)).then(3)
        .otherwise(0)
    )  # fmt: skip
    return pl.when(_AGE >= 180).then(kind)


def _social_benefit() -> pl.Expr:
    no_pension = pl.col("pension").fill_null(0) == 0
    old = no_pension & ((_AGE >= 960) | ((_AGE >= 900) & ~_PLAIN)) & happens(_KEY, "old-age benefit", 850)
    orphan = (pl.col("relationship") == OTHER) & (_AGE < 192) & (pl.col("persons") == 3) & ~_PLAIN
    return (
        pl.when(pl.col("disabled") & happens(_KEY, "disability benefit", 800)).then(DISABLED)
        .when(old).then(ELDERLY)
        .when(orphan & happens(_KEY, "orphan", 600)).then(ORPHAN)
        .otherwise(0)
    )  # fmt: skip


def _employment() -> pl.Expr:
    retired = _of_pension_age()
    jobless = pl.when(_PLAIN).then(25).otherwise(80)
    home = pl.when(pl.col("sex") == FEMALE).then(70).otherwise(8)
    state = (
        pl.when(pl.col("disabled")).then(pick(_KEY, "disabled at work", [(UNABLE, 85), (WORKING, 15)]))
        .when((pl.col("serious_illness") == YES) & happens(_KEY, "too ill to work", 700)).then(UNABLE)
        .when(pl.col("attending").fill_null(NO) == ATTENDING).then(IN_SCHOOL)
        .when(_AGE >= 960).then(pick(_KEY, "very old", [(UNABLE, 60), (RETIRED, 40)]))
        .when(retired).then(pick(_KEY, "retired", [(RETIRED, 84), (WORKING, 13), (UNABLE, 3)]))
        .when(happens(_KEY, "no job", jobless)).then(NO_JOB)
        .when(happens(_KEY, "homemaker", home) & (_AGE >= 240)).then(RETIRED)
        .when(happens(_KEY, "unwilling", 8)).then(UNWILLING)
        .otherwise(WORKING)
    )  # fmt: skip
    return pl.when(_AGE >= 180).then(state)


def _works() -> pl.Expr:
    return (_AGE >= 180) & (pl.col("employment") == WORKING)


def _job_type() -> pl.Expr:
    w = _WELFARE
    of_age = (_AGE >= 216) & (_AGE < 744)
    kind = (
        pl.when(of_age & (pl.col("training") >= 4) & happens(_KEY, "public service", 330)).then(CIVIL_SERVANT)
        .when(of_age & happens(_KEY, "enterprise", 140 + w * 6 // 10)).then(ENTERPRISE)
        .when(happens(_KEY, "hired hand", 520 - w // 2)).then(HIRED)
        .otherwise(OWN_ACCOUNT)
    )  # fmt: skip
    return pl.when(_works()).then(kind)


def _contract() -> pl.Expr:
    job = pl.col("job_type")
    with_contract = happens(_KEY, "labour contract", 550 + _WELFARE)
    kind = (
        pl.when(job == CIVIL_SERVANT).then(1)
        .when(job == ENTERPRISE).then(pl.when(with_contract).then(1).otherwise(2))
        .when(job == HIRED).then(2)
        .otherwise(3)
    )  # fmt: skip
    return pl.when(_works()).then(kind)


def _nonfarm() -> pl.Expr:
    steady = pl.when(happens(_KEY, "three months of non-farm work", pl.when(_PLAIN).then(985).otherwise(880)))
    return pl.when(_works() & (pl.col("job_type") != CIVIL_SERVANT)).then(steady.then(YES).otherwise(NO))


def _insurance() -> pl.Expr:
    insured = (
        (pl.col("contract").fill_null(0) == 1)
        | (pl.col("pension").fill_null(0) > 0)
        | (pl.col("social_benefit") > 0)
        | happens(_KEY, "card of a listed household", pl.when(pl.col("reason") == "listed").then(970).otherwise(0))
        | happens(_KEY, "health insurance", 820 + _WELFARE // 5)
    )
    return pl.when(_AGE >= 72).then(pl.when(insured).then(YES).otherwise(NO))


def _state_paid() -> pl.Expr:
    """Of those without a card: a few belong to a group that the state budget pays for and only lack the paper."""
    asked = (_AGE >= 72) & (pl.col("health_insurance") == NO)
    return pl.when(asked).then(pl.when(happens(_KEY, "state-paid", 80)).then(YES).otherwise(NO))


def _internet() -> pl.Expr:
    chance = (
        pl.when(_AGE < 36).then(0)
        .when(_AGE < 72).then(150 + _WELFARE // 2)
        .when(_AGE < 180).then(380 + _WELFARE)
        .when(_AGE < 540).then(640 + _WELFARE)
        .when(_AGE < 780).then(380 + _WELFARE)
        .otherwise(_WELFARE * 7 // 10)
    )  # fmt: skip
    able = ~pl.col("disabled") | (pl.col("relationship") == HEAD)
    return pl.when(able & happens(_KEY, "internet", chance)).then(YES).otherwise(NO)
