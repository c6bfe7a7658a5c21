"""The XLSForm is a form that ODK's own validator takes, and its skip rules are the rule book's."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform
from pyxform.xls2xform import convert

from chungtay.rulebook import rule_sets
from chungtay.workbooks.xlsform import LIST, write_list, write_xlsform

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odk")
    write_xlsform(folder / "form.xlsx", rule_sets.load("vn-2022"))
    (folder / "form.xml").write_text(convert(str(folder / "form.xlsx")).xform, "utf-8")
    return folder / "form.xml"


@pytest.mark.skipif(shutil.which("java") is None, reason="2026-11-24: ODK Validate needs Java, which is optional")
def test_odk_validate_takes_the_form_and_would_refuse_a_broken_one(form: Path) -> None:
    assert validate(form) == (0, True)
    broken = form.with_name("broken.xml")
    broken.write_text(form.read_text("utf-8").replace("../age_months", "((../age_months"), "utf-8")
    assert validate(broken)[1] is False


@pytest.mark.skipif(shutil.which("java") is None, reason="2026-11-29: ODK Validate needs Java, which is optional")
def test_the_form_of_a_campaign_chooses_from_its_households(tmp_path: Path) -> None:
    write_xlsform(tmp_path / "form.xlsx", rule_sets.load("vn-2022"), listed=True)
    roster = {"name": "00016-000001", "label": "Vũ Thị Mơ, số 1", "head_name": "Vũ Thị Mơ", "roster": "Vũ Thị Mơ 1960"}
    write_list(tmp_path / LIST, [roster])
    (tmp_path / "form.xml").write_text(convert(str(tmp_path / "form.xlsx")).xform, "utf-8")
    assert validate(tmp_path / "form.xml") == (0, True)
    text = (tmp_path / "form.xml").read_text("utf-8")
    assert "jr://file-csv/households.csv" in text
    assert "instance('households')/" in text  # what every engine reads, not ODK Collect alone
    assert "/item[name = " in text
    assert "Vũ Thị Mơ, số 1" in (tmp_path / LIST).read_text("utf-8")


def validate(path: Path) -> tuple[int, bool]:
    command = ["java", "-Djava.awt.headless=true", "-jar", str(JAR), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, "Xform is valid!" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("question", "rule"),
    [
        ("height_cm", "../age_months &lt; 192"),
        ("weight_kg", "../age_months &lt; 120"),
        ("attending", "(../age_months &gt;= 36 and ../age_months &lt; 360)"),
        ("state_paid_insurance", "(../age_months &gt;= 72 and ../health_insurance = 2)"),
        ("nonfarm", "(../age_months &gt;= 180 and ../employment = 1 and ../job_type != 1)"),
    ],
)
def test_skip_rules_of_form_3_1(form: Path, question: str, rule: str) -> None:
    (bind,) = [part for part in form.read_text("utf-8").split("<bind ") if f'/members/{question}"' in part[:60]]
    relevant = bind.split('relevant="')[1].split('"')[0]
    assert " ".join(relevant.replace("( ", "(").split()).replace("( ", "(") == rule
