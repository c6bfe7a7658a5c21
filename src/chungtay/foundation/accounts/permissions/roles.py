"""What each role may do, in one place, readable by an administrator. A permission holds in the role's area only."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.accounts.models import Role
from chungtay.foundation.places.models import Level


class Permission(enum.StrEnum):
    ACCOUNT_MANAGE = "account:manage"
    AUDIT_READ = "audit:read"
    GIFT_CARRY = "gift:carry"
    GIFT_READ = "gift:read"
    LOAN_CONFIRM = "loan:confirm"
    LOAN_KEEP = "loan:keep"
    PLACE_MANAGE = "place:manage"
    POLICY_APPROVE = "policy:approve"
    POLICY_PROPOSE = "policy:propose"
    REGISTRY_READ = "registry:read"
    REGISTRY_SENSITIVE = "registry:sensitive"
    REGISTRY_EDIT = "registry:edit"
    REGISTRY_PROPOSE = "registry:propose"
    REGISTRY_APPROVE = "registry:approve"
    REGISTRY_IMPORT = "registry:import"
    REGISTRY_EXPORT = "registry:export"
    REGISTRY_MERGE = "registry:merge"
    REPORT_FINALISE = "report:finalise"
    REVIEW_CLASSIFY = "review:classify"
    REVIEW_CONFIRM = "review:confirm"
    REVIEW_OPEN = "review:open"
    REVIEW_OPINION = "review:opinion"
    REVIEW_PREPARE = "review:prepare"
    REVIEW_READ = "review:read"
    REVIEW_RECHECK = "review:recheck"
    REVIEW_SIGN = "review:sign"
    REVIEW_SURVEY = "review:survey"
    SCHOOL_HAND_OVER = "school:hand_over"
    SCHOOL_KEEP = "school:keep"
    SCHOOL_READ = "school:read"
    SPONSOR_CONFIRM = "sponsor:confirm"
    SPONSOR_KEEP = "sponsor:keep"
    SUPPORT_APPROVE = "support:approve"
    SUPPORT_APPROVE_ABOVE = "support:approve_above"
    SUPPORT_HAND_OVER = "support:hand_over"
    SUPPORT_PREPARE = "support:prepare"


WORDS: dict[Permission, str | Promise] = {
    Permission.ACCOUNT_MANAGE: _("Give accounts and duties, and end them"),
    Permission.AUDIT_READ: _("Read the trail of who did what"),
    Permission.GIFT_CARRY: _("Hand over the gifts of the routes given to oneself"),
    Permission.GIFT_READ: _("See rounds of gifts; who reads no register, those of the own routes alone"),
    Permission.LOAN_CONFIRM: _("Confirm a loan, or what was told of it, that somebody else entered"),
    Permission.LOAN_KEEP: _("Enter loans of the policy bank and what is told of them, take mistakes back"),
    Permission.PLACE_MANAGE: _("Keep the administrative units"),
    Permission.POLICY_APPROVE: _("Approve a policy of the office's own that somebody else proposed, and end it"),
    Permission.POLICY_PROPOSE: _("Propose a policy of the office's own"),
    Permission.REGISTRY_READ: _("Read the register of households"),
    Permission.REGISTRY_SENSITIVE: _("See identity numbers and bank accounts in full; each look is an event"),
    Permission.REGISTRY_EDIT: _("Write in the register"),
    Permission.REGISTRY_PROPOSE: _("Propose a correction of the register"),
    Permission.REGISTRY_APPROVE: _("Approve a correction that somebody else proposed"),
    Permission.REGISTRY_IMPORT: _("Read files into the register"),
    Permission.REGISTRY_EXPORT: _("Take the register out to Excel"),
    Permission.REGISTRY_MERGE: _("Join records of the same household or person"),
    Permission.REPORT_FINALISE: _("Finalise the official reports of the area"),
    Permission.REVIEW_CLASSIFY: _("Read in and classify files of the review"),
    Permission.REVIEW_CONFIRM: _("Check forms that somebody else filled in: confirm them or give them back"),
    Permission.REVIEW_OPEN: _("Open and close a review by decision"),
    Permission.REVIEW_OPINION: _("Answer for the district before a ward decides"),
    Permission.REVIEW_PREPARE: _("Prepare a review: lists, teams, meetings, posting, requests and complaints"),
    Permission.REVIEW_READ: _("Read results of the review"),
    Permission.REVIEW_RECHECK: _("Visit a household again after a complaint or a draw"),
    Permission.REVIEW_SIGN: _("Sign decisions and certificates of the ward, decide complaints"),
    Permission.REVIEW_SURVEY: _("Visit households and send in their forms"),
    Permission.SCHOOL_HAND_OVER: _("Hand over approved support to pupils of the own school, against a name"),
    Permission.SCHOOL_KEEP: _(
        "Confirm pupils, record who finished, moved or left, and visits to children who stay away"
    ),
    Permission.SCHOOL_READ: _(
        "See pupils by name and class, and their support; who reads no register, of the own school"
    ),
    Permission.SPONSOR_CONFIRM: _(
        "Confirm the commitment of a sponsor, or help from elsewhere, that somebody else entered"
    ),
    Permission.SPONSOR_KEEP: _(
        "Enter sponsors and their commitments, end them, take mistakes back; enter help from elsewhere"
    ),
    Permission.SUPPORT_APPROVE: _("Approve lists of who is given what"),
    Permission.SUPPORT_APPROVE_ABOVE: _(
        "Approve lists under a policy of which each case is approved above the ward, for the own level"
    ),
    Permission.SUPPORT_HAND_OVER: _("Hand over what was approved, against a name"),
    Permission.SUPPORT_PREPARE: _("Draw up lists of who is given what"),
}


@dataclass(frozen=True, slots=True)
class Declaration:
    """The levels of unit the role is given in, what it is for in one sentence, and what it may do there."""

    levels: tuple[str, ...]
    does: str | Promise
    may: frozenset[Permission]

    @property
    def level(self) -> str:
        """Where the role is usually given."""
        return self.levels[0]


P = Permission
_WARD = (Level.WARD,)
_ABOVE = (Level.DISTRICT, Level.PROVINCE)  # since 1 July 2025 there are no districts between province and ward
_ANY = (Level.DISTRICT, Level.WARD, Level.PROVINCE)
_EACH = (Level.WARD, Level.DISTRICT, Level.PROVINCE)  # committees and funds exist in every office, a ward's usually
_LOOKS = frozenset({P.REVIEW_READ, P.REGISTRY_READ, P.SCHOOL_READ, P.GIFT_READ})
_HANDS = frozenset({P.SUPPORT_HAND_OVER, P.GIFT_CARRY})
_KEEPS = frozenset(
    {
        *(P.REGISTRY_SENSITIVE, P.REGISTRY_EDIT, P.REGISTRY_IMPORT, P.REGISTRY_EXPORT, P.REGISTRY_MERGE),
        P.SCHOOL_KEEP,
    }
)
_REVIEWS = frozenset({P.REVIEW_CLASSIFY, P.REVIEW_PREPARE, P.REVIEW_CONFIRM})
_SPONSORS = frozenset({P.SPONSOR_KEEP, P.SPONSOR_CONFIRM})
_LOANS = frozenset({P.LOAN_KEEP, P.LOAN_CONFIRM})
_GIVES = frozenset({P.SUPPORT_PREPARE, P.POLICY_PROPOSE}) | _HANDS | _SPONSORS | _LOANS
_LEADS = frozenset(
    {P.REVIEW_OPEN, P.REVIEW_SIGN, P.SUPPORT_APPROVE, P.POLICY_APPROVE, P.SPONSOR_CONFIRM, P.LOAN_CONFIRM}
)
ROLES: dict[str, Declaration] = {
    Role.ENUMERATOR: Declaration(
        _WARD,
        _("Visits households, fills in the forms and proposes corrections."),
        _LOOKS | _HANDS | {P.REGISTRY_PROPOSE, P.REVIEW_SURVEY, P.REVIEW_RECHECK},
    ),
    Role.WARD_OFFICER: Declaration(
        _WARD,
        _("Keeps the register of the ward and prepares the review: reads in files, corrects, prints the lists."),
        _LOOKS | _KEEPS | _REVIEWS | _GIVES | {P.REVIEW_SURVEY, P.REGISTRY_PROPOSE, P.REGISTRY_APPROVE},
    ),
    Role.WARD_LEADER: Declaration(
        _WARD,
        _("Decides for the ward and signs."),
        _LOOKS | _LEADS | {P.REGISTRY_APPROVE, P.REGISTRY_EXPORT, P.REPORT_FINALISE},
    ),
    Role.DISTRICT_OFFICER: Declaration(
        _ABOVE,
        _("Guides the wards, checks and sums up."),
        _LOOKS | _KEEPS | _REVIEWS | {P.REGISTRY_APPROVE, P.PLACE_MANAGE, P.POLICY_PROPOSE},
    ),
    Role.DISTRICT_LEADER: Declaration(
        _ABOVE,
        _("Decides for the district and signs."),
        _LOOKS | {P.REVIEW_OPEN, P.REVIEW_OPINION, P.REPORT_FINALISE, P.POLICY_APPROVE, P.SUPPORT_APPROVE_ABOVE},
    ),
    Role.COMMITTEE_MEMBER: Declaration(
        _EACH,
        _("Sits in the poverty reduction committee."),
        _LOOKS | _HANDS | _SPONSORS | {P.REVIEW_CONFIRM, P.REVIEW_RECHECK},
    ),
    Role.FUND_KEEPER: Declaration(_EACH, _("Keeps the fund: takes in, pays out, settles."), _LOOKS),
    Role.FUND_APPROVER: Declaration(_EACH, _("Approves what the fund pays, and never pays it."), _LOOKS),
    Role.CREDIT_OFFICER: Declaration(_EACH, _("Prepares loans of the policy bank and follows them."), _LOOKS | _LOANS),
    Role.EMULATION_COUNCIL: Declaration(
        _ANY, _("Examines proposals for commendation. Sees no household."), frozenset()
    ),
    Role.SCHOOL_OFFICER: Declaration(
        _WARD,
        _("Works at a school: confirms its pupils, hands over support, reports who stays away. Reads no register."),
        frozenset({P.SCHOOL_READ, P.SCHOOL_KEEP, P.SCHOOL_HAND_OVER}),
    ),
    Role.VOLUNTEER: Declaration(
        _WARD,
        _("Brings gifts on the routes given to him or her. Reads no register."),
        frozenset({P.GIFT_READ, P.GIFT_CARRY}),
    ),
    Role.AUDITOR: Declaration(
        _ANY, _("Reads everything of the area and its trail, and changes nothing."), _LOOKS | {P.AUDIT_READ}
    ),
    Role.ADMINISTRATOR: Declaration(
        _ANY,
        _("Gives and ends accounts. Sees no household."),
        frozenset({P.ACCOUNT_MANAGE, P.PLACE_MANAGE}),
    ),
}


def holders_of(permission: Permission) -> tuple[str, ...]:
    """The roles that hold a permission somewhere: `@audience(*holders_of(Permission.REVIEW_READ))`."""
    return tuple(role for role, declared in ROLES.items() if permission in declared.may)
