"""SMS on their way: once, not at night, stubbornly, and not for ever; on a real PostgreSQL, with a given time."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.auth import UserCreated, UserUpdated
from contracts.errors import Conflict, Forbidden, NotFound
from contracts.messaging import DeliveryView
from contracts.shapes import Caller
from contracts.terms import Audience, DeliveryState, Role
from services.messaging import use_cases
from services.messaging.channels import Fate, PermanentFailure, TemporaryFailure
from services.messaging.use_cases import delivering
from tests.integration.desk import NOBODY
from tests.integration.messaging.conftest import (
    CONTRACTOR,
    EVERYBODY,
    INSPECTOR,
    OFFICE,
    OTHER_INSPECTOR,
    MessagingDesk,
    caller,
)
from tests.integration.messaging.facts import APPOINTMENT, MOMENT

NOON = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)  # in Tehran
NO_QUIET = {"quiet_from": "00:00", "quiet_until": "00:00"}


@dataclass
class Telephone:
    """A channel that fails as the test wants, and remembers what it was given."""

    failures: list[Exception] = field(default_factory=list)
    sent: list[tuple[str, str, str]] = field(default_factory=list)
    fate: dict[str, Fate] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)

    def send(self, mobile: str, text: str, key: str) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((mobile, text, key))
        return f"ref-{len(self.sent)}"

    def fates(self, references: Sequence[str]) -> dict[str, Fate]:
        self.asked.append(list(references))
        return {reference: self.fate[reference] for reference in references if reference in self.fate}


@pytest.fixture
def telephone(monkeypatch: pytest.MonkeyPatch) -> Telephone:
    made = Telephone()
    monkeypatch.setattr(delivering, "channel", lambda: made)
    return made


@pytest.fixture
def noon(messaging: MessagingDesk) -> MessagingDesk:
    """The service at noon; the two inspectors and the contractor have told their numbers, the office has not."""
    messaging.desk.now = NOON
    for number, person in enumerate((INSPECTOR, OTHER_INSPECTOR, CONTRACTOR)):
        know(messaging, person, f"0913000000{number}")
    return messaging


def know(messaging: MessagingDesk, person: Caller, mobile: str | None, *, active: bool = True) -> None:
    messaging.desk.command(
        use_cases.update_user,
        UserUpdated(
            id=person.id,
            membership_code=person.membership_code,
            full_name=person.full_name,
            role=person.role,
            active=active,
            mobile=mobile,
        ),
    )


def run(messaging: MessagingDesk) -> int:
    """Send what is due, as the service's errand does; gives how many attempts that took."""
    attempts = 0
    while (parcel := messaging.desk.command(use_cases.take_delivery)) is not None:
        messaging.desk.command(use_cases.settle_delivery, parcel, use_cases.hand_over(NOBODY, parcel))
        attempts += 1
    return attempts


def ask(messaging: MessagingDesk) -> bool:
    questions = messaging.desk.command(use_cases.take_questions)
    if questions is None:
        return False
    messaging.desk.command(use_cases.settle_fates, questions, use_cases.ask_fates(NOBODY, questions))
    return True


def deliveries(messaging: MessagingDesk, **query: Any) -> list[DeliveryView]:
    return messaging.desk.query(use_cases.list_deliveries, caller=OFFICE, **query).items


def only(messaging: MessagingDesk) -> DeliveryView:
    (delivery,) = deliveries(messaging)
    return delivery


def decide(messaging: MessagingDesk, **value: Any) -> None:
    messaging.desk.command(
        use_cases.change_policy, caller=OFFICE, key="messaging.sms", value=value, reason="آزمون"
    )


def appoint(messaging: MessagingDesk) -> None:
    messaging.desk.command(use_cases.tell_appointment_set, APPOINTMENT)


def send(messaging: MessagingDesk, **to: Any) -> str:
    return messaging.desk.command(
        use_cases.send_message, caller=OFFICE, subject="جلسه", body="فردا", sms=True, **to
    ).id


def test_a_notice_that_goes_by_sms_goes_once(noon: MessagingDesk, telephone: Telephone) -> None:
    for _ in range(2):
        appoint(noon)
        assert run(noon) <= 1
    ((mobile, text, key),) = telephone.sent
    assert mobile == "09130000002"
    assert text.startswith("زمان پیش‌بازرسی پروندهٔ \u200e1405-000123\u200e: ۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰.")
    delivery = only(noon)
    assert (delivery.state, delivery.attempts, delivery.reference) == (DeliveryState.SENT, 1, "ref-1")
    assert delivery.person.id == CONTRACTOR.id
    assert key.startswith(delivery.id)
    assert (delivery.sent_at, delivery.next_attempt_at) == (NOON, None)


def test_only_active_people_with_a_number_get_one(noon: MessagingDesk, telephone: Telephone) -> None:
    know(noon, OTHER_INSPECTOR, None, active=False)
    send(noon, audience=Audience.ALL)
    send(noon, audience=Audience.ROLE, role=Role.INSPECTOR)
    send(noon, audience=Audience.PERSON, recipient_id=OFFICE.id)
    run(noon)
    assert sorted(mobile for mobile, _, _ in telephone.sent) == ["09130000000", "09130000000", "09130000002"]
    assert telephone.sent[0][1] == "جلسه\nفردا"


def test_a_number_stays_known_until_another_is_told(noon: MessagingDesk) -> None:
    know(noon, CONTRACTOR, None)
    assert noon.desk.rows("SELECT mobile FROM people WHERE id = :id", id=CONTRACTOR.id) == [("09130000002",)]
    newcomer = caller(8, Role.OFFICE)
    created = UserCreated(
        id=newcomer.id, membership_code="19-9-8", full_name="ن", role=Role.OFFICE, mobile="09130000008"
    )
    know(noon, newcomer, None)
    noon.desk.command(use_cases.remember_user, created)
    know(noon, newcomer, "09130000009")
    noon.desk.command(use_cases.remember_user, created)
    assert noon.desk.rows("SELECT mobile FROM people WHERE id = :id", id=newcomer.id) == [("09130000009",)]


def test_the_organization_decides_which_notices_go(noon: MessagingDesk, telephone: Telephone) -> None:
    noon.desk.command(
        use_cases.change_template,
        caller=OFFICE,
        key="appointment_set.contractor",
        subject="س",
        body="ب {file}",
        reason="r",
        send_sms=False,
    )
    appoint(noon)
    noon.desk.command(
        use_cases.change_template,
        caller=OFFICE,
        key="appointment_set.contractor",
        subject="س",
        body="ب {file}",
        reason="r",
        sms="",
        send_sms=True,
    )
    noon.desk.command(use_cases.tell_appointment_set, replace(APPOINTMENT, set_at=MOMENT.replace(minute=1)))
    run(noon)
    assert [text for _, text, _ in telephone.sent] == ["ب \u200e1405-000123\u200e"]


def test_an_organization_that_sends_none(noon: MessagingDesk, telephone: Telephone) -> None:
    appoint(noon)
    decide(noon, enabled=False)
    send(noon, audience=Audience.ALL)
    assert run(noon) == 0
    assert len(deliveries(noon)) == 1, "what waited before waits, until it expires"
    decide(noon, enabled=True)
    assert run(noon) == 1
    assert len(telephone.sent) == 1


def test_at_night_it_waits_for_the_morning(noon: MessagingDesk, telephone: Telephone) -> None:
    noon.desk.now = NOON.replace(hour=19)  # 22:30 in Tehran
    appoint(noon)
    assert run(noon) == 0
    morning = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
    assert (only(noon).state, only(noon).next_attempt_at) == (DeliveryState.QUEUED, morning)
    noon.desk.now = morning - timedelta(seconds=1)
    noon.desk.command(use_cases.expire_deliveries)
    assert run(noon) == 0
    noon.desk.now = morning
    assert run(noon) == 1
    assert only(noon).state is DeliveryState.SENT


def test_what_may_pass_is_tried_again_later_and_later_and_then_given_up(
    noon: MessagingDesk, telephone: Telephone
) -> None:
    decide(noon, **NO_QUIET, max_attempts=4, first_retry_minutes=3, longest_retry_minutes=10)
    telephone.failures = [TemporaryFailure("down")] * 4
    appoint(noon)
    pauses = []
    for attempt in range(1, 4):
        assert run(noon) == 1
        delivery = only(noon)
        assert (delivery.state, delivery.attempts, delivery.error) == (DeliveryState.QUEUED, attempt, "down")
        assert delivery.next_attempt_at is not None
        pauses.append((delivery.next_attempt_at - noon.desk.now).seconds // 60)
        noon.desk.now = delivery.next_attempt_at
    assert pauses == [3, 6, 10]
    assert run(noon) == 1
    delivery = only(noon)
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 4)
    assert (delivery.ended_at, delivery.next_attempt_at) == (noon.desk.now, None)
    assert telephone.sent == []


def test_what_will_never_work_is_given_up_at_once_and_can_be_tried_anew(
    noon: MessagingDesk, telephone: Telephone
) -> None:
    telephone.failures = [PermanentFailure("no such number")]
    appoint(noon)
    assert run(noon) == 1
    failed = only(noon)
    assert (failed.state, failed.attempts, failed.error) == (DeliveryState.FAILED, 1, "no such number")
    know(noon, CONTRACTOR, "09139999999")
    noon.desk.pass_time(days=3)
    again = noon.desk.command(use_cases.retry_delivery, caller=OFFICE, delivery_id=failed.id)
    assert (again.state, again.attempts, again.mobile) == (DeliveryState.QUEUED, 0, "09139999999")
    noon.desk.command(use_cases.expire_deliveries)
    assert run(noon) == 1
    assert telephone.sent[0][0] == "09139999999"
    with pytest.raises(Conflict, match=r"messaging\.delivery_not_failed"):
        noon.desk.command(use_cases.retry_delivery, caller=OFFICE, delivery_id=failed.id)


def test_a_retry_has_a_key_of_its_own(noon: MessagingDesk, telephone: Telephone) -> None:
    appoint(noon)
    run(noon)
    telephone.fate = {"ref-1": Fate.LOST}
    noon.desk.pass_time(minutes=1)
    assert ask(noon)
    noon.desk.command(use_cases.retry_delivery, caller=OFFICE, delivery_id=only(noon).id)
    run(noon)
    assert telephone.sent[0][2] != telephone.sent[1][2], "the provider would not send the same again"


def test_nobody_wants_what_is_a_day_late(noon: MessagingDesk, telephone: Telephone) -> None:
    appoint(noon)
    noon.desk.pass_time(hours=23)
    noon.desk.command(use_cases.expire_deliveries)
    assert only(noon).state is DeliveryState.QUEUED
    noon.desk.pass_time(hours=1)
    noon.desk.command(use_cases.expire_deliveries)
    assert (only(noon).state, only(noon).error) == (DeliveryState.CANCELLED, "expired")
    assert run(noon) == 0


def test_what_is_too_old_goes_nowhere_even_before_it_is_cancelled(
    noon: MessagingDesk, telephone: Telephone
) -> None:
    """The service was away for two days; one delivery was in the hands of a process that died with it."""
    appoint(noon)
    noon.desk.command(use_cases.take_delivery)
    send(noon, audience=Audience.ROLE, role=Role.CONTRACTOR)
    noon.desk.pass_time(days=2)
    assert run(noon) == 0
    assert telephone.sent == []
    noon.desk.command(use_cases.expire_deliveries)
    assert [(each.state, each.error) for each in deliveries(noon)] == [
        (DeliveryState.CANCELLED, "expired")
    ] * 2


def test_it_goes_to_the_number_of_now(noon: MessagingDesk, telephone: Telephone) -> None:
    appoint(noon)
    know(noon, CONTRACTOR, "09139999999")
    run(noon)
    assert [mobile for mobile, _, _ in telephone.sent] == ["09139999999"]
    assert only(noon).mobile == "09139999999"


def test_whoever_has_left_gets_nothing_and_keeps_nobody_waiting(
    noon: MessagingDesk, telephone: Telephone
) -> None:
    send(noon, audience=Audience.ALL)
    know(noon, INSPECTOR, None, active=False)
    assert run(noon) == 2
    assert "09130000000" not in {mobile for mobile, _, _ in telephone.sent}
    (left,) = deliveries(noon, person_id=INSPECTOR.id)
    assert (left.state, left.error, left.ended_at) == (DeliveryState.CANCELLED, "inactive", NOON)


def test_whoever_dies_while_sending_is_taken_over_under_the_same_key(
    noon: MessagingDesk, telephone: Telephone
) -> None:
    appoint(noon)
    lost = noon.desk.command(use_cases.take_delivery)
    assert lost is not None
    assert only(noon).state is DeliveryState.SENDING
    assert run(noon) == 0
    noon.desk.pass_time(minutes=3)
    assert run(noon) == 1
    noon.desk.command(use_cases.settle_delivery, lost, delivering.Handover(error="late", may_work_later=True))
    assert (only(noon).state, only(noon).attempts) == (DeliveryState.SENT, 2), "too late to say anything"
    assert telephone.sent[0][2] == lost.key


def test_whoever_dies_with_the_last_attempt_fails_it(noon: MessagingDesk, telephone: Telephone) -> None:
    decide(noon, **NO_QUIET, max_attempts=1)
    appoint(noon)
    noon.desk.command(use_cases.take_delivery)
    noon.desk.pass_time(minutes=3)
    assert run(noon) == 0
    noon.desk.command(use_cases.expire_deliveries)
    assert (only(noon).state, only(noon).error) == (DeliveryState.FAILED, "no answer")


def test_two_replicas_send_each_once(noon: MessagingDesk, telephone: Telephone) -> None:
    for _ in range(8):
        send(noon, audience=Audience.ALL)
    together = threading.Barrier(2)

    def replica() -> None:
        together.wait()
        run(noon)

    threads = [threading.Thread(target=replica) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [key for _, _, key in telephone.sent]
    assert len(keys) == len(set(keys)) == 24
    assert {delivery.state for delivery in deliveries(noon)} == {DeliveryState.SENT}


@pytest.mark.parametrize(
    ("fate", "state"),
    [(Fate.DELIVERED, DeliveryState.DELIVERED), (Fate.LOST, DeliveryState.FAILED)],
)
def test_the_fate_of_a_text_is_asked_until_it_is_known(
    noon: MessagingDesk, telephone: Telephone, fate: Fate, state: DeliveryState
) -> None:
    appoint(noon)
    run(noon)
    assert not ask(noon), "not at once"
    noon.desk.pass_time(seconds=15)
    assert ask(noon)
    telephone.fate = {"ref-1": Fate.UNDER_WAY}
    assert not ask(noon)
    noon.desk.pass_time(seconds=15)
    assert ask(noon)
    assert only(noon).state is DeliveryState.SENT
    telephone.fate = {"ref-1": fate}
    noon.desk.pass_time(seconds=30)
    assert ask(noon)
    assert (only(noon).state, only(noon).ended_at) == (state, noon.desk.now)
    noon.desk.pass_time(days=1)
    assert not ask(noon)
    assert telephone.asked == [["ref-1"]] * 3


def test_a_provider_that_does_not_know_is_not_asked_for_ever(
    noon: MessagingDesk, telephone: Telephone
) -> None:
    appoint(noon)
    run(noon)
    noon.desk.pass_time(hours=49)
    assert ask(noon)
    noon.desk.pass_time(days=10)
    assert not ask(noon)
    assert only(noon).state is DeliveryState.SENT


def test_a_provider_that_does_not_answer_is_asked_again(
    noon: MessagingDesk, telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_references: Sequence[str]) -> dict[str, Fate]:
        raise TemporaryFailure("down")

    appoint(noon)
    run(noon)
    noon.desk.pass_time(minutes=1)
    monkeypatch.setattr(telephone, "fates", fail)
    assert ask(noon)
    monkeypatch.undo()
    monkeypatch.setattr(delivering, "channel", lambda: telephone)
    noon.desk.pass_time(minutes=2)
    assert ask(noon)
    assert telephone.asked == [["ref-1"]]


def test_a_scheduled_message_goes_by_sms_when_it_goes_out(noon: MessagingDesk, telephone: Telephone) -> None:
    send(noon, audience=Audience.ALL, send_at=NOON + timedelta(minutes=5))
    assert deliveries(noon) == []
    noon.desk.pass_time(minutes=6)
    noon.desk.command(use_cases.publish_due_messages)
    run(noon)
    assert len(telephone.sent) == 3


def test_the_office_filters_deliveries(noon: MessagingDesk, telephone: Telephone) -> None:
    first = send(noon, audience=Audience.ALL)
    run(noon)
    noon.desk.pass_time(seconds=1)
    second = send(noon, audience=Audience.PERSON, recipient_id=CONTRACTOR.id)
    assert [d.message_id for d in deliveries(noon)] == [second, *[first] * 3]
    assert {d.person.id for d in deliveries(noon, message_id=first)} == {
        person.id for person in EVERYBODY if person is not OFFICE
    }
    assert [d.message_id for d in deliveries(noon, person_id=CONTRACTOR.id)] == [second, first]
    assert [d.message_id for d in deliveries(noon, state=DeliveryState.QUEUED)] == [second]
    assert deliveries(noon, message_id="no id") == []
    page = noon.desk.query(use_cases.list_deliveries, caller=OFFICE, limit=3)
    assert len(deliveries(noon, cursor=page.next_cursor)) == 1


def test_who_may(noon: MessagingDesk) -> None:
    for role in set(Role) - {Role.OFFICE}:
        with pytest.raises(Forbidden):
            noon.desk.query(use_cases.list_deliveries, caller=caller(9, role))
        with pytest.raises(Forbidden):
            noon.desk.command(use_cases.retry_delivery, caller=caller(9, role), delivery_id="x")
    for unknown in ("01990000-0000-7000-8000-000000009999", "no id"):
        with pytest.raises(NotFound):
            noon.desk.command(use_cases.retry_delivery, caller=OFFICE, delivery_id=unknown)
