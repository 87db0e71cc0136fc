"""Messages that nobody can make sense of, sent to every inbox and to everybody who serves requests.

Each says what must become of it: a fact is kept parked under its id, or under a hash of its body where the id cannot be
read; a request is answered with a refusal, or dropped. None may kill a process, or hold up what comes after it.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from amqp.basic_message import Message

from chassis.outbox import HEADER_LANE, HEADER_OCCURRED, HEADER_SEQUENCE
from chassis.rpc import HEADER_CALLER, HEADER_DEADLINE
from contracts.codec import methods_of
from contracts.topology import APIS, RPC_EXCHANGE, SUBSCRIPTIONS, inbox_queue
from tests.faults.bus import Letter, publish

_MANY_BRACKETS = 1_000_000


@dataclass(frozen=True)
class Poison:
    """What was sent, and what must become of it: a ``fact`` is parked as ``event_id``, a ``request`` is survived."""

    service: str
    form: Literal["fact", "request"]
    kind: str
    event_id: str = ""


def send(amqp_url: str) -> list[Poison]:
    """Send one of each kind to every service; the queues must exist. No two bodies and no two calls are alike."""
    sent, letters = list[Poison](), list[Letter]()
    for service, events in SUBSCRIPTIONS.items():
        if events:
            for kind, (body, properties) in _facts(events[0].source, events[0].name).items():
                readable = kind in _READABLE
                event_id = properties["message_id"] if readable else _hash_of(body)
                sent.append(Poison(service, "fact", kind, event_id))
                letters.append(Letter(Message(body, delivery_mode=2, **properties), inbox_queue(service)))
        for kind, letter in _requests(service).items():
            sent.append(Poison(service, "request", kind))
            letters.append(letter)
    publish(amqp_url, letters)
    return sent


def parked_as_expected(sent: Sequence[Poison], parked: Mapping[str, Iterable[str]]) -> list[str]:
    """What is wrong, as sentences, with the ids that are parked in each service's inbox: all poison, nothing else."""
    wrong = []
    for service in SUBSCRIPTIONS:
        expected = {each.event_id: each.kind for each in sent if each.service == service and each.event_id}
        found = set(parked.get(service, ()))
        wrong += [
            f"{service} did not park {expected[key]} ({key})" for key in sorted(expected.keys() - found)
        ]
        wrong += [f"{service} parked {key}, which is no poison" for key in sorted(found - expected.keys())]
    return wrong


# -- facts

_READABLE: Collection[str] = {"a body that its schema refuses", "an unknown event", "an unknown source"}


def _facts(source: str, name: str) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """By kind: the body and the properties of something that is almost the fact of that name."""
    good = _properties(source, name)
    headers = good["application_headers"]
    return {
        "not JSON": (b"{" + uuid.uuid4().bytes, _properties(source, name)),
        "not a map": (_body(wrap=True), _properties(source, name)),
        "no headers": (_body(), _without("application_headers", source, name)),
        "headers of wrong types": (
            _body(),
            good
            | {"application_headers": {HEADER_LANE: {"a": [1]}, HEADER_SEQUENCE: [], HEADER_OCCURRED: 17}},
        ),
        "no message id": (_body(), _without("message_id", source, name)),
        "a million brackets": (b"[" * _MANY_BRACKETS + uuid.uuid4().hex.encode(), _properties(source, name)),
        "NUL in its body": (
            b'{"file_id": "\x00' + uuid.uuid4().hex.encode() + b'"}',
            _properties(source, name),
        ),
        "NUL in its id": (_body(), good | {"message_id": f"nul\x00{uuid.uuid4().hex}"}),
        "NUL in its lane": (_body(), good | {"application_headers": headers | {HEADER_LANE: "a\x00b"}}),
        "a sequence out of bounds": (
            _body(),
            good | {"application_headers": headers | {HEADER_SEQUENCE: str(2**63)}},
        ),
        "a date of the year 1": (
            _body(),
            good | {"application_headers": headers | {HEADER_OCCURRED: "0001-01-01T00:00:00+00:00"}},
        ),
        "a body that its schema refuses": (_body(), _properties(source, name)),
        "an unknown event": (_body(), _properties(source, "moon_landed")),
        "an unknown source": (_body(), _properties("nobody", name)),
    }


def _properties(source: str, name: str) -> dict[str, Any]:
    """As a relay would send them."""
    return {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "message_id": f"poison-{uuid.uuid4().hex}",
        "type": name,
        "app_id": source,
        "correlation_id": "poison",
        "application_headers": {
            HEADER_LANE: f"poison-{uuid.uuid4().hex}",  # its own: it must hold up nobody's file
            HEADER_SEQUENCE: 1,
            HEADER_OCCURRED: datetime.now(UTC).isoformat(),
        },
    }


def _without(key: str, source: str, name: str) -> dict[str, Any]:
    return {each: value for each, value in _properties(source, name).items() if each != key}


def _body(*, wrap: bool = False) -> bytes:
    """JSON of no fact; never the same twice, so that each is found under a hash of its own."""
    body = {"poison": uuid.uuid4().hex}
    return json.dumps([body] if wrap else body).encode()


def _hash_of(body: bytes) -> str:
    return f"unreadable:{hashlib.sha256(body).hexdigest()}"


# -- requests


def _requests(service: str) -> dict[str, Letter]:
    """By kind; replies, where one is asked for, go to a queue that nobody has."""
    method = next(each for each in methods_of(APIS[service]) if each.takes_caller)
    good: dict[str, Any] = {
        "content_type": "application/json",
        "content_encoding": "utf-8",
        "reply_to": f"poison-{uuid.uuid4().hex}",
        "correlation_id": uuid.uuid4().hex,
        "application_headers": {HEADER_DEADLINE: 5_000},
    }
    call = json.dumps({"args": [], "kwargs": {}})
    wrong = json.dumps({"args": [], "kwargs": {key: [{}] for key in method.parameters} or {"moon": [{}]}})
    mistyped = good | {"application_headers": {HEADER_DEADLINE: "soon", HEADER_CALLER: {"a": 1}}}
    garbage = good | {"application_headers": {HEADER_CALLER: '{"id": '}}
    cases: dict[str, tuple[str | bytes, str, dict[str, Any]]] = {
        "no reply_to": (call, method.name, {key: value for key, value in good.items() if key != "reply_to"}),
        "no properties": (call, method.name, {}),
        "no content type": (
            call.encode(),
            method.name,
            {"reply_to": good["reply_to"], "correlation_id": "1"},
        ),
        "not JSON": (b"\xff\x00{", method.name, good),
        "not a map": ("[1, 2]", method.name, good),
        "a million brackets": (b"[" * _MANY_BRACKETS, method.name, good),
        "an unknown method": (call, "fly_to_the_moon", good),
        "arguments of wrong types": (wrong, method.name, good),
        "headers of wrong types": (call, method.name, mistyped),
        "a caller that is garbage": (call, method.name, garbage),
    }
    return {
        kind: Letter(Message(body, expiration="10000", **properties), f"{service}.{name}", RPC_EXCHANGE)
        for kind, (body, name, properties) in cases.items()
    }
