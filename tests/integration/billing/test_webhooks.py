"""Webhooks, told over HTTP by a billing service on a real PostgreSQL."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from chassis import clock
from chassis.ids import new_id
from contracts.billing import NewWebhook, WebhookDeliveryView, WebhookDisabled
from contracts.errors import BillingCode, Conflict, Forbidden, InvalidRequest, NotFound
from contracts.terms import FileKind, WebhookDeliveryState, WebhookEvent, WebhookState
from services.billing import use_cases
from services.billing.channels.webhook import Answer
from services.billing.domain import PATIENCE
from services.billing.settings import BillingSettings, settings
from services.billing.use_cases import telling, webhooks
from services.billing.use_cases.announcing import announce_period
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile
from tests.integration.desk import NOBODY, Desk

PENDING, DELIVERED, FAILED, CANCELLED = WebhookDeliveryState


class Receiver:
    """Somebody's accounting, which answers as it is told to and remembers what it got."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.got.append((dict(self.headers), body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?a=1"
        Thread(target=partial(self.server.serve_forever, poll_interval=0.02), daemon=True).start()

    def verified(self, secret: str, at: int = -1) -> Any:
        """What it got, if it was signed with this secret."""
        headers, body = self.got[at]
        return Webhook(secret).verify(body, headers)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def allow(monkeypatch: pytest.MonkeyPatch, allowed: BillingSettings) -> None:
    """Have these settings."""
    for room in (telling, webhooks):
        monkeypatch.setattr(room, "settings", lambda: allowed)


@pytest.fixture
def hook(desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> NewWebhook:
    """The only webhook, of an organization that allows private addresses; all that was posted before was told."""
    allow(monkeypatch, BillingSettings(webhook_private=True))
    desk.now = clock.now()  # the receiver looks at the clock
    desk.command(use_cases.delete_webhooks, caller=FINANCE, all=True)
    while desk.command(use_cases.number_entries):
        pass
    return desk.command(use_cases.create_webhook, caller=FINANCE, url=receiver.url)


def tell(desk: Desk) -> int:
    """Do the errand until nothing is due; gives how often."""
    done = 0
    while (parcel := desk.command(use_cases.take_webhook_delivery)) is not None:
        desk.command(use_cases.settle_webhook_delivery, parcel, use_cases.tell_webhook(NOBODY, parcel))
        done += 1
    return done


def post(desk: Desk) -> int:
    """Something is posted, numbered and announced; gives the last number."""
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    desk.command(use_cases.number_entries)
    desk.command(use_cases.announce_entries)
    return feed_end(desk)


def feed_end(desk: Desk) -> int:
    """The last number given."""
    return int(desk.rows("SELECT max(sequence) FROM entry_sequence")[0][0])


def deliveries(desk: Desk, hook: NewWebhook) -> list[WebhookDeliveryView]:
    """What finance sees, newest first."""
    found = desk.query(use_cases.list_webhook_deliveries, caller=FINANCE, webhook_id=hook.id, limit=200)
    return found.items


def state(desk: Desk) -> WebhookState:
    """Of the only webhook."""
    (view,) = desk.query(use_cases.list_webhooks, caller=FINANCE).items
    return view.state


def test_many_entries_are_told_once_and_signed(desk: Desk, receiver: Receiver, hook: NewWebhook) -> None:
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    last = post(desk)
    assert tell(desk) == 1
    told = receiver.verified(hook.secret)
    assert (told["type"], told["data"]) == ("entries.posted", {"sequence": last})
    headers, body = receiver.got[0]
    (delivery,) = deliveries(desk, hook)
    assert headers["webhook-id"] == delivery.id
    assert headers["Host"] == receiver.url.split("/")[2]
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DELIVERED, 1, 204)
    assert delivery.body == body
    desk.command(use_cases.announce_entries)
    assert tell(desk) == 0
    with pytest.raises(WebhookVerificationError):
        receiver.verified("whsec_" + "A" * 44)


def test_each_payment_and_a_closed_month_are_told(desk: Desk, receiver: Receiver, hook: NewWebhook) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(5_000_000)
    file.pay(10)
    desk.command(use_cases.number_entries)
    desk.command(announce_period, "1399-12")
    assert tell(desk) == 3
    told = [json.loads(body) for _, body in receiver.got]
    assert [one["type"] for one in told].count("payment.received") == 2
    last = feed_end(desk)
    assert {"sequence": last, "file_id": file.file_id} in [one["data"] for one in told]
    assert {"period": "1399-12"} in [one["data"] for one in told]


def test_a_webhook_is_told_only_what_it_wants(desk: Desk, receiver: Receiver, hook: NewWebhook) -> None:
    desk.command(use_cases.delete_webhook, caller=FINANCE, webhook_id=hook.id)
    made = desk.command(
        use_cases.create_webhook, caller=FINANCE, url=receiver.url, events=[WebhookEvent.PERIOD_CLOSED]
    )
    post(desk)
    assert deliveries(desk, made) == []


def test_it_is_tried_again_ever_more_rarely_under_the_same_id(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    receiver.answers = [500, 302]
    first = post(desk)
    assert tell(desk) == 1
    later = post(desk)  # while one is under way, nothing else is queued
    assert tell(desk) == 0
    desk.pass_time(seconds=6)
    assert tell(desk) == 1  # the redirect is not followed
    desk.pass_time(minutes=4)
    assert tell(desk) == 0
    desk.pass_time(minutes=2)
    assert tell(desk) == 1
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == 1
    assert len({body for _, body in receiver.got}) == 1
    assert json.loads(receiver.got[0][1])["data"] == {"sequence": first}
    (delivery,) = deliveries(desk, hook)
    assert (delivery.state, delivery.attempts) == (DELIVERED, 3)
    desk.command(use_cases.announce_entries)
    assert tell(desk) == 1
    assert json.loads(receiver.got[-1][1])["data"] == {"sequence": later}


def test_a_rotated_secret_signs_beside_the_old_one_for_a_time(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    new = desk.command(use_cases.rotate_webhook_secret, caller=FINANCE, webhook_id=hook.id)
    assert new.secret != hook.secret
    assert new.old_secret_until == desk.now + timedelta(hours=settings().webhook_rotation_hours)
    post(desk)
    tell(desk)
    assert receiver.verified(hook.secret) == receiver.verified(new.secret)
    desk.pass_time(hours=settings().webhook_rotation_hours)
    post(desk)
    parcel = desk.command(use_cases.take_webhook_delivery)
    assert parcel is not None
    assert parcel.message.secrets == (new.secret,)


def test_whoever_fails_for_three_days_is_disabled_and_active_again_when_a_ping_is_answered(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    receiver.answers = [503] * 100
    started = desk.now
    post(desk)
    while state(desk) is WebhookState.ACTIVE:
        tell(desk)
        desk.pass_time(minutes=30)
    assert PATIENCE <= desk.now - started < PATIENCE + timedelta(hours=3)
    assert len(receiver.got) == 10
    (told,) = desk.told(WebhookDisabled)
    assert isinstance(told, WebhookDisabled)
    assert (told.id, told.gone) == (hook.id, False)
    assert deliveries(desk, hook)[0].state is FAILED
    post(desk)
    assert tell(desk) == 0
    receiver.answers = []
    ping = desk.command(use_cases.ping_webhook, caller=FINANCE, webhook_id=hook.id)
    assert tell(desk) == 1
    assert deliveries(desk, hook)[0].id == ping.id
    assert json.loads(receiver.got[-1][1])["type"] == "ping"
    assert state(desk) is WebhookState.ACTIVE
    desk.command(use_cases.announce_entries)
    assert tell(desk) == 1


def test_whoever_is_gone_is_disabled_at_once_and_what_waits_is_cancelled(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    post(desk)
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register().pay(1)
    desk.command(use_cases.number_entries)
    receiver.answers = [410]
    assert tell(desk) == 1
    assert state(desk) is WebhookState.DISABLED
    assert {d.state for d in deliveries(desk, hook)} == {FAILED, CANCELLED}
    (told,) = desk.told(WebhookDisabled)
    assert isinstance(told, WebhookDisabled)
    assert told.gone


def test_a_receiver_that_is_away_is_left_alone_between_attempts(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    for _ in range(5):
        file.pay(10)
    desk.command(use_cases.number_entries)
    receiver.answers = [500]
    assert tell(desk) == 1
    desk.pass_time(seconds=6)
    assert tell(desk) == 5
    assert {d.state for d in deliveries(desk, hook)} == {DELIVERED}


def test_a_receiver_that_is_away_or_has_much_to_hear_keeps_nobody_waiting(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    away, busy, other = (
        desk.command(use_cases.create_webhook, caller=FINANCE, url=f"{receiver.url}{name}").id
        for name in ("away", "busy", "other")
    )
    desk.command(use_cases.delete_webhook, caller=FINANCE, webhook_id=hook.id)

    def send(answer: Answer) -> str:
        parcel = desk.command(use_cases.take_webhook_delivery)
        assert parcel is not None
        desk.pass_time(seconds=1)
        desk.command(use_cases.settle_webhook_delivery, parcel, answer)
        return parcel.webhook_id

    desk.command(use_cases.ping_webhook, caller=FINANCE, webhook_id=away)
    assert send(Answer(error="no answer")) == away
    desk.pass_time(minutes=6)  # it is left alone no longer
    for webhook_id in (away, *3 * (busy,), *2 * (other,)):
        desk.command(use_cases.ping_webhook, caller=FINANCE, webhook_id=webhook_id)
        desk.pass_time(seconds=1)
    told = [send(Answer(status=204)) for _ in range(6)]
    assert told == [busy, other, busy, other, busy, away]


def test_a_message_is_replayed_by_hand(desk: Desk, receiver: Receiver, hook: NewWebhook) -> None:
    post(desk)
    (delivery,) = deliveries(desk, hook)
    with pytest.raises(Conflict, match=BillingCode.WEBHOOK_DELIVERY_PENDING):
        desk.command(
            use_cases.replay_webhook_delivery, caller=FINANCE, webhook_id=hook.id, delivery_id=delivery.id
        )
    tell(desk)
    desk.command(
        use_cases.replay_webhook_delivery, caller=FINANCE, webhook_id=hook.id, delivery_id=delivery.id
    )
    assert tell(desk) == 1
    first, second = receiver.got
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    for webhook_id in (new_id(), "x"):
        with pytest.raises(NotFound, match=BillingCode.WEBHOOK_NOT_FOUND):
            desk.command(
                use_cases.replay_webhook_delivery,
                caller=FINANCE,
                webhook_id=webhook_id,
                delivery_id=delivery.id,
            )
    for delivery_id in (new_id(), "x"):
        with pytest.raises(NotFound, match=BillingCode.WEBHOOK_DELIVERY_NOT_FOUND):
            desk.command(
                use_cases.replay_webhook_delivery,
                caller=FINANCE,
                webhook_id=hook.id,
                delivery_id=delivery_id,
            )


def test_whoever_dies_with_a_message_leaves_it_to_others(
    desk: Desk, receiver: Receiver, hook: NewWebhook
) -> None:
    post(desk)
    died = desk.command(use_cases.take_webhook_delivery)
    assert died is not None
    assert desk.command(use_cases.take_webhook_delivery) is None
    desk.pass_time(minutes=3)
    assert tell(desk) == 1
    desk.command(use_cases.settle_webhook_delivery, died, use_cases.tell_webhook(NOBODY, died))
    assert deliveries(desk, hook)[0].attempts == 2


def test_no_private_address_is_told(
    desk: Desk, receiver: Receiver, hook: NewWebhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, BillingSettings())
    post(desk)
    assert tell(desk) == 1
    assert receiver.got == []
    assert deliveries(desk, hook)[0].last_error == "the address is not a public one"
    for url in (
        "http://127.0.0.1/x",
        "https://localhost/x",
        "http://[::ffff:10.0.0.1]/",
        "https://user@a.example",
    ):
        with pytest.raises(InvalidRequest, match=BillingCode.WEBHOOK_ADDRESS_REFUSED):
            desk.command(use_cases.create_webhook, caller=FINANCE, url=url)
    allow(monkeypatch, BillingSettings(demo=False))
    with pytest.raises(InvalidRequest, match=BillingCode.WEBHOOK_ADDRESS_REFUSED):
        desk.command(use_cases.create_webhook, caller=FINANCE, url="http://books.example/x")


def test_one_webhook_for_an_address_and_no_more_than_twenty(desk: Desk, hook: NewWebhook) -> None:
    with pytest.raises(Conflict, match=BillingCode.WEBHOOK_EXISTS):
        desk.command(use_cases.create_webhook, caller=FINANCE, url=hook.url)
    for number in range(19):
        desk.command(use_cases.create_webhook, caller=FINANCE, url=f"https://books.example/{number}")
    with pytest.raises(Conflict, match=BillingCode.TOO_MANY_WEBHOOKS):
        desk.command(use_cases.create_webhook, caller=FINANCE, url="https://books.example/20")
    page = desk.query(use_cases.list_webhooks, caller=FINANCE, limit=15)
    rest = desk.query(use_cases.list_webhooks, caller=FINANCE, limit=15, cursor=page.next_cursor)
    assert len({view.id for view in [*page.items, *rest.items]}) == 20
    with pytest.raises(InvalidRequest):
        desk.command(use_cases.delete_webhooks, caller=FINANCE, all=False)
    desk.command(use_cases.delete_webhooks, caller=FINANCE, all=True)
    with pytest.raises(NotFound):
        desk.command(use_cases.delete_webhook, caller=FINANCE, webhook_id=hook.id)


def test_what_ended_long_ago_is_forgotten(desk: Desk, receiver: Receiver, hook: NewWebhook) -> None:
    post(desk)
    tell(desk)
    desk.pass_time(days=29)
    desk.command(use_cases.forget_webhook_deliveries)
    assert len(deliveries(desk, hook)) == 1
    desk.pass_time(days=2)
    desk.command(use_cases.forget_webhook_deliveries)
    assert deliveries(desk, hook) == []


def test_webhooks_are_the_business_of_finance(desk: Desk, hook: NewWebhook) -> None:
    asked: dict[str, Any] = {"caller": OFFICE, "webhook_id": hook.id}
    attempts: list[Callable[[], object]] = [
        lambda: desk.query(use_cases.list_webhooks, caller=OFFICE),
        lambda: desk.query(use_cases.list_webhook_deliveries, **asked),
        lambda: desk.command(use_cases.create_webhook, caller=OFFICE, url="https://books.example/y"),
        lambda: desk.command(use_cases.delete_webhook, **asked),
        lambda: desk.command(use_cases.delete_webhooks, caller=OFFICE, all=True),
        lambda: desk.command(use_cases.rotate_webhook_secret, **asked),
        lambda: desk.command(use_cases.ping_webhook, **asked),
        lambda: desk.command(use_cases.replay_webhook_delivery, **asked, delivery_id=hook.id),
    ]
    for attempt in attempts:
        with pytest.raises(Forbidden):
            attempt()
