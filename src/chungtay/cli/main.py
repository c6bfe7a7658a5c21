"""Finds the command, loads that one module only, and turns errors into sentences.

A command is a module in this folder whose name has no underscore in front. It holds `SUMMARY` (a pair: Vietnamese,
English), `add_arguments(parser)` and `run(args) -> int`. With `PASSES_ON = True`, arguments that it does not know
arrive in `args.rest` instead of being refused. `args.lang` is "vi", "en" or None (both).
"""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from chungtay.rulebook.errors import ChungTayError

HERE = Path(__file__).parent
DOORS = {"main"}  # modules of this folder that are no command
USAGE_ERROR, UNEXPECTED, INTERRUPTED = 2, 70, 130

Summary = tuple[str, str]


class Parser(argparse.ArgumentParser):
    """argparse, with its errors in both languages."""

    def error(self, message: str) -> NoReturn:
        raise ChungTayError(
            f"Lệnh gõ chưa đúng. Xem cách dùng: {self.prog} --help",
            f"The command is not right: {message}. How it is used: {self.prog} --help",
        )


def command_names() -> list[str]:
    """All commands, by name; nothing is imported."""
    names = (module.name for module in pkgutil.iter_modules([str(HERE)]))
    return sorted(name for name in names if not name.startswith("_") and name not in DOORS)


def summary(name: str) -> Summary:
    """The one-line summary of a command, read from its source, so that `--help` stays fast and needs no package."""
    for node in ast.parse((HERE / f"{name}.py").read_text("utf-8")).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "SUMMARY":
            value = ast.literal_eval(node.value)  # type: ignore[attr-defined]
            return (value, value) if isinstance(value, str) else (value[0], value[1])
    return ("", "")


def in_language(vi: str, en: str, lang: str | None, between: str = "\n") -> str:
    """One text or both: what the person asked for with `--lang`."""
    return {"vi": vi, "en": en}.get(lang or "", f"{vi}{between}{en}")


def help_text(lang: str | None) -> str:
    """Every command with one line."""
    head = in_language("Cách dùng: ./run LỆNH [TÙY CHỌN]", "Usage: ./run COMMAND [OPTIONS]", lang, "\n")
    alone = in_language(
        "./run không kèm lệnh: chuẩn bị dữ liệu mẫu rồi mở máy chủ (như serve).",
        "./run alone prepares the demonstration data and starts the server (the same as serve).",
        lang,
    )
    lines = [f"  {name:<12}{in_language(*summary(name), lang, between=' · ')}" for name in command_names()]
    more = in_language("./run LỆNH --help: các tùy chọn của lệnh.", "./run COMMAND --help: the options of it.", lang)
    return "\n".join([head, "", *lines, "", alone, more])


def parser_of(name: str, module: ModuleType) -> argparse.ArgumentParser:
    """The parser of one command, with the option that all commands share."""
    parser = Parser(prog=f"./run {name}", description=" · ".join(dict.fromkeys(summary(name))), allow_abbrev=False)
    module.add_arguments(parser)
    parser.add_argument("--lang", choices=["vi", "en"], help="ngôn ngữ của lời báo · language of the messages")
    return parser


def load(name: str) -> ModuleType:
    """The module of a command; `ChungTayError` when there is none of that name."""
    if name not in command_names():
        known = ", ".join(command_names())
        raise ChungTayError(
            f"Không có lệnh “{name}”. Các lệnh: {known}. Xem ./run --help.",
            f"There is no command “{name}”. Commands: {known}. See ./run --help.",
        )
    return importlib.import_module(f"chungtay.cli.{name}")


def dispatch(argv: Sequence[str], lang: str | None = None) -> int:
    """Runs one command and returns its exit code; errors pass through."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(help_text(lang))
        return 0
    name, *options = argv
    module = load(name)
    parser = parser_of(name, module)
    args, rest = parser.parse_known_args(options)
    if rest and not getattr(module, "PASSES_ON", False):
        parser.error("unknown: " + " ".join(rest))
    args.rest, args.lang = rest, lang
    return int(module.run(args) or 0)


def split_language(argv: Sequence[str]) -> tuple[str | None, list[str]]:
    """The language asked for, wherever `--lang vi` stands in the line, and the line without it."""
    words = [word for given in argv for word in (given.split("=", 1) if given.startswith("--lang=") else [given])]
    if "--lang" not in words or (words[words.index("--lang") + 1 :] or [""])[0] not in ("vi", "en"):
        return None, list(argv)
    at = words.index("--lang")
    return words[at + 1], words[:at] + words[at + 2 :]


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: what the command returns; 2 for a wrong command or input, 70 for a fault of ours, 130 for Ctrl-C.

    With CHUNGTAY_DEBUG=1 in the environment, an error shows where in the program it arose.
    """
    lang, argv = split_language(sys.argv[1:] if argv is None else argv)
    try:
        return dispatch(argv, lang)
    except KeyboardInterrupt:
        print(in_language("Đã dừng.", "Stopped.", lang, " "), file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except ChungTayError as error:
        return explain(error, error.vi, error.en, lang, error.exit_code)
    except OSError as error:
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        return explain(error, f"Không đọc hoặc ghi được: {what}", f"Cannot read or write: {what}", lang, USAGE_ERROR)
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        vi = f"Lỗi của chương trình, không phải của ông/bà: {what}\nChạy lại với CHUNGTAY_DEBUG=1 để xem chi tiết."
        en = f"A fault of the program, not yours: {what}\nRun again with CHUNGTAY_DEBUG=1 for the details."
        return explain(error, vi, en, lang, UNEXPECTED)


def explain(error: Exception, vi: str, en: str, lang: str | None, code: int) -> int:
    """Prints the sentence (and the traceback when asked for) and returns the exit code."""
    if os.environ.get("CHUNGTAY_DEBUG") == "1":
        raise error
    print(in_language(vi, en, lang), file=sys.stderr)
    return code
