"""What may happen to a file when, and the numbers that files bear."""

from collections.abc import Callable

import pytest

from contracts.errors import Conflict, InvalidRequest, ReferralCode
from contracts.terms import FileStatus, MeterState, Phase, ReferralEnd, Role
from services.referral.domain import (
    check_cancellable,
    check_correctable,
    check_dismissable,
    check_endable,
    check_nameable,
    check_named,
    check_referable,
    check_rulable,
    check_withdrawable,
    file_number,
)

PAYMENT, WAITING, REFERRED = FileStatus.AWAITING_PAYMENT, FileStatus.AWAITING_REFERRAL, FileStatus.REFERRED
COMPLETED, CANCELLED = FileStatus.COMPLETED, FileStatus.CANCELLED


@pytest.mark.parametrize(
    ("check", "status", "code"),
    [
        (check_referable, PAYMENT, ReferralCode.NOT_PAID),
        (check_referable, WAITING, None),
        (check_referable, REFERRED, ReferralCode.ALREADY_REFERRED),
        (check_referable, COMPLETED, ReferralCode.ALREADY_ENDED),
        (check_referable, CANCELLED, ReferralCode.ALREADY_ENDED),
        (check_withdrawable, REFERRED, None),
        (check_withdrawable, COMPLETED, ReferralCode.ALREADY_ENDED),
        (check_dismissable, PAYMENT, ReferralCode.NOT_REFERRED),
        (check_dismissable, WAITING, ReferralCode.NOT_REFERRED),
        (check_dismissable, REFERRED, None),
        (check_dismissable, COMPLETED, ReferralCode.ALREADY_ENDED),
        (check_dismissable, CANCELLED, ReferralCode.ALREADY_ENDED),
        (check_cancellable, PAYMENT, None),
        (check_cancellable, WAITING, None),
        (check_cancellable, REFERRED, None),
        (check_cancellable, COMPLETED, ReferralCode.ALREADY_ENDED),
        (check_cancellable, CANCELLED, ReferralCode.ALREADY_ENDED),
    ],
)
def test_what_a_status_allows(
    check: Callable[[FileStatus], None], status: FileStatus, code: ReferralCode | None
) -> None:
    assert refusal_of(lambda: check(status)) == code


@pytest.mark.parametrize(
    ("status", "phase", "pre", "final", "allowed"),
    [
        (PAYMENT, Phase.PRE, MeterState.OPEN, MeterState.OPEN, True),
        (REFERRED, Phase.PRE, MeterState.OPEN, MeterState.OPEN, True),
        (REFERRED, Phase.PRE, MeterState.APPROVED, MeterState.OPEN, False),
        (REFERRED, Phase.FINAL, MeterState.APPROVED, MeterState.OPEN, True),
        (REFERRED, Phase.FINAL, MeterState.APPROVED, MeterState.APPROVED, False),
        (COMPLETED, Phase.FINAL, MeterState.APPROVED, MeterState.APPROVED, False),
        (CANCELLED, Phase.PRE, MeterState.OPEN, MeterState.OPEN, False),
    ],
)
def test_a_meter_is_corrected_only_while_open(
    status: FileStatus, phase: Phase, pre: MeterState, final: MeterState, allowed: bool
) -> None:
    code = refusal_of(lambda: check_correctable(status, phase, pre=pre, final=final))
    assert code == (None if allowed else ReferralCode.METER_CLOSED)


@pytest.mark.parametrize("reason", [None, "", "   "])
def test_naming_an_inspector_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_nameable("some-inspector", reason)
    assert caught.value.code == ReferralCode.REASON_REQUIRED
    assert list(caught.value.errors) == ["reason"]


def test_naming_nobody_needs_none() -> None:
    assert refusal_of(lambda: check_nameable(None, None)) is None
    assert refusal_of(lambda: check_nameable("some-inspector", "نزدیک‌ترین بازرس")) is None


@pytest.mark.parametrize(
    ("role", "active", "refusal", "allowed"),
    [
        (Role.INSPECTOR, True, None, True),
        (None, False, None, False),
        (Role.CONTRACTOR, True, None, False),
        (Role.INSPECTOR, False, None, False),
        (Role.INSPECTOR, True, ReferralEnd.WITHDRAWN, False),
        (Role.INSPECTOR, True, ReferralEnd.DISMISSED, False),
    ],
)
def test_whom_the_office_may_name(
    role: Role | None, active: bool, refusal: ReferralEnd | None, allowed: bool
) -> None:
    def code(*, connected: bool) -> str | None:
        return refusal_of(lambda: check_named(role=role, active=active, refusal=refusal, connected=connected))

    assert code(connected=False) == (None if allowed else ReferralCode.INSPECTOR_NOT_ELIGIBLE)
    assert code(connected=True) == ReferralCode.INSPECTOR_NOT_ELIGIBLE


@pytest.mark.parametrize(
    ("ruled", "excused", "allowed"),
    [(None, True, True), (None, False, True), (True, True, True), (True, False, False), (False, True, False)],
)
def test_a_withdrawal_is_ruled_on_once(ruled: bool | None, excused: bool, allowed: bool) -> None:
    code = refusal_of(lambda: check_rulable(ruled, excused))
    assert code == (None if allowed else ReferralCode.ALREADY_RULED)


def test_a_conflict_ends_once() -> None:
    assert refusal_of(lambda: check_endable(False)) is None
    assert refusal_of(lambda: check_endable(True)) == ReferralCode.CONFLICT_ENDED


@pytest.mark.parametrize(
    ("year", "counter", "number"),
    [(1405, 1, "1405-000001"), (1405, 123, "1405-000123"), (1406, 1_234_567, "1406-1234567")],
)
def test_numbers(year: int, counter: int, number: str) -> None:
    assert file_number(year, counter) == number


def test_a_year_is_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        file_number(1405, 0)


def refusal_of(act: Callable[[], None]) -> str | None:
    """The code with which it is refused, if it is."""
    try:
        act()
    except Conflict as refusal:
        return refusal.code
    return None
