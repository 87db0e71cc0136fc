"""The audit of a running system: over HTTP for finance, and as a command for whoever runs it."""

import json
import os
import subprocess
import sys

from launcher.system import PROJECT
from tests.e2e.conftest import Town, answer, until


def test_finance_sees_that_the_books_are_sound(town: Town) -> None:
    file = town.file()
    town.pay(file["id"], file["invoice"]["amount_rials"])
    seen = town.finance.get("/accounting/audit")
    assert seen["sound"] is True
    assert seen["checked_at_jalali"].startswith("14")
    assert {each["holds"] for each in seen["invariants"]} == {True}
    names = {each["name"]: each["name_fa"] for each in seen["invariants"]}
    assert names["every entry balances"] == "هر سند تراز است."
    assert all(name != persian for name, persian in names.items())


def test_an_audit_in_the_background_is_made_on_request(town: Town) -> None:
    asked = answer(town.finance.ask("POST", "/accounting/audit", {}), 202)

    def done() -> bool:
        newest = town.finance.get("/accounting/audit")["newest_run"]
        return bool(newest["id"] == asked["id"] and newest["checked_at"] and newest["sound"])

    until(done, "the audit is made")


def test_nobody_else_audits_the_books(town: Town) -> None:
    for user in (town.office, town.contractor, town.inspector, town.it):
        for method in ("GET", "POST"):
            refused = answer(user.ask(method, "/accounting/audit", {} if method == "POST" else None), 403)
            assert refused["code"] == "request.forbidden"
    town.finance.session.cookies.clear()
    assert town.finance.session.get(f"{town.finance.url}/api/v1/accounting/audit").status_code == 401


def test_whoever_runs_the_system_audits_it_by_a_command(town: Town) -> None:
    environment = {**os.environ, "GAZBAN_VAR": str(town.system.folder)}
    command = [sys.executable, "-m", "launcher", "audit", "--json"]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sound"] is True
    assert (town.system.folder / "databases.json").stat().st_mode & 0o077 == 0
