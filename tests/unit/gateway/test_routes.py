"""Every route of the API: who may, which verb it calls and with what, which status it answers."""

import re
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest
from flask import Flask

from contracts.auth import AuthApi, UserView
from contracts.billing import BillingApi, ProviderClearing
from contracts.codec import method_of
from contracts.errors import AuthCode, CommonCode
from contracts.inspection import InspectionApi
from contracts.messaging import MessagingApi
from contracts.policies import PolicyView
from contracts.referral import Area, ReferralApi
from contracts.terms import Role
from gateway.rendering import JSON_NAMES
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.unit.gateway.conftest import Person
from tests.unit.gateway.route_table import EVERY, OPEN, ROUTES, F, O, Route

BEFORE_CHANGE = {"POST /auth/logout", "PUT /auth/password"}
API_OF = {"auth": AuthApi, "referral": ReferralApi, "inspection": InspectionApi, "billing": BillingApi}
API_OF["messaging"] = MessagingApi


def answer_of(verb: Callable[..., Any]) -> Any:
    """A result of the verb."""
    hint = get_type_hints(verb)["return"]
    if hint is type(None):
        return None
    item = hint.__args__[0] if str(hint).startswith("list") else None
    return [sample(item)] if item is not None else sample(hint)


def template(rule: str) -> str:
    """A rule of the framework as API.md writes it."""
    return re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.removeprefix("/api/v1"))


def test_these_are_all_the_routes(app: Flask) -> None:
    served = {
        f"{method} {template(rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1")
    }
    documents = {"GET /docs", "GET /docs/docs.css", "GET /openapi.json"}
    assert served == {route.name for route in EVERY + OPEN} | documents


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_is_one_call(rpc: FakeRpc, somebody: Callable[..., Person], route: Route) -> None:
    rpc.answer(route.verb, answer_of(route.verb))
    person = somebody(min(route.who) if route.who else None)
    answer = person.ask(route.method, route.url, route.body)
    assert answer.status_code == route.status, answer.get_json()
    (call,) = rpc.calls_of(route.verb)
    for name, value in route.path_arguments.items():
        assert call.arguments[name] == value
    arguments = {name: argument for argument, name in JSON_NAMES.items()}
    expected = set(route.path_arguments) | {arguments.get(name, name) for name in route.body or {}}
    assert expected <= set(call.arguments)
    contract = method_of(API_OF[call.service], call.method)
    assert (call.caller is not None) == (route.who is not None)
    assert bool(call.idempotency_key) == (route.method != "GET")
    assert contract.is_command or route.method == "GET" or call.method.startswith("preview_")


@pytest.mark.parametrize("route", EVERY, ids=lambda route: route.name)
def test_only_those_who_may(rpc: FakeRpc, somebody: Callable[..., Person], route: Route) -> None:
    if route.who is None:
        assert somebody().ask(route.method, route.url, {}).status_code == 422
        return
    assert somebody().ask(route.method, route.url, route.body).status_code == 401
    for role in Role:
        answer = somebody(role).ask(route.method, route.url, route.body)
        refused = answer.status_code == 403 and answer.get_json()["code"] == CommonCode.FORBIDDEN
        assert refused == (role not in route.who), role


@pytest.mark.parametrize("route", [r for r in EVERY if r.who], ids=lambda route: route.name)
def test_a_first_password_opens_nothing_else(
    rpc: FakeRpc, somebody: Callable[..., Person], route: Route
) -> None:
    assert route.who is not None
    rpc.answer(AuthApi.get_me, sample(UserView, must_change_password=True))
    answer = somebody(min(route.who), must_change=True).ask(route.method, route.url, route.body)
    code = (answer.get_json(silent=True) or {}).get("code")
    assert (code == AuthCode.PASSWORD_CHANGE_REQUIRED) == (route.name not in BEFORE_CHANGE)


def test_the_office_sees_of_people_only_what_it_needs(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(AuthApi.list_users, answer_of(AuthApi.list_users))
    (person,) = office.ask("GET", "/people").get_json()["items"]
    assert set(person) == {"id", "membership_code", "full_name", "role", "active"}


def test_my_account_shows_nothing_secret(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(AuthApi.get_me, answer_of(AuthApi.get_me))
    assert set(inspector.ask("GET", "/me").get_json()) == {
        "id",
        "membership_code",
        "full_name",
        "role",
        "active",
        "must_change_password",
        "mobile",
        "created_at",
        "created_at_jalali",
    }


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.path in ("/auth/login", "/auth/refresh")], ids=lambda route: route.name
)
def test_tokens_are_never_given_twice(rpc: FakeRpc, somebody: Callable[..., Person], route: Route) -> None:
    rpc.answer(route.verb, answer_of(route.verb))
    somebody().ask(route.method, route.url, route.body, Idempotency_Key="key-1")
    (call,) = rpc.calls_of(route.verb)
    assert call.idempotency_key not in (None, "key-1")


IMPOSSIBLE = ["%00", "a%00b", "%20", "%0A", "x" * 65, "%E2%80%8C"]


@pytest.mark.parametrize("impossible", IMPOSSIBLE)
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "{id}" in route.path], ids=lambda route: route.name
)
def test_what_no_identifier_looks_like_is_not_found(
    rpc: FakeRpc, somebody: Callable[..., Person], route: Route, impossible: str
) -> None:
    assert route.who is not None
    path = re.sub(r"\{\w+_id\}", "m", route.path.replace("{id}", impossible)) + route.query
    for role in Role:
        answer = somebody(role).ask(route.method, path, route.body)
        assert answer.status_code == (404 if role in route.who else 403)
    assert [call for call in rpc.calls if call.service != "auth"] == []


@pytest.mark.parametrize("impossible", ["x", "Inspection.visits", "inspection.visits.x", "a.9", "a" * 90])
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "{key}" in route.path], ids=lambda route: route.name
)
def test_what_no_key_looks_like_is_not_found(
    rpc: FakeRpc, somebody: Callable[..., Person], route: Route, impossible: str
) -> None:
    answer = somebody(O).ask(route.method, route.path.replace("{key}", impossible), route.body)
    assert answer.status_code == 404
    assert answer.get_json()["code"] in ("policy.not_found", "messaging.template_not_found")
    assert [call for call in rpc.calls if call.service != "auth"] == []


def test_policies_are_those_of_every_service(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    for verb, key in (
        (InspectionApi.list_policies, "inspection.visits"),
        (ReferralApi.list_policies, "referral.engine"),
        (MessagingApi.list_policies, "messaging.sms"),
    ):
        rpc.answer(verb, [sample(PolicyView, key=key)])
    answer = somebody(F).ask("GET", "/policies")
    assert [item["key"] for item in answer.get_json()["items"]] == [
        "inspection.visits",
        "messaging.sms",
        "referral.engine",
    ]


def test_a_list_of_a_service_is_a_page(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(ReferralApi.list_areas, [sample(Area, code="kerman")])
    (area,) = somebody(Role.CONTRACTOR).ask("GET", "/areas").get_json()["items"]
    assert area["code"] == "kerman"
    rpc.answer(BillingApi.list_clearing, [sample(ProviderClearing, provider="sandbox")])
    answer = somebody(F).ask("GET", "/accounting/clearing").get_json()
    assert (answer["items"][0]["provider"], answer["next_cursor"]) == ("sandbox", None)


def test_a_policy_of_nobody_is_not_found(somebody: Callable[..., Person]) -> None:
    answer = somebody(O).ask("GET", "/policies/nobody.cares")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "policy.not_found")
