"""What counts as found: only a check that has to do with what was taken out, and only if that was executed."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.faults import doubt, promises
from tests.faults.doubt import Finding, judge, table


def ran(*results: tuple[str, list[str]], never_executed: frozenset[str] = frozenset()) -> Any:
    """A run that came to this."""
    return SimpleNamespace(results=list(results), never_executed=never_executed)


def test_a_check_that_has_to_do_with_it_finds_it() -> None:
    run = ran(
        (promises.BOOKS, ["a", "b"]), (promises.NO_DEBTOR, ["report 2 was accepted before billing settled 1"])
    )
    found = judge(run, "watermark", 7)
    assert (found.found_by, found.offences) == ((promises.NO_DEBTOR,), 1)


def test_a_run_that_fails_for_another_reason_has_not_found_it() -> None:
    found = judge(ran((promises.BOOKS, ["a"]), (promises.NO_DEBTOR, [])), "watermark", 7)
    assert found == Finding("watermark", 7, why_not=f"but {promises.BOOKS}")
    found = judge(ran((promises.NO_DEBTOR, ["file f: report 2 is number 1"])), "watermark", 7)
    assert found == Finding("watermark", 7, why_not=f"but {promises.NO_DEBTOR}")
    assert judge(ran((promises.NO_DEBTOR, [])), "watermark", 7).why_not == "every check passed"


def test_what_was_never_executed_was_not_missed() -> None:
    run = ran((promises.NO_DEBTOR, ["a"]), never_executed=frozenset({"Gate.accept"}))
    assert judge(run, "watermark", 7) == Finding("watermark", 7, why_not="Gate.accept: never executed")


def test_a_run_that_breaks_down_has_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(*_: Any) -> Any:
        raise OSError("no port")

    monkeypatch.setattr(doubt, "Run", lambda *_: SimpleNamespace(passes=breaking))
    assert doubt.try_without("watermark", 7).why_not == "it broke down: OSError"


def test_the_table_says_what_found_each() -> None:
    findings = [
        Finding("watermark", 7, (promises.NO_DEBTOR,), 3, seconds=61.4),
        Finding("sweeper", 7, why_not="x"),
    ]
    assert table(findings).splitlines()[2:] == [
        f"| watermark | {promises.NO_DEBTOR} | 3 | 7 | 61 s |",
        "| sweeper | **nothing**: x | 0 | 7 | – |",
    ]
