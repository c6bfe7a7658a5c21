"""What of the reviews waits for a person at a place, the most urgent first: to sign, to answer, to visit, to check, the
next step of a group or ward, what is late; and requests, with a review or without one."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chungtay.foundation.core.presenters.waiting import Waiting
from chungtay.foundation.places.models import Level, Unit
from chungtay.work.review import permissions
from chungtay.work.review.models import (
    OUT_OF_THE_REVIEW,
    Campaign,
    CampaignState,
    CaseState,
)
from chungtay.work.review.presenters import waiting_again as again
from chungtay.work.review.presenters.campaigns import said
from chungtay.work.review.presenters.next_steps import next_steps
from chungtay.work.review.presenters.steps_back import title as title_of_step_back
from chungtay.work.review.queries import (
    calendar,
    complaints,
    decisions,
    monthly_reports,
    postings,
    quality,
    reminders,
    requests,
    screening,
    steps_back,
    takeovers,
    unlisted,
)
from chungtay.work.review.queries import campaigns as queries
from chungtay.work.review.queries.conflicts import ALONE, with_open_forms

SHOWN = 3  # proposals of one kind, each by its household; further ones are counted


def waiting_for(
    user: Any, place: Unit, year: int, today: datetime.date, running: list[Campaign] | None = None
) -> Iterator[Waiting]:
    """Of every review of the place that is being prepared or under way (`running`, where they are known). Of one of
    another year only what has a clock of its own: complaints and lists that hang."""
    found = queries.running(user, place) if running is None else running
    yield from of_reviews(user, place, year, today, found)
    yield from again.before_corrections(user, place, year)
    if permissions.can_prepare(user, place, today) or permissions.can_sign(user, place, today):
        yield from _requests(user, place, year, today)
        yield from _monthly_reports(user, place, year, today)


def of_reviews(user: Any, place: Unit, year: int, today: datetime.date, running: list[Campaign]) -> Iterator[Waiting]:
    """Of these reviews alone."""
    of_year = [campaign for campaign in running if campaign.year == year]
    under_way = [campaign for campaign in running if campaign.state == CampaignState.OPEN]
    if of_year:
        yield from _decisions(user, place, year)
    if under_way and (permissions.can_prepare(user, place, today) or permissions.can_sign(user, place, today)):
        yield from _postings(user, place, year, today, under_way)
        yield from _complaints(user, place, year, today, under_way)
        yield from again.untied(user, place, year, under_way)
    if under_way and permissions.can_prepare(user, place, today):
        yield from again.drawn_without_visitor(user, place, year, today, under_way)
        yield from again.held_by_nobody_left(user, place, year, today, under_way)
    if under_way:
        yield from again.to_visit(user, place, year, under_way)
        yield from again.typed_differently(user, place, year, under_way)
    if under_way and permissions.can_confirm(user, place, today):
        yield from _takeovers(user, place, year, today, under_way)
    if under_way and permissions.can_second(user, place, today):
        yield from _steps_back(user, place, year, today, under_way)
        yield from again.disagreeing(user, place, year, today, under_way)
    for campaign in of_year:
        where = f"{campaign.get_kind_display()} {campaign} · {campaign.area.name}"
        here = reverse("campaign:campaign", args=[place.code, year, campaign.pk])
        if campaign.state == CampaignState.PREPARING:
            if permissions.can_open(user, campaign.area, today):
                yield Waiting(_("A planned review waits for its decision"), where, _("Look at the plan"), here)
            continue
        yield from _households(user, campaign, place, year, where, today)
        yield from _late(user, campaign, place, where, here, today)
    yield from _reminders(user, place, year, today, of_year)
    opened = [campaign for campaign in of_year if campaign.state == CampaignState.OPEN]
    if opened:
        yield from (Waiting(*each) for each in next_steps(user, place, year, today, opened))


def _decisions(user: Any, place: Unit, year: int) -> Iterator[Waiting]:
    """Opinions that the district owes, and drafts that wait for the chair's signature."""
    asked = decisions.opinions_waiting(user, place).filter(ward__campaign__year=year)
    for opinion in asked.select_related("ward__ward"):
        due = f" · {opinion.due_on:%d/%m/%Y}" if opinion.due_on else ""
        here = reverse("decisions:opinion", args=[place.code, year, opinion.ward.campaign_id, opinion.pk])
        title = _("A ward waits for the district's opinion")
        yield Waiting(title, f"{opinion.ward.ward.name}{due}", _("Give the opinion"), here)
    drafts = decisions.drafts_to_sign(user, place).filter(ward__campaign__year=year)
    for draft in drafts.select_related("ward__ward"):
        here = reverse("decisions:decision", args=[place.code, year, draft.ward.campaign_id, draft.pk])
        yield Waiting(_("A decision waits for a signature"), draft.ward.ward.name, _("Look at the draft"), here)


def _postings(user: Any, place: Unit, year: int, today: datetime.date, under_way: list[Campaign]) -> Iterator[Waiting]:
    """Lists that hang although their days are over."""
    for one in postings.over(user, place, today).filter(ward__campaign__in=[each.pk for each in under_way]):
        if permissions.can_prepare(user, one.ward.ward, today):
            here = reverse("postings:posting", args=[place.code, year, one.ward.campaign_id, one.pk])
            yield Waiting(_("The days of posting are over"), one.ward.ward.name, _("End the posting"), here)


def _complaints(
    user: Any, place: Unit, year: int, today: datetime.date, under_way: list[Campaign]
) -> Iterator[Waiting]:
    """The overdue first."""
    rows = complaints.open_now(complaints.complaints_seen(user, place))
    rows = rows.filter(ward__campaign__in=[each.pk for each in under_way])
    counts: Counter[tuple[int, bool]] = Counter()
    for campaign, due in rows.order_by().values_list("ward__campaign", "due_on"):
        counts[campaign, due < today] += 1
    for (campaign, late), count in sorted(counts.items(), key=lambda each: (not each[0][1], each[0][0])):
        if late:
            title = ngettext("%(count)s complaint is overdue", "%(count)s complaints are overdue", count)
        else:
            title = ngettext("%(count)s complaint is open", "%(count)s complaints are open", count)
        address = reverse("complaints:complaints", args=[place.code, year, campaign])
        yield Waiting(title % {"count": count}, place.name, _("Look at them"), address)


def _takeovers(user: Any, place: Unit, year: int, today: datetime.date, under_way: list[Campaign]) -> Iterator[Waiting]:
    """What a list knows better than a form, proposed by somebody else: the first that came, then how many more."""
    cases = queries.cases_seen(user, place).filter(campaign__in=[each.pk for each in under_way])
    found = takeovers.to_decide(user, cases, today)
    for one in found[:SHOWN]:
        where = f"{one.case.head_name} · {one.case.group.group.name} · {one.case.ward.ward.name}"
        here = reverse("quality:flag", args=[place.code, year, one.case.campaign_id, one.flag_id])
        yield Waiting(_("A proposal to take over a list waits for your decision"), where, _("Decide"), here)
    if further := found[SHOWN:]:
        title = ngettext(
            "%(count)s more proposal to take over a list waits",
            "%(count)s more proposals to take over lists wait",
            len(further),
        )
        here = reverse("quality:flags", args=[place.code, year, further[0].case.campaign_id])
        yield Waiting(title % {"count": len(further)}, place.name, _("Look at them"), here)


def _steps_back(user: Any, place: Unit, year: int, today: datetime.date, of_year: list[Campaign]) -> Iterator[Waiting]:
    """Steps back that somebody else proposed and that wait for a second person: the first ones, then how many more."""
    found = steps_back.to_decide(user, place, of_year, today)
    for one in found[:SHOWN]:
        here = reverse("stepsback:step", args=[place.code, year, steps_back.campaign_of(one).pk, one.pk])
        where = f"{steps_back.area_of(one).name} · {one.proposed_by.full_name}"
        yield Waiting(title_of_step_back(one), where, _("Decide"), here)
    if further := found[SHOWN:]:
        title = ngettext(
            "%(count)s more step back waits for a second person",
            "%(count)s more steps back wait for a second person",
            len(further),
        )
        here = reverse("stepsback:step", args=[place.code, year, steps_back.campaign_of(further[0]).pk, further[0].pk])
        yield Waiting(title % {"count": len(further)}, place.name, _("Decide"), here)


def _households(
    user: Any, campaign: Campaign, place: Unit, year: int, where: str, today: datetime.date
) -> Iterator[Waiting]:
    cases = queries.cases_seen(user, place).filter(campaign=campaign)
    address = reverse("campaign:cases", args=[place.code, year, campaign.pk])
    mine = cases.filter(assigned_to=user, state__in=[CaseState.LISTED, CaseState.RETURNED]).count()
    if mine:
        title = ngettext("%(count)s household for you to visit", "%(count)s households for you to visit", mine)
        yield Waiting(title % {"count": mine}, where, _("See which"), f"{address}?toi=1")
    surveys = permissions.can_survey(user, place, today) and not permissions.can_prepare(user, place, today)
    if surveys and (count := queries.free_to_take(cases).count()):
        title = ngettext("%(count)s household nobody was given", "%(count)s households nobody was given", count)
        yield Waiting(title % {"count": count}, where, _("Take those you visit"), f"{address}?chua-giao=1")
    if permissions.can_prepare(user, place, today) and (count := _unlisted(campaign, place, today)):
        title = ngettext(
            "%(count)s household of the list of poor and near-poor is not in the review",
            "%(count)s households of the list of poor and near-poor are not in the review",
            count,
        )
        here = reverse("campaign:campaign", args=[place.code, year, campaign.pk])
        yield Waiting(title % {"count": count}, where, _("Put them on the list"), here)
    if permissions.can_prepare(user, place, today) and (count := screening.to_screen(user, campaign, place)):
        title = ngettext("%(count)s household waits for form A", "%(count)s households wait for form A", count)
        yield Waiting(title % {"count": count}, where, _("Fill form A in"), f"{address}?buoc={CaseState.TO_SCREEN}")
    if not permissions.can_confirm(user, place, today):
        return
    yield from _rivals(cases, where, address)
    if count := cases.filter(state=CaseState.SURVEYED).count():
        title = ngettext("%(count)s form waits to be checked", "%(count)s forms wait to be checked", count)
        yield Waiting(title % {"count": count}, where, _("Check the forms"), f"{address}?buoc={CaseState.SURVEYED}")
    if count := quality.flags_to_settle(user, campaign, place).count():
        title = ngettext("%(count)s thing in the forms to look at", "%(count)s things in the forms to look at", count)
        here = reverse("quality:flags", args=[place.code, year, campaign.pk])
        yield Waiting(title % {"count": count}, where, _("Look at them"), here)


def _unlisted(campaign: Campaign, place: Unit, today: datetime.date) -> int:
    """Of a ward alone: who is above looks at its wards."""
    return unlisted.can_still_be_listed(campaign, place, today) if place.level == Level.WARD else 0


def _rivals(cases: Any, where: str, address: str) -> Iterator[Waiting]:
    """Households with forms that contradict each other, with one form that somebody else was to fill in, and closed
    ones with a form that came late. One statement. One that waits for form A is told as that."""
    out = Q(state__in=OUT_OF_THE_REVIEW)
    counted = with_open_forms(cases).exclude(state=CaseState.TO_SCREEN)
    counts = counted.order_by().aggregate(
        late=Count("pk", filter=out), alone=Count("pk", filter=ALONE), all=Count("pk")
    )
    if count := counts["alone"]:
        title = ngettext(
            "%(count)s household has a form that waits for your word",
            "%(count)s households have forms that wait for your word",
            count,
        )
        yield Waiting(title % {"count": count}, where, _("Say what becomes of it"), f"{address}?cho-y-kien=1")
    if count := counts["all"] - counts["late"] - counts["alone"]:
        title = ngettext(
            "%(count)s household has forms that contradict each other",
            "%(count)s households have forms that contradict each other",
            count,
        )
        yield Waiting(title % {"count": count}, where, _("Decide which holds"), f"{address}?mau-thuan=1")
    if count := counts["late"]:
        title = ngettext(
            "%(count)s closed household has a form that came late",
            "%(count)s closed households have forms that came late",
            count,
        )
        yield Waiting(title % {"count": count}, where, _("Say what becomes of it"), f"{address}?den-muon=1")


def _late(user: Any, campaign: Campaign, place: Unit, where: str, here: str, today: datetime.date) -> Iterator[Waiting]:
    """Steps past their last day, for those who prepare or decide."""
    if not (permissions.can_prepare(user, place, today) or permissions.can_open(user, place, today)):
        return
    wards = list(queries.wards_seen(user, campaign, place))
    lines = [line for line in calendar.calendar(campaign, wards, today) if line.state == calendar.LATE]
    # lists that hang and complaints have clocks of their own and are told apart
    late = [
        line for line in lines if line.step not in ("posting", "complaints") or line.due == queries.ends_on(campaign)
    ]
    if late and late[0].due:
        title = _("%(step)s is late since %(day)s") % {"step": said(late[0].name), "day": f"{late[0].due:%d/%m/%Y}"}
        yield Waiting(title, where, _("See who must act"), here)


def _reminders(user: Any, place: Unit, year: int, today: datetime.date, campaigns: list[Campaign]) -> Iterator[Waiting]:
    """Deadlines that this person was reminded of and whose step is still open. Late ones only to those whom `_late`
    does not tell; complaints are told by `_complaints`, with a clock for each."""
    told_late = permissions.can_prepare(user, place, today) or permissions.can_open(user, place, today)
    for campaign, wards, steps in reminders.told_of(user, place, campaigns):
        here = reverse("campaign:campaign", args=[place.code, year, campaign.pk])
        about = wards[0].ward.name if len(wards) == 1 else place.name
        where = f"{campaign.get_kind_display()} {campaign} · {about}"
        for line in calendar.calendar(campaign, wards, today):
            if line.step not in steps or line.step == "complaints" or not line.open or line.due is None:
                continue
            words = {"step": said(line.name), "day": f"{line.due:%d/%m/%Y}"}
            if today <= line.due:
                title = _("%(step)s: to be done by %(day)s") % words
                yield Waiting(title, f"{where} · {_left(line.due - today)}", _("See what is open"), here)
            elif not told_late:
                yield Waiting(_("%(step)s is late since %(day)s") % words, where, _("See what is open"), here)


def _monthly_reports(user: Any, place: Unit, year: int, today: datetime.date) -> Iterator[Waiting]:
    """The report of a month's review, from three days before its day until it is noted as sent."""
    notes = permissions.can_prepare(user, place, today)
    page, button = ("report_sent", _("Note that it was sent")) if notes else ("campaign", _("Look at the review"))
    for campaign, report in monthly_reports.to_report(user, place, today) if today.year == year else ():
        here = reverse(f"campaign:{page}", args=[place.code, year, campaign.pk])
        where = f"{campaign.get_kind_display()} {campaign} · {campaign.area.name}"
        words = {"step": said(report.name), "day": f"{report.day:%d/%m/%Y}"}
        if today <= report.day:
            title, where = _("%(step)s: to be done by %(day)s") % words, f"{where} · {_left(report.day - today)}"
        else:
            title = _("%(step)s is late since %(day)s") % words
        yield Waiting(title, where, button, here)


def _left(time: datetime.timedelta) -> str:
    if not time.days:
        return _("today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", time.days) % {"count": time.days}


def _requests(user: Any, place: Unit, year: int, today: datetime.date) -> Iterator[Waiting]:
    address = reverse("requests:requests", args=[place.code, year])
    seen = requests.requests_seen(user, place)
    if permissions.can_sign(user, place, today) and (count := requests.to_answer(seen).count()):
        title = ngettext("%(count)s request can be answered", "%(count)s requests can be answered", count)
        yield Waiting(title % {"count": count}, place.name, _("Answer"), f"{address}?o=listed")
    late, waiting = requests.late_and_waiting(seen, today)
    if late:
        title = ngettext("%(count)s request is overdue", "%(count)s requests are overdue", late)
        yield Waiting(title % {"count": late}, place.name, _("Look at them"), address)
    if waiting:
        title = ngettext("%(count)s request waits", "%(count)s requests wait", waiting)
        yield Waiting(title % {"count": waiting}, place.name, _("Look at them"), f"{address}?o=received")
