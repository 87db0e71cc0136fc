"""The README's first walk works when pasted, and ends with the worked example's figures."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from tests.e2e.conftest import Town

README = Path(__file__).parents[2] / "README.md"


def test_the_first_walk(town: Town) -> None:
    found = re.search(
        r"<!-- walk:begin -->\n```bash\n(.*?)```\n<!-- walk:end -->", README.read_text(), re.DOTALL
    )
    assert found, "the README has no walk"
    bash = shutil.which("bash")
    assert bash
    walked = subprocess.run(
        [bash, "-c", found.group(1)],
        env={**os.environ, "GAZBAN": town.system.gateway_url},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    lines = walked.stdout.splitlines()
    assert walked.returncode == 0, walked.stderr
    assert walked.stderr == ""
    assert "6900000 rials" in lines[0]
    assert [line.split("'status': ")[1].split(",")[0] for line in lines if line.startswith("stage")] == [
        "'covered'",
        "'covered'",
        "'covered'",
        "'debt'",
    ]
    assert "billing.file_in_debt" in lines
    assert lines[-2:] == ["paid 9015000 owed 0", "earned 6310500"]
