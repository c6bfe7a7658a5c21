"""Reads the conformance file and says where a result (in the shape of `Result.as_json()`) differs from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

BOOK: dict[str, Any] = json.loads((Path(__file__).parent / "vn-2022.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = BOOK["cases"]


def request(case: dict[str, Any]) -> dict[str, Any]:
    """What an evaluator is asked: {"raw", "on", "missing"}."""
    household = BOOK["household"] | BOOK["columns"][case["column"]] | case.get("household", {})
    raw = {"household": household, "members": case.get("members", BOOK["members"])}
    if "overrides" in case:
        raw["overrides"] = case["overrides"]
    return {"raw": raw, "on": BOOK["on"], "missing": case.get("missing", "refuse")}


def differences(case: dict[str, Any], result: dict[str, Any]) -> list[str]:
    """One line for each thing that the case states and the result does not say."""
    stated, found = case["expected"], readable(result)
    return [
        f"{case['name']}: {key} = {found.get(key)!r}, expected {value!r}"
        for key, value in stated.items()
        if (pick(found[key], value) if key == "reasons" else found.get(key)) != value
    ]


def readable(result: dict[str, Any]) -> dict[str, Any]:
    """A result in the words of the conformance file."""
    parts = [*result["items"], *result["indicators"]]
    return {
        "status": result["status"],
        "class_id": result["class_id"],
        **{name: span(score) for name, score in result["scores"].items()},
        "points": {item["id"]: span(item["points"]) for item in sorted_items(result) if span(item["points"]) != 0},
        "deprived": [entry["id"] for entry in result["indicators"] if entry["deprived"]],
        "undecided": [entry["id"] for entry in result["indicators"] if entry["deprived"] is None],
        "problems": [[entry["kind"], entry["input"], entry["member"]] for entry in result["problems"]],
        "reasons": {part["id"]: part["reason"]["vi"] for part in parts},
        "summary": result["summary"]["vi"],
    }


def sorted_items(result: dict[str, Any]) -> list[dict[str, Any]]:
    return sorted(result["items"], key=lambda item: str(item["id"]))


def span(bounds: dict[str, int]) -> int | list[int]:
    return bounds["low"] if bounds["low"] == bounds["high"] else [bounds["low"], bounds["high"]]


def pick(found: dict[str, str], asked: dict[str, str]) -> dict[str, str]:
    return {name: found[name] for name in asked}
