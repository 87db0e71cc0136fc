"""Messages at a time, and how the office follows its messages, on a real PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from chassis.paging import encode_cursor
from contracts.auth import UserUpdated
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound
from contracts.messaging import MessageSent, MessageView
from contracts.terms import Audience, MessageState, Role
from services.messaging import use_cases
from tests.integration.messaging.conftest import (
    CONTRACTOR,
    EVERYBODY,
    INSPECTOR,
    OFFICE,
    OTHER_INSPECTOR,
    MessagingDesk,
    caller,
)
from tests.integration.messaging.facts import APPOINTMENT

TO_ALL: dict[str, Any] = {"audience": Audience.ALL}


def send(
    messaging: MessagingDesk, *, minutes: float | None = None, subject: str = "جلسه", **to: Any
) -> MessageView:
    return messaging.desk.command(
        use_cases.send_message,
        caller=OFFICE,
        subject=subject,
        body="در سالن شمارهٔ ۱۲ می‌بینیمتان",
        send_at=None if minutes is None else messaging.desk.now + timedelta(minutes=minutes),
        **(to or TO_ALL),
    )


def publish(messaging: MessagingDesk) -> bool:
    return messaging.desk.command(use_cases.publish_due_messages)


def test_a_scheduled_message_is_nobodys_until_its_time_and_then_goes_out_once(
    messaging: MessagingDesk,
) -> None:
    asked_at = messaging.desk.now
    message = send(messaging, minutes=10)
    assert (message.state, message.sent_at) == (MessageState.SCHEDULED, asked_at + timedelta(minutes=10))
    publish(messaging)
    assert [messaging.inbox(person) for person in EVERYBODY] == [[], [], [], []]
    assert messaging.unread(INSPECTOR) == 0
    with pytest.raises(NotFound):
        messaging.desk.command(use_cases.mark_read, caller=INSPECTOR, message_id=message.id)
    assert messaging.desk.events == []

    later = send(messaging)
    messaging.desk.pass_time(minutes=11)
    assert publish(messaging) is False
    publish(messaging)
    (newest, older) = messaging.inbox(INSPECTOR)
    assert (newest.id, older.id) == (message.id, later.id), "its place is where it went out"
    assert (newest.state, newest.sent_at) == (MessageState.SENT, messaging.desk.now)
    assert newest.send_at == asked_at + timedelta(minutes=10)
    assert messaging.unread(INSPECTOR) == 2
    assert [event.id for event in messaging.desk.told(MessageSent)] == [later.id, message.id]  # type: ignore[attr-defined]


def test_two_replicas_publish_each_message_once(messaging: MessagingDesk) -> None:
    sent = {send(messaging, minutes=1).id for _ in range(45)}
    messaging.desk.pass_time(minutes=2)
    together = threading.Barrier(2)

    def replica() -> None:
        together.wait()
        while publish(messaging):
            pass

    threads = [threading.Thread(target=replica) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    publish(messaging)
    told = [event.id for event in messaging.desk.told(MessageSent)]  # type: ignore[attr-defined]
    assert len(told) == 45
    assert set(told) == sent
    assert messaging.unread(INSPECTOR) == 45


def test_a_message_that_is_cancelled_while_it_goes_out_is_either(messaging: MessagingDesk) -> None:
    messages = [send(messaging, minutes=1).id for _ in range(30)]
    messaging.desk.pass_time(minutes=2)

    def cancel(message_id: str) -> bool:
        try:
            messaging.desk.command(use_cases.cancel_message, caller=OFFICE, message_id=message_id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        publishing = [pool.submit(publish, messaging) for _ in range(3)]
        cancelled = {message_id for message_id in messages if cancel(message_id)}
        for each in publishing:
            each.result()
    while publish(messaging):
        pass
    told = {event.id for event in messaging.desk.told(MessageSent)}  # type: ignore[attr-defined]
    assert told == set(messages) - cancelled
    assert {message.id for message in messaging.inbox(INSPECTOR)} == told


def test_a_moment_that_has_just_passed_means_at_once(messaging: MessagingDesk) -> None:
    assert send(messaging, minutes=-0.5).state is MessageState.SENT
    assert messaging.unread(INSPECTOR) == 1
    for minutes in (-2, 60 * 24 * 1000):
        with pytest.raises(InvalidRequest) as refusal:
            send(messaging, minutes=minutes)
        assert list(refusal.value.errors) == ["send_at"]


def test_a_scheduled_message_can_be_cancelled_and_a_sent_one_cannot(messaging: MessagingDesk) -> None:
    message = send(messaging, minutes=10)
    for _ in range(2):
        cancelled = messaging.desk.command(use_cases.cancel_message, caller=OFFICE, message_id=message.id)
        assert cancelled.state is MessageState.CANCELLED
    messaging.desk.pass_time(minutes=11)
    publish(messaging)
    assert messaging.inbox(INSPECTOR) == []
    assert messaging.desk.events == []
    gone = send(messaging)
    with pytest.raises(Conflict, match=r"messaging\.already_sent"):
        messaging.desk.command(use_cases.cancel_message, caller=OFFICE, message_id=gone.id)
    for unknown in ("01990000-0000-7000-8000-000000009999", "no id"):
        with pytest.raises(NotFound):
            messaging.desk.command(use_cases.cancel_message, caller=OFFICE, message_id=unknown)


def test_the_office_sees_how_many_and_who_have_read(messaging: MessagingDesk) -> None:
    to_all = send(messaging)
    to_inspectors = send(messaging, audience=Audience.ROLE, role=Role.INSPECTOR)
    to_one = send(messaging, audience=Audience.PERSON, recipient_id=CONTRACTOR.id)
    for reader, message in ((INSPECTOR, to_all), (INSPECTOR, to_inspectors), (CONTRACTOR, to_all)):
        messaging.desk.command(use_cases.mark_read, caller=reader, message_id=message.id)
    assert counts(messaging) == {to_all.id: (4, 2), to_inspectors.id: (2, 1), to_one.id: (1, 0)}
    messaging.desk.command(
        use_cases.update_user,
        UserUpdated(
            id=INSPECTOR.id,
            membership_code=INSPECTOR.membership_code,
            full_name=INSPECTOR.full_name,
            role=Role.INSPECTOR,
            active=False,
        ),
    )
    assert counts(messaging) == {to_all.id: (3, 1), to_inspectors.id: (1, 0), to_one.id: (1, 0)}
    whole = messaging.desk.query(use_cases.get_message, caller=OFFICE, message_id=to_all.id)
    assert (whole.recipients, whole.read, whole.body) == (3, 1, to_all.body)


def counts(messaging: MessagingDesk) -> dict[str, tuple[int, int]]:
    page = messaging.desk.query(use_cases.list_messages, caller=OFFICE)
    return {message.id: (message.recipients, message.read) for message in page.items}


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (None, [OFFICE, INSPECTOR, OTHER_INSPECTOR, CONTRACTOR]),
        (True, [INSPECTOR, CONTRACTOR]),
        (False, [OFFICE, OTHER_INSPECTOR]),
    ],
)
def test_the_readers_of_a_message_in_pages(
    messaging: MessagingDesk, read: bool | None, expected: list[Any]
) -> None:
    message = send(messaging)
    for reader in (INSPECTOR, CONTRACTOR):
        messaging.desk.command(use_cases.mark_read, caller=reader, message_id=message.id)
    seen = []
    cursor = None
    while True:
        page = messaging.desk.query(
            use_cases.list_readers, caller=OFFICE, message_id=message.id, read=read, limit=1, cursor=cursor
        )
        seen += page.items
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [row.person.id for row in seen] == [person.id for person in expected]
    for row in seen:
        was_read = row.person.id in (INSPECTOR.id, CONTRACTOR.id)
        assert (row.read_at == messaging.desk.now) == was_read
    with pytest.raises(InvalidRequest):
        messaging.desk.query(
            use_cases.list_readers,
            caller=OFFICE,
            message_id=message.id,
            cursor=encode_cursor("19-3-00001", "x"),
        )


def test_the_list_is_the_offices_own_newest_first_and_searched(messaging: MessagingDesk) -> None:
    messaging.desk.command(use_cases.tell_appointment_set, APPOINTMENT)
    first = send(messaging, subject="تعطیلی دفتر")
    messaging.desk.pass_time(seconds=1)
    second = send(messaging, minutes=5, subject="کلاس گاز ۱۰۰%")

    def found(**query: Any) -> list[str]:
        page = messaging.desk.query(use_cases.list_messages, caller=OFFICE, **query)
        return [message.id for message in page.items]

    assert found() == [second.id, first.id]
    assert found(state=MessageState.SCHEDULED) == [second.id]
    assert found(state=MessageState.SENT) == [first.id]
    assert found(state=MessageState.CANCELLED) == []
    assert found(q="تعطيلي") == [first.id], "Arabic letters are read as Persian ones"
    assert found(q="شماره 12") == []
    assert found(q="12 می بینیمتان") == [second.id, first.id]
    assert found(q="100%") == [second.id]
    assert found(q="_") == []
    page = messaging.desk.query(use_cases.list_messages, caller=OFFICE, limit=1)
    assert page.next_cursor is not None
    assert found(cursor=page.next_cursor) == [first.id]


def test_the_systems_own_messages_are_not_the_offices_to_follow(messaging: MessagingDesk) -> None:
    messaging.desk.command(use_cases.tell_appointment_set, APPOINTMENT)
    (notice,) = messaging.inbox(CONTRACTOR)
    for use_case in (use_cases.get_message, use_cases.list_readers):
        with pytest.raises(NotFound):
            messaging.desk.query(use_case, caller=OFFICE, message_id=notice.id)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_only_the_office_follows(messaging: MessagingDesk, role: Role) -> None:
    somebody = caller(9, role)
    message = send(messaging)
    with pytest.raises(Forbidden):
        messaging.desk.query(use_cases.list_messages, caller=somebody)
    with pytest.raises(Forbidden):
        messaging.desk.query(use_cases.get_message, caller=somebody, message_id=message.id)
    with pytest.raises(Forbidden):
        messaging.desk.query(use_cases.list_readers, caller=somebody, message_id=message.id)
    with pytest.raises(Forbidden):
        messaging.desk.command(use_cases.cancel_message, caller=somebody, message_id=message.id)
