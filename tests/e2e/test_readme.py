"""The README's walks work when pasted: the worked example with its figures, a whole week, a morning with the books."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.e2e.conftest import Town

README = Path(__file__).parents[2] / "README.md"


def block(name: str) -> str:
    """A block of the README, as it stands between its marks."""
    found = re.search(
        rf"<!-- {name}:begin -->\n```bash\n(.*?)```\n<!-- {name}:end -->", README.read_text(), re.DOTALL
    )
    assert found, f"the README has no {name}"
    return found.group(1)


def walk(town: Town, *names: str) -> list[str]:
    """The lines that blocks print when they are pasted into one shell, one after the other."""
    bash = shutil.which("bash")
    assert bash
    walked = subprocess.run(
        [bash, "-c", "\n".join(block(name) for name in names)],
        env={**os.environ, "GAZBAN": town.system.gateway_url},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert walked.returncode == 0, walked.stderr
    assert walked.stderr == ""
    return walked.stdout.splitlines()


def test_the_walks(town: Town) -> None:
    lines = walk(town, "walk", "week", "books")
    end = lines.index("earned 6310500") + 1
    check_first_walk(lines[:end])
    check_week(lines[end:-5])
    check_books(lines[-5:])


def check_first_walk(lines: list[str]) -> None:
    assert "6900000 rials" in lines[0]
    assert [line.split("'status': ")[1].split(",")[0] for line in lines if line.startswith("stage")] == [
        "'covered'",
        "'covered'",
        "'covered'",
        "'debt'",
    ]
    assert "billing.file_in_debt" in lines
    assert lines[-2:] == ["paid 9015000 owed 0", "earned 6310500"]


def check_week(lines: list[str]) -> None:
    assert lines[0].startswith("waits: کاربرگ هیچ بازرسی")
    assert lines[1].startswith("referred: تنها بازرس واجد شرایط")
    assert lines[2].endswith(" 09:00")
    assert lines[3:5] == ["inspection.appointment_overlaps", "مالک تا ظهر نیست"]
    assert lines[5].startswith("confirmed 14")
    assert lines[5].endswith(" 13:00")
    assert int(lines[6].split()[3]) >= 2
    assert lines[7] == "would cost 390000"
    assert "'status': 'debt', 'amount_rials': 390000" in lines[8]
    assert lines[9:16] == [
        "billing.file_in_debt",
        "upheld",
        "G6",
        "approved",
        "awaiting_referral",
        "excused: True",
        "sent",
    ]
    assert int(lines[16].removeprefix("unread: ")) > 0
    assert lines[17] == "found: کاظم یزدانی"
    assert lines[18].lstrip("\ufeff").startswith("File,")
    # 70 % of the prepaid pre-inspection at the corrected class; the void charge earned nothing in the end.
    assert lines[19:] == ["earned by it 994000", "timeline intact: True"]


def check_books(lines: list[str]) -> None:
    assert "/pg/StartPay/" in lines[0]
    assert lines[1].startswith("out of balance by 0 rials")
    assert int(lines[2].split()[1]) > 10
    assert int(lines[3]) > 10
    assert lines[4] == "sound: True"
