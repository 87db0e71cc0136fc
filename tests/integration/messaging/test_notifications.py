"""Who hears of what, once, on a real PostgreSQL."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from chassis.work import Work
from contracts import auth, billing, referral
from contracts.events import Event
from contracts.messaging import MessageSent
from contracts.shapes import Caller
from contracts.terms import ChargeStatus, ReferralKind, Role
from contracts.topology import SUBSCRIPTIONS
from services.messaging import use_cases
from services.messaging.settings import MessagingSettings
from services.messaging.use_cases import money
from tests.integration.messaging.conftest import (
    CONTRACTOR,
    EVERYBODY,
    FINANCE,
    INSPECTOR,
    OTHER_INSPECTOR,
    MessagingDesk,
    caller,
)
from tests.integration.messaging.facts import (
    ABOUT,
    APPOINTMENT,
    CHARGE,
    FACTS,
    FILE_ID,
    GATE,
    MOMENT,
    OF_CONTRACTOR,
    person,
    snapshot,
)


def heard(messaging: MessagingDesk) -> dict[Caller, list[str]]:
    inboxes = {p: [f"{m.subject} {m.body}" for m in messaging.inbox(p)] for p in (*EVERYBODY, FINANCE)}
    return {p: texts for p, texts in inboxes.items() if texts}


@pytest.mark.parametrize(
    ("handler", "event", "expected"), FACTS, ids=lambda part: getattr(part, "name", None)
)
def test_those_concerned_hear_of_a_fact_once(
    messaging: MessagingDesk,
    handler: Callable[[Work, Any], None],
    event: Event,
    expected: dict[Caller, list[str]],
) -> None:
    messaging.meet(FINANCE)
    messaging.desk.command(handler, event)
    messaging.desk.pass_time(hours=1)
    messaging.desk.command(handler, event)

    told = heard(messaging)
    assert {p: len(texts) for p, texts in told.items()} == dict.fromkeys(expected, 1)
    for reader, words in expected.items():
        for word in words:
            assert word in told[reader][0].replace("\u2066", "").replace("\u2069", "")
    sent = messaging.desk.told(MessageSent)
    assert len(sent) == len(expected)
    about = {None if isinstance(event, billing.WebhookDisabled) or hasattr(event, "user_id") else FILE_ID}
    for reader in expected:
        (message,) = messaging.inbox(reader)
        assert message.sender is None, "it is the system that speaks"
        assert {message.file_id} == about


def test_every_subscribed_fact_is_among_those_tried() -> None:
    tried = {type(event) for _, event, _ in FACTS} | {auth.UserCreated, auth.UserUpdated}
    tried |= {billing.TariffActivated, billing.TariffWithdrawn}  # of no file: see test_tariffs.py
    assert tried == set(SUBSCRIPTIONS["messaging"])


def test_moving_an_appointment_there_and_back_is_told_each_time(messaging: MessagingDesk) -> None:
    for minute in range(4):
        event = replace(
            APPOINTMENT,
            moved=minute > 0,
            starts_at=MOMENT.replace(hour=7 + minute % 2),
            set_at=MOMENT.replace(minute=minute),
        )
        messaging.desk.pass_time(seconds=1)
        messaging.desk.command(use_cases.tell_appointment_set, event)
    subjects = [message.subject for message in messaging.inbox(CONTRACTOR)]
    assert [subject.startswith("تغییر") for subject in subjects] == [True, True, True, False]


def test_the_present_inspector_hears_that_a_debt_is_paid(messaging: MessagingDesk) -> None:
    cleared = billing.DebtCleared(**OF_CONTRACTOR, gate=GATE)
    referred = referral.FileReferred(file=snapshot(2), kind=ReferralKind.AUTOMATIC, reason="")
    replaced = referral.FileReferred(
        file=snapshot(3, inspector=OTHER_INSPECTOR), kind=ReferralKind.MANUAL, reason=""
    )
    messaging.desk.command(use_cases.tell_file_referred, referred)
    messaging.desk.command(use_cases.tell_file_referred, replaced)
    messaging.desk.command(use_cases.tell_file_referred, referred)
    messaging.desk.command(use_cases.tell_debt_cleared, cleared)

    assert len(messaging.inbox(INSPECTOR)) == 1, "the file is not theirs any more, whatever is told again"
    assert "مانع ثبت گزارش تازه نیست" in messaging.inbox(OTHER_INSPECTOR)[0].body


def test_what_a_void_adds_to_what_was_told_before_is_told_too(messaging: MessagingDesk) -> None:
    """It gives back units at the price from before the last correction, or after the file has ended."""
    later = replace(GATE, version=GATE.version + 1)
    for gate in (GATE, later, later):
        adjusted = billing.PrepaymentAdjusted(
            **OF_CONTRACTOR, meters_revision=1, difference_rials=40_000, invoice_number="1405-9", gate=gate
        )
        closed = billing.UnitsClosed(**OF_CONTRACTOR, kept_rials=0, credited_rials=690_000, gate=gate)
        messaging.desk.command(use_cases.tell_prepayment_adjusted, adjusted)
        messaging.desk.command(use_cases.tell_units_closed, closed)
    assert len(messaging.inbox(CONTRACTOR)) == 4


def test_nobody_is_asked_to_pay_before_the_next_report(messaging: MessagingDesk) -> None:
    """Whether that is wanted is the organization's to say; the gate says it where it is."""
    adjusted = billing.PrepaymentAdjusted(
        **OF_CONTRACTOR, meters_revision=1, difference_rials=40_000, invoice_number="1405-9", gate=GATE
    )
    messaging.desk.command(use_cases.tell_prepayment_adjusted, adjusted)
    (told,) = messaging.inbox(CONTRACTOR)
    assert "لطفاً آن را بپردازید" in told.body
    assert "پیش از بازرسی" not in told.body


def test_whoever_had_a_cancelled_file_hears_of_it(messaging: MessagingDesk) -> None:
    messaging.desk.command(use_cases.remember_file, referral.FileRegistered(file=snapshot(1)))
    cancelled = referral.FileCancelled(file=snapshot(2, inspector=None), reason="x")
    messaging.desk.command(use_cases.tell_file_cancelled, cancelled)
    assert len(messaging.inbox(INSPECTOR)) == 1


def test_a_recipient_who_is_not_known_yet_finds_the_message_later(messaging: MessagingDesk) -> None:
    newcomer = caller(8, Role.CONTRACTOR)
    issued = billing.InvoiceIssued(
        **ABOUT, contractor=person(newcomer), invoice_number="1", amount_rials=1, gate=GATE
    )
    messaging.desk.command(use_cases.tell_invoice_issued, issued)
    assert len(messaging.inbox(newcomer)) == 1


def test_covered_charges_can_be_passed_over_in_silence(
    messaging: MessagingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(money, "settings", lambda: MessagingSettings(tell_covered_charges=False))
    covered = replace(CHARGE, status=ChargeStatus.COVERED, debt_rials=0)
    messaging.desk.command(use_cases.tell_charge_settled, covered)
    messaging.desk.command(use_cases.tell_charge_settled, replace(CHARGE, report_id="r5", sequence=5))
    assert ["بدهی" in message.subject for message in messaging.inbox(CONTRACTOR)] == [True]
