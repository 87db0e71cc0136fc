"""Sending, listing and reading messages, on a real PostgreSQL."""

from typing import Any

import pytest

from chassis.paging import encode_cursor
from contracts.auth import UserCreated, UserUpdated
from contracts.errors import Forbidden, InvalidRequest, NotFound
from contracts.messaging import MessageSent, MessageView
from contracts.shapes import Caller, Person
from contracts.terms import Audience, Role
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


def send(messaging: MessagingDesk, **to: Any) -> MessageView:
    return messaging.desk.command(
        use_cases.send_message, caller=OFFICE, subject="جلسه", body="فردا ساعت ۱۰", **to
    )


def readers(messaging: MessagingDesk, message: MessageView) -> set[str]:
    return {p.id for p in EVERYBODY if message.id in {m.id for m in messaging.inbox(p)}}


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ({"audience": Audience.ALL}, set(EVERYBODY)),
        ({"audience": Audience.ROLE, "role": Role.INSPECTOR}, {INSPECTOR, OTHER_INSPECTOR}),
        ({"audience": Audience.PERSON, "recipient_id": CONTRACTOR.id}, {CONTRACTOR}),
    ],
    ids=["all", "role", "person"],
)
def test_a_message_reaches_its_audience_and_nobody_else(
    messaging: MessagingDesk, to: dict[str, Any], expected: set[Caller]
) -> None:
    message = send(messaging, **to)

    assert readers(messaging, message) == {person.id for person in expected}
    assert {p.id for p in EVERYBODY if messaging.unread(p)} == {person.id for person in expected}
    assert message.sender == Person(
        id=OFFICE.id, membership_code=OFFICE.membership_code, full_name=OFFICE.full_name
    )
    assert messaging.desk.told(MessageSent) == [
        MessageSent(
            id=message.id,
            audience=message.audience,
            role=message.role,
            recipient_id=message.recipient_id,
            subject="جلسه",
            file_id=None,
        )
    ]
    reader = next(iter(expected))
    assert messaging.inbox(reader) == [message], "what a recipient sees is what the sender was shown"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICE])
def test_only_the_office_sends(messaging: MessagingDesk, role: Role) -> None:
    with pytest.raises(Forbidden):
        messaging.desk.command(
            use_cases.send_message, caller=caller(9, role), audience=Audience.ALL, subject="x", body="y"
        )


@pytest.mark.parametrize("recipient_id", ["nobody", "01990000-0000-7000-8000-000000009999", "\x00"])
def test_an_unknown_recipient(messaging: MessagingDesk, recipient_id: str) -> None:
    with pytest.raises(NotFound) as refusal:
        send(messaging, audience=Audience.PERSON, recipient_id=recipient_id)
    assert refusal.value.code == "messaging.recipient_not_found"
    assert messaging.desk.events == []


def test_reading_marks_for_the_reader_alone_and_once(messaging: MessagingDesk) -> None:
    first = send(messaging, audience=Audience.ALL)
    messaging.desk.pass_time(minutes=1)
    second = send(messaging, audience=Audience.ALL)
    read_at = messaging.desk.now
    messaging.desk.command(use_cases.mark_read, caller=INSPECTOR, message_id=first.id)
    messaging.desk.pass_time(minutes=1)
    messaging.desk.command(use_cases.mark_read, caller=INSPECTOR, message_id=first.id)

    assert [(m.id, m.read_at) for m in messaging.inbox(INSPECTOR)] == [(second.id, None), (first.id, read_at)]
    assert [m.id for m in messaging.inbox(INSPECTOR, unread=True)] == [second.id]
    assert [m.id for m in messaging.inbox(INSPECTOR, unread=False)] == [first.id]
    assert (messaging.unread(INSPECTOR), messaging.unread(OTHER_INSPECTOR)) == (1, 2)
    assert [m.read_at for m in messaging.inbox(OTHER_INSPECTOR)] == [None, None]
    for reader, when in ((INSPECTOR, read_at), (OTHER_INSPECTOR, None)):
        one = messaging.desk.query(use_cases.get_my_message, caller=reader, message_id=first.id)
        assert (one.id, one.read_at) == (first.id, when)


def test_what_is_not_mine_is_not_found(messaging: MessagingDesk) -> None:
    private = send(messaging, audience=Audience.PERSON, recipient_id=CONTRACTOR.id)
    for_inspectors = send(messaging, audience=Audience.ROLE, role=Role.INSPECTOR)
    attempts = [
        (INSPECTOR, private.id),
        (OFFICE, private.id),
        (CONTRACTOR, for_inspectors.id),
        (CONTRACTOR, "01990000-0000-7000-8000-000000009999"),
        (CONTRACTOR, "no id"),
    ]
    for reader, message_id in attempts:
        with pytest.raises(NotFound) as refusal:
            messaging.desk.command(use_cases.mark_read, caller=reader, message_id=message_id)
        assert refusal.value.code == "messaging.message_not_found"
        with pytest.raises(NotFound):
            messaging.desk.query(use_cases.get_my_message, caller=reader, message_id=message_id)
    assert messaging.desk.rows("SELECT count(*) FROM reads") == [(0,)]


@pytest.mark.parametrize("unread", [None, True])
def test_pages_show_everything_once_newest_first_while_messages_arrive(
    messaging: MessagingDesk, unread: bool | None
) -> None:
    ways_to_address: list[dict[str, Any]] = [
        {"audience": Audience.ALL},
        {"audience": Audience.ROLE, "role": Role.INSPECTOR},
        {"audience": Audience.PERSON, "recipient_id": INSPECTOR.id},
    ]
    sent = []
    for number in range(12):
        sent.append(send(messaging, **ways_to_address[number % 3]).id)
        send(messaging, audience=Audience.PERSON, recipient_id=CONTRACTOR.id)
        if number % 4 == 0:  # the others share a moment, and their ids decide
            messaging.desk.pass_time(seconds=1)
    seen: list[str] = []
    cursor = None
    while True:
        page = messaging.desk.query(
            use_cases.list_my_messages, caller=INSPECTOR, unread=unread, limit=5, cursor=cursor
        )
        assert len(page.items) <= 5
        seen += [message.id for message in page.items]
        messaging.desk.pass_time(seconds=1)
        send(messaging, audience=Audience.ALL)
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == sent[::-1]


@pytest.mark.parametrize(
    "values", [("x", "y"), ("2026-01-01T00:00:00", OFFICE.id), ("2026-01-01T00:00:00+00:00", "y")]
)
def test_a_forged_cursor_is_refused(messaging: MessagingDesk, values: tuple[str, str]) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        messaging.desk.query(use_cases.list_my_messages, caller=OFFICE, cursor=encode_cursor(*values))
    assert refusal.value.code == "request.invalid_cursor"


def test_people_are_remembered_as_they_last_were(messaging: MessagingDesk) -> None:
    newcomer = caller(7, Role.FINANCE)
    updated = UserUpdated(
        id=newcomer.id, membership_code="19-9-00007", full_name="نام تازه", role=Role.FINANCE, active=False
    )
    created = UserCreated(id=newcomer.id, membership_code="19-9-00007", full_name="نام", role=Role.FINANCE)
    messaging.desk.command(use_cases.remember_user, created)
    messaging.desk.command(use_cases.update_user, updated)
    messaging.desk.command(use_cases.remember_user, created)
    rows = messaging.desk.rows("SELECT full_name, active FROM people WHERE id = :id", id=newcomer.id)
    assert rows == [("نام تازه", False)]
    assert send(messaging, audience=Audience.PERSON, recipient_id=newcomer.id)
