"""From a household as the reader gives it to one that can be compared with the register, each fault with its cell."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop as _

from chungtay.foundation.core.text import tidy
from chungtay.records.registry.models import PaperKind, Relation, Sex
from chungtay.records.registry.queries.checks import household_warnings
from chungtay.records.registry.queries.codes import code_from_words
from chungtay.records.registry.queries.facts import NewCircumstance, NewMember, NewPaper, checked_member
from chungtay.records.registry.queries.intake.answers import circumstances_in, number_of
from chungtay.records.registry.queries.intake.cells import birth_of, class_of, day_of, degrees_of, escaped_of
from chungtay.records.registry.queries.intake.incoming import Account, Incoming, IncomingMember, Message, Standing
from chungtay.records.registry.queries.intake.places import Places
from chungtay.records.registry.queries.intake.sentences import both, errors_of
from chungtay.records.registry.queries.intake.taken import COLUMN_OF_CODE, FLAGS, LONGEST, TAKEN
from chungtay.records.registry.queries.peoples import people_of
from chungtay.workbooks.contents import ReadHousehold, ReadMember
from chungtay.workbooks.reading.cells import OWN_WORDS
from chungtay.workbooks.registry.entries import CIRCUMSTANCES, RELATIONS, REMARK, read_circumstance, reason_codes

_RELATION = {code: Relation(name) for name, code in RELATIONS.items()}
_SEX = {1: Sex.MALE, 2: Sex.FEMALE}


@dataclass
class Source:
    """What holds for a whole file. `where`: sheet -> question -> column letter. `escaped`: what a sheet's title says
    its households were before; `listed`: the file also has the list of who is poor and near-poor now."""

    where: Mapping[str, Mapping[str, str]]
    places: Places
    on: datetime.date
    today: datetime.date
    escaped: Mapping[str, str] = field(default_factory=dict)
    listed: bool = False

    def column(self, sheet: str, target: str) -> str:
        columns = self.where.get(sheet, {})
        return columns.get(target) or (columns.get("head_name", "") if target == "name" else "")


def incoming_of(read: ReadHousehold, source: Source) -> Incoming:
    """The household with everything that is wrong with it in `messages`."""
    return _Taking(read, source).take()


class _Taking:
    """One household while it is taken apart."""

    def __init__(self, read: ReadHousehold, source: Source) -> None:
        self.read, self.source = read, source
        self.home = Incoming(read.sheet, read.row)
        self.told: set[tuple[str, int, str]] = set()
        self.kin: dict[tuple[str, int], str] = {}  # relationships in words that mean no code, by sheet and row

    def wrong(self, target: str, said: tuple[str, str], *, at: ReadMember | None = None, blocks: bool = True) -> None:
        """One sentence at the cell of a question, once: what the reader said of a cell is not said again."""
        sheet, row = (at.sheet, at.row) if at else (self.read.sheet, self.read.row)
        if blocks and (sheet, row, target) in self.told:
            return
        self.told.add((sheet, row, target))
        column = self.source.column(sheet, target)
        self.home.tell(*said, sheet=sheet, row=row, column=column, blocks=blocks)

    def take(self) -> Incoming:
        for problem in self.read.problems:
            if problem.kind == OWN_WORDS:
                self.kin[problem.sheet, problem.row] = problem.value
                words = _("“%(words)s” is no relationship that is known; read as “other”, the words kept.")
                told = both(words, words=problem.value)
                self.home.tell(*told, sheet=problem.sheet, row=problem.row, column=problem.column, blocks=False)
            elif problem.input in TAKEN:
                self.told.add((problem.sheet, problem.row, problem.input))
                self.home.tell(
                    problem.message_vi, problem.message_en, sheet=problem.sheet, row=problem.row, column=problem.column
                )
        facts, home = self.read.facts, self.home
        home.code = self.fit("household_code", facts.get("household_code", ""))
        home.code_column = self.source.column(self.read.sheet, "household_code")
        home.official_code = self.fit("official_code", facts.get("official_code", ""))
        self._place(facts)
        home.note = self.tidied("note", self._notes(facts), lines=True)
        home.since = self._full_day("since", facts.get("since", ""))
        self._point(facts)
        self._members()
        home.standing = self._standing(facts)
        self._count(facts)
        return home

    def fit(self, target: str, text: str, *, at: ReadMember | None = None) -> str:
        """The text in its one form, and no longer than the register keeps it."""
        text, longest = self.tidied(target, text, at=at), LONGEST[target]
        if len(text) > longest:
            self.wrong(target, both(_("The text is longer than %(most)s letters."), most=longest), at=at)
            return ""
        return text

    def tidied(self, target: str, text: str, *, lines: bool = False, at: ReadMember | None = None) -> str:
        if not text or text.isascii():
            return text.strip()
        try:
            return tidy(text, lines=lines)
        except ValidationError:
            for _code, vi, en in errors_of(lambda: tidy(text, lines=lines)):
                self.wrong(target, (vi, en), at=at)
            return ""

    def _place(self, facts: Mapping[str, str]) -> None:
        found, home = self.source.places.find(facts), self.home
        home.ward = found.ward.pk if found.ward else None
        home.group = found.group.pk if found.group else None
        home.found_group = found.found_group
        home.group_name = found.group.name if found.group else found.found_group
        home.address = self.fit("address", found.address)
        if found.wrong:
            self.wrong(found.wrong[0], found.wrong[1:])
        if found.lacking:
            before = len(home.messages)
            self.wrong(found.lacking[0], found.lacking[1:])
            if len(home.messages) > before:  # told only where a place turns out to be needed
                home.place = home.messages.pop()

    def _notes(self, facts: Mapping[str, str]) -> str:
        """The household's remark; in a list of persons that of the head's row, and those of others with their names."""
        own = facts.get("note", "").partition(REMARK)[0].strip()  # what follows, an export said of its own
        found = [own] if own else []
        for each in self.read.members:
            if note := each.facts.get("note", ""):
                head = str(each.answers.get("relationship", "")) == "1"
                found.append(note if head else f"{each.facts.get('name', '')}: {note}")
        return "; ".join(found)

    def _point(self, facts: Mapping[str, str]) -> None:
        texts = facts.get("latitude", ""), facts.get("longitude", "")
        if not any(texts):
            return
        latitude, longitude = degrees_of(texts[0], 8, 24), degrees_of(texts[1], 102, 118)
        for target, found in (("latitude", latitude), ("longitude", longitude)):
            if found is None:
                self.wrong(target, both(_("This is no point in Vietnam. Write degrees, such as 21.035 and 105.82.")))
        self.home.latitude, self.home.longitude = latitude, longitude

    def _full_day(self, target: str, text: str, *, at: ReadMember | None = None) -> datetime.date | None:
        """A day known in full and not still to come."""
        if not text:
            return None
        day = day_of(text)
        if day is None:
            self.wrong(target, both(_("The day must be known: write day/month/year.")), at=at)
        elif day > self.source.today:
            self.wrong(target, both(_("%(day)s is still to come."), day=f"{day:%d/%m/%Y}"), at=at)
            return None
        return day

    # --- members ----------------------------------------------------------------------------------------------------

    def _members(self) -> None:
        home, read = self.home, self.read
        home.whole = bool(read.members)
        rows = read.members or [ReadMember(read.sheet, read.row, _as_member(read.facts), _head_answers(read))]
        seen: dict[NewMember, ReadMember] = {}
        for row in rows:
            entered = self._member(row)
            first = seen.setdefault(entered, row)
            if first is not row:
                said = both(_("%(name)s stands in row %(row)s already, word for word; read once."),
                            name=entered.full_name, row=first.row)  # fmt: skip
                told = Message(row.sheet, row.row, self.source.column(row.sheet, "name"), *said, blocks=False)
                home.again.append((IncomingMember(row.row, row.sheet, entered), told))
                continue
            account = self._account(row)
            column = self.source.column(row.sheet, "id_number")
            home.members.append(IncomingMember(row.row, row.sheet, entered, column, account))
        self._heads()
        if not any(message.blocks for message in home.messages):  # what follows from a wrong cell is no news
            self._warn()

    def _heads(self) -> None:
        heads = [each for each in self.home.members if each.entered.relation == Relation.HEAD]
        if not heads:
            self.wrong("relationship", both(_("The household has no head. Say who is the head.")))
        for other in heads[1:]:
            names = ", ".join(each.entered.full_name for each in heads)
            said = both(
                _("The household has %(count)s heads: %(names)s. Only one can be."), count=len(heads), names=names
            )
            self.wrong("relationship", said, at=ReadMember(other.sheet, other.row))

    def _warn(self) -> None:
        """What looks wrong and may be right; found again in each language."""
        members = [each.entered for each in self.home.members]
        if not household_warnings(members, today=self.source.today):
            return

        def raise_all() -> None:
            found = household_warnings(members, today=self.source.today)
            raise ValidationError([ValidationError(each.sentence) for each in found])

        for _code, vi, en in errors_of(raise_all):
            self.home.tell(vi, en, blocks=False)

    def _member(self, row: ReadMember) -> NewMember:
        facts, answers = row.facts, row.answers
        born, known = birth_of(facts.get("birth_date", ""))
        kin = self.kin.get((row.sheet, row.row), "")
        relation = Relation.OTHER if kin else _RELATION.get(number_of(answers.get("relationship")))
        if not facts.get("name", "").strip():
            self.wrong("name", both(_("The name of the person is not given.")), at=row)
        entered = NewMember(
            facts.get("name", ""),
            _SEX.get(number_of(answers.get("sex")), ""),
            born,
            known,
            relation or "",
            self.fit("relation_words", facts.get("relation_words", "") or kin, at=row),
            self._people(facts.get("ethnicity", ""), row),
            facts.get("phone", ""),
            self._papers(row),
            self._circumstances(row),
        )
        try:
            return checked_member(entered, today=self.source.today)
        except ValidationError:
            for code, vi, en in errors_of(lambda: checked_member(entered, today=self.source.today)):
                self.wrong(COLUMN_OF_CODE.get(code, "name"), (vi, en), at=row)
            return entered

    def _people(self, text: str, row: ReadMember) -> str:
        """One of the official list in its one spelling; what is none of them is said and not taken in."""
        text = self.fit("ethnicity", text, at=row)
        found = people_of(text) if text else ""
        if found is None:
            words = _(
                "“%(text)s” is none of the 54 peoples; the ethnicity is not taken in. Write for example Kinh or Tày."
            )
            self.wrong("ethnicity", both(words, text=text), at=row, blocks=False)
        return found or ""

    def _papers(self, row: ReadMember) -> tuple[NewPaper, ...]:
        facts, found = row.facts, []
        issued_on = self._full_day("id_issued_on", facts.get("id_issued_on", ""), at=row)
        issued_by = self.fit("id_issued_by", facts.get("id_issued_by", ""), at=row)
        number, old = facts.get("id_number", ""), facts.get("old_card", "")
        if number:
            kind = PaperKind.CITIZEN if len(number) == 12 else PaperKind.OLD_CARD
            found.append(NewPaper(kind, number, issued_on, issued_by))
        if old and old != number:
            if len(old) == 9 and len(number) != 9:
                found.append(NewPaper(PaperKind.OLD_CARD, old))
            else:
                self.wrong(
                    "old_card", both(_("The number of the old card has 9 digits, and a person has one.")), at=row
                )
        if certificate := facts.get("certificate_of_birth", ""):
            found.append(NewPaper(PaperKind.BIRTH, certificate))
        return tuple(found)

    def _account(self, row: ReadMember) -> Account | None:
        facts = row.facts
        bank, holder = (self.fit(name, facts.get(name, ""), at=row) for name in ("bank", "bank_holder"))
        number = "".join(facts.get("bank_account", "").split())
        if not (bank or holder or number):
            return None
        if bank and holder and number.isalnum() and 4 <= len(number) <= 30:
            return Account(bank, number, holder)
        self.wrong("bank_account", both(_("Give the bank, the account number and the name of its holder.")), at=row)
        return None

    def _circumstances(self, row: ReadMember) -> tuple[NewCircumstance, ...]:
        found = circumstances_in(row.answers)
        for kind in CIRCUMSTANCES:
            if text := row.facts.get(f"is_{kind}", ""):
                code, words = read_circumstance(text)
                if len(code) > 20 or len(words) > 200:
                    self.wrong(f"is_{kind}", both(_("The text is longer than %(most)s letters."), most=200), at=row)
                else:
                    found[kind] = NewCircumstance(kind, code_from_words(kind, text) or code, words)
        return tuple(found[kind] for kind in sorted(found))

    # --- the class that another program gave --------------------------------------------------------------------------

    def _standing(self, facts: Mapping[str, str]) -> Standing | None:
        class_id = self._class(facts)
        reasons = ""
        if text := facts.get("reason", ""):
            codes = reason_codes(text)
            if codes is None or len(codes) > 60:
                self.wrong(
                    "reason", both(_("“%(text)s” is no reason of the list. Write its number, 1 to 8."), text=text)
                )
            else:
                reasons = codes
        day = self._full_day("decision_date", facts.get("decision_date", ""))
        number = self.fit("decision_number", facts.get("decision_number", ""))
        signed_by = self.fit("signed_by", facts.get("signed_by", ""))
        b1, b2 = (int(facts[name]) if facts.get(name) else None for name in ("b1", "b2"))
        flags = tuple(name for name in FLAGS if facts.get(name) == "1")
        if class_id is None:
            return None
        if not class_id:
            if b1 is not None or b2 is not None or number:
                said = both(_("Scores and decision are not taken over: the class of the household is not given."))
                self.wrong("class", said, blocks=False)
            return None
        return Standing(class_id, b1, b2, number, day, signed_by, reasons, flags)

    def _class(self, facts: Mapping[str, str]) -> str | None:
        """The class, "" where the file says none, None for words that nobody understands.

        Who stands only on a list of those who escaped, in a file that also has the list of the poor and near-poor, is
        neither: that is what the two lists together say. Without the second list nothing is known of near-poverty.
        """
        text = facts.get("class", "")
        before = escaped_before(self.read, self.source)
        if before and class_of(text) is None:
            return "not_poor" if before == "near_poor" or self.source.listed else ""
        if not text:
            return ""
        class_id = class_of(text)
        if class_id is None:
            self.wrong("class", both(_("“%(text)s” is no class of households."), text=text))
        return class_id

    def _count(self, facts: Mapping[str, str]) -> None:
        stated = facts.get("members_count", "")
        rows = len(self.home.members), len(self.home.members) + len(self.home.again)
        if stated and self.home.whole and int(stated) not in rows:
            said = both(
                _("The file says %(stated)s persons; %(rows)s stand in it."),
                stated=int(stated),
                rows=len(self.home.members),
            )
            self.wrong("members_count", said, blocks=False)


def escaped_before(read: ReadHousehold, source: Source) -> str:
    """What the household was before it escaped, by its section or its sheet; "" on any other list."""
    return escaped_of(read.facts.get("class", "")) or source.escaped.get(read.sheet, "")


def _as_member(facts: Mapping[str, str]) -> dict[str, str]:
    """A list of households tells of its heads alone."""
    return {**facts, "name": facts.get("head_name", "") or facts.get("name", "")}


def _head_answers(read: ReadHousehold) -> dict[str, str | int | float | bool | None]:
    sex = read.answers.get("sex") or read.facts.get("sex")
    return {"relationship": 1, "sex": number_of(sex)}
