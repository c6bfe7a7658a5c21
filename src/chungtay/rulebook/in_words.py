"""Conditions and formulas of policies in words, with the names that facts have for officers.

    condition_words(policy.who, book.facts, book.parameters).vi
    # "Diện hộ: hộ nghèo hoặc hộ cận nghèo; và tuổi: từ 60 tuổi"

Nothing is left out and nothing is added: every comparison of the condition is a part of the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chungtay.rulebook.language import Node
from chungtay.rulebook.result import Text
from chungtay.rulebook.rights import Fact, Parameter

_COMPARED = {
    ">=": Text("từ {} trở lên", "{} or more"), ">": Text("trên {}", "more than {}"),
    "<": Text("dưới {}", "under {}"), "<=": Text("đến {}", "{} or less"),
    "==": Text("bằng {}", "equal to {}"), "!=": Text("khác {}", "other than {}"),
}  # fmt: skip
_TURNED = {">=": "<=", ">": "<", "<": ">", "<=": ">=", "==": "==", "!=": "!="}
_AGE = "age_months"


def condition_words(node: Node, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> Text:
    """The whole condition as one sentence in both languages."""
    said = Text(*(_Words(language, facts, parameters).condition(node) for language in ("vi", "en")))
    return Text(*(text[:1].upper() + text[1:] for text in (said.vi, said.en)))


def formula_words(node: Node, per: int, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> Text:
    """The formula of an amount, in đồng: "25/10 × mức chuẩn trợ giúp xã hội"."""
    tail = f" / {thousands(per)}" if per > 1 else ""
    return Text(*(_Words(language, facts, parameters).number(node) + tail for language in ("vi", "en")))


def thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


class _Words:
    """The words of one language."""

    def __init__(self, language: str, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> None:
        self.vi = language == "vi"
        self.facts, self.parameters = facts, parameters

    def say(self, vi: str, en: str) -> str:
        return vi if self.vi else en

    def text(self, both: Text) -> str:
        return both.vi if self.vi else both.en

    def condition(self, node: Node, *, inner: bool = False) -> str:
        kind = node[0]
        if kind == "true":
            return self.say("mọi người", "everybody")
        if kind == "not":
            return self.say("không phải (", "not (") + self.condition(node[1]) + ")"
        if kind in ("and", "or"):
            link = {"and": self.say("; và ", "; and "), "or": self.say("; hoặc ", "; or ")}[kind]
            whole = link.join(self.condition(part, inner=True) for part in node[1:])
            return f"({whole})" if inner else whole
        if kind == "in":
            return self.one_of(node[1], node[2])
        return self.compared(kind, node[1], node[2])

    def one_of(self, what: Node, codes: Sequence[int]) -> str:
        names = [self.value(what, ["n", code]) for code in codes]
        return f"{self.name(what)}: {self.say(' hoặc ', ' or ').join(names)}"

    def compared(self, kind: str, left: Node, right: Node) -> str:
        if left[0] == "n" and right[0] != "n":
            kind, left, right = _TURNED[kind], right, left
        fact = self.facts.get(left[1]) if left[0] == "get" else None
        if fact is not None and fact.words and right[0] == "n" and kind in ("==", "!="):
            less = self.say("không phải ", "not ") if kind == "!=" else ""
            return f"{self.name(left)}: {less}{self.value(left, right)}"
        return f"{self.name(left)}: {self.text(_COMPARED[kind]).format(self.value(left, right))}"

    def name(self, node: Node) -> str:
        if node == ["get", _AGE]:
            return self.say("tuổi", "age")
        return self.number(node)

    def value(self, what: Node, value: Node) -> str:
        """A number beside what it is held against: the word of a code, an age in years, a number with its unit."""
        if value[0] != "n":
            return self.number(value)
        fact = self.facts.get(what[1]) if what[0] == "get" else None
        if fact is not None:
            for _word, code, label in fact.words:
                if code == value[1]:
                    return self.text(label)
        if what == ["get", _AGE]:
            whole, months = divmod(value[1], 12)
            if not months:
                return self.say(f"{whole} tuổi", f"{whole} years")
            return self.say(f"{value[1]} tháng tuổi", f"{value[1]} months")
        unit = f" {fact.unit}" if fact is not None and fact.unit and self.vi else ""
        return thousands(value[1]) + unit

    def number(self, node: Node, *, inner: bool = False) -> str:
        kind = node[0]
        if kind == "n":
            return thousands(node[1])
        if kind == "get":
            entry = self.facts.get(node[1]) or self.parameters[node[1]]
            label = self.text(entry.label)
            return label[:1].lower() + label[1:]
        sign = {"*": "×", "+": "+", "-": "−"}[kind]
        tied = kind == "*"
        whole = f" {sign} ".join(self.number(part, inner=tied) for part in node[1:])
        return f"({whole})" if inner and not tied else whole
