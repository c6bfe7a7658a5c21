"""JavaRosa, the engine of ODK Collect, as a second opinion: it fills our forms in and tells what they work out.

    results = fill(form, [{"household/toilet": "1", "members[1]/name": "Vũ Thị Mơ", ...}], lists=folder)

The engine lies inside the pyxform package; our driver beside this file is compiled when a test first wants it.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pyxform

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
SOURCE = Path(__file__).with_name("Fill.java")
LONGEST = 1_200  # seconds

needs_java = pytest.mark.skipif(
    shutil.which("java") is None or shutil.which("javac") is None,
    reason="2026-11-29: JavaRosa needs a Java development kit, which ./run test installs where it may",
)


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form worked out, the answers it did not take (path -> the engine's reason), and the finished form."""

    values: dict[str, str]
    refused: dict[str, str] = field(default_factory=dict)
    xml: bytes = b""


@functools.cache
def _driver() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="chungtay-javarosa-"))
    command = ["javac", "-nowarn", "-proc:none", "-cp", str(JAR), "-d", str(folder), str(SOURCE)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def fill(
    form: Path, households: Iterable[Mapping[str, str]], *, lists: Path | None = None, keep: bool = False
) -> list[Filled]:
    """Fill the form in once for each household. `keep`: return the finished forms too."""
    text = "".join("".join(f"{path}\t{value}\n" for path, value in each.items()) + "\n" for each in households)
    with tempfile.TemporaryDirectory(prefix="chungtay-filled-") as folder:
        target = folder if keep else "-"
        command = [
            "java", "-Djava.awt.headless=true", "-XX:+UseSerialGC", "-cp", f"{JAR}:{_driver()}", "Fill",
            str(form), str(lists or form.parent), target,
        ]  # fmt: skip
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=LONGEST, check=False)
        assert done.returncode == 0, done.stderr.decode()[-4000:]
        blocks = done.stdout.decode().split("\n\n")[:-1]
        return [
            _read(block, Path(folder, f"{number}.xml").read_bytes() if keep else b"")
            for number, block in enumerate(blocks)
        ]


def _read(block: str, xml: bytes) -> Filled:
    values, refused = {}, {}
    for line in block.splitlines():
        name, _tab, value = line.partition("\t")
        if name.startswith("!"):
            refused[name[1:]] = value
        else:
            values[name] = value
    return Filled(values, refused, xml)
