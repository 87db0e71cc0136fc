"""Each service serves its whole Api, hears exactly what it is subscribed to, and nothing besides."""

import importlib
import inspect
from types import ModuleType
from typing import Any

import pytest

from chassis.entrypoints import RpcEntrypoint
from chassis.health import HEALTH_METHOD
from chassis.service import AtStart, Consumer, Errand, Service, Survey, Timer
from contracts.auth import PasswordChanged
from contracts.codec import methods_of
from contracts.events import Event
from contracts.facts import FactsApi
from contracts.messaging import MessageSent
from contracts.topology import APIS, SUBSCRIPTIONS
from services.auth.service import Auth
from services.billing.service import Billing
from services.inspection.service import Inspection
from services.messaging.service import Messaging
from services.referral.service import Referral
from tests.contract.wire import events_of

SERVICES: dict[str, type[Service]] = {
    "auth": Auth,
    "referral": Referral,
    "inspection": Inspection,
    "billing": Billing,
    "messaging": Messaging,
}
# Told for whoever will want to know; nobody of ours listens.
HEARD_BY_NOBODY: set[type[Event]] = {PasswordChanged, MessageSent}

VERBS = [
    pytest.param(name, method.name, id=f"{name}.{method.name}")
    for name in SERVICES
    for method in methods_of(APIS[name])
]


def entrypoints_of(service: type[Service]) -> dict[str, list[Any]]:
    """nameko's entrypoints, by the name of the method that carries them."""
    members = {name: getattr(service, name) for name in dir(service) if not name.startswith("_")}
    found = {name: list(getattr(value, "nameko_entrypoints", ())) for name, value in members.items()}
    return {name: entrypoints for name, entrypoints in found.items() if entrypoints}


def consumers_of(service: type[Service]) -> dict[str, Consumer]:
    return {name: value for name, value in vars(service).items() if isinstance(value, Consumer)}


def use_cases_of(name: str) -> ModuleType:
    return importlib.import_module(f"services.{name}.use_cases")


def test_there_is_a_service_for_each_api() -> None:
    assert SERVICES.keys() == APIS.keys() == SUBSCRIPTIONS.keys()
    assert {name: service.name for name, service in SERVICES.items()} == {name: name for name in SERVICES}


@pytest.mark.parametrize("name", SERVICES)
def test_it_serves_its_api_its_health_what_it_told_and_nothing_else(name: str) -> None:
    entrypoints = entrypoints_of(SERVICES[name])
    asked = {method.name for api in (APIS[name], FactsApi) for method in methods_of(api)}
    assert entrypoints.keys() == {HEALTH_METHOD, *asked}
    for bound in entrypoints.values():
        assert [type(entrypoint) for entrypoint in bound] == [RpcEntrypoint]


@pytest.mark.parametrize(("name", "verb"), VERBS)
def test_a_verb_has_one_name_in_every_room(name: str, verb: str) -> None:
    declared = inspect.signature(getattr(APIS[name], verb)).parameters
    done = inspect.signature(getattr(use_cases_of(name), verb)).parameters
    told = list(done.values())[1:]
    assert next(iter(done)) in ("work", "look")
    assert [(p.name, p.kind, p.default) for p in told] == [
        (p.name, p.kind, p.default) for p in list(declared.values())[1:]
    ]
    assert getattr(SERVICES[name], verb).__name__ == verb


@pytest.mark.parametrize(("name", "verb"), VERBS)
def test_only_a_command_gets_a_transaction(name: str, verb: str) -> None:
    kind = getattr(APIS[name], verb).kind
    first = next(iter(inspect.signature(getattr(use_cases_of(name), verb)).parameters))
    assert first == {"command": "work", "query": "look"}[kind]


@pytest.mark.parametrize("name", SERVICES)
def test_it_hears_what_it_is_subscribed_to(name: str) -> None:
    heard = [consumer.event for consumer in consumers_of(SERVICES[name]).values()]
    assert len(heard) == len(set(heard)), "a fact is applied by one handler"
    assert set(heard) == set(SUBSCRIPTIONS[name])
    assert len(SUBSCRIPTIONS[name]) == len(set(SUBSCRIPTIONS[name]))


@pytest.mark.parametrize("name", SERVICES)
def test_a_consumer_is_called_by_its_event(name: str) -> None:
    consumers = consumers_of(SERVICES[name])
    assert list(consumers) == [f"on_{consumer.event.name}" for consumer in consumers.values()]
    for consumer in consumers.values():
        assert list(inspect.signature(consumer.handler).parameters) == ["work", "event"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_runs_by_itself_takes_only_work(name: str) -> None:
    own = [value for value in vars(SERVICES[name]).values() if isinstance(value, Timer | AtStart)]
    assert all(list(inspect.signature(each.use_case).parameters) == ["work"] for each in own)
    assert all(each.seconds > 0 for each in own if isinstance(each, Timer))
    errands = [value for value in vars(SERVICES[name]).values() if isinstance(value, Errand | Survey)]
    assert all(list(inspect.signature(each.take).parameters) == ["work"] for each in errands)
    assert all(each.seconds > 0 for each in errands)


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_hears_their_own_facts(name: str) -> None:
    assert [event.name for event in SUBSCRIPTIONS[name] if event.source == name] == []


def test_every_event_is_heard_by_somebody() -> None:
    told = {event for name in APIS for event in events_of(name)}
    heard = {event for events in SUBSCRIPTIONS.values() for event in events}
    assert heard <= told
    assert told - heard == HEARD_BY_NOBODY


def test_a_service_that_leaves_out_a_verb_is_none() -> None:
    with pytest.raises(TypeError, match="does not bind login"):
        type("Idle", (Service,), {"name": "auth"}, api=APIS["auth"])
