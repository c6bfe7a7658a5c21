"""The page docs/reference/commands.md, made from the commands themselves; `./run check --write` writes it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from chungtay.cli.main import command_names, load, parser_of, summary

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "commands.md"

HEAD = """# Lệnh · Commands

Trang này do máy viết từ chính các lệnh (`./run check --write`). This page is made from the commands themselves.

Mọi lệnh nhận `--lang vi|en` và `--help`. Mã thoát: 0 xong; 1 xong nhưng có điều phải xem (ví dụ có hộ bị từ chối);
2 lệnh hay dữ liệu đưa vào chưa đúng; 70 lỗi của chương trình; 130 bị dừng bằng Ctrl-C.

Every command takes `--lang vi|en` and `--help`. Exit codes: 0 done; 1 done, with something to look at (for example
refused households); 2 the command or its input is not right; 70 a fault of the program; 130 stopped with Ctrl-C.
"""


def page() -> str:
    """The whole page as Markdown; the same text on every machine."""
    return "\n".join([HEAD, *(section(name) for name in command_names())])


def section(name: str) -> str:
    vi, en = summary(name)
    parser = parser_of(name, load(name))
    lines = [f"## {name}", "", f"{vi} · {en}", "", *arguments(parser)]
    for part, sub in parts(parser):
        lines += [f"### {name} {part}", "", *([sub.description, ""] if sub.description else []), *arguments(sub)]
    return "\n".join(lines)


def parts(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """The parts of a command such as `rules list`, with what `--help` says about each."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help for choice in action._choices_actions}
            for part, sub in action.choices.items():
                sub.description = said.get(part) or sub.description
                yield part, sub


def arguments(parser: argparse.ArgumentParser) -> list[str]:
    """A table of what can be given; empty when there is nothing but the common options."""
    rows = [
        f"| `{form(action)}` | {action.help or ''}{default(action)} |"
        for action in parser._actions
        if action.dest not in ("help", "lang") and not isinstance(action, argparse._SubParsersAction)
    ]
    return ["| | |", "|---|---|", *rows, ""] if rows else []


def form(action: argparse.Action) -> str:
    """How it is typed: `--port PORT`, `FILE`, `--size small,large`."""
    value = action.metavar or ("\\|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    name = ", ".join(action.option_strings)
    if not name:
        return str(value)
    return name if action.nargs == 0 else f"{name} {value}"


def default(action: argparse.Action) -> str:
    """The default, where there is one worth printing and the help does not say it."""
    if not action.option_strings or action.default in (None, False, argparse.SUPPRESS, []):
        return ""
    return "" if str(action.default) in (action.help or "") else f" (`{action.default}`)"
