"""Every route of the API: who may, which verb it calls and with what, which status it answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_type_hints

import pytest
from flask import Flask

from contracts.auth import AuthApi, UserView
from contracts.billing import BillingApi
from contracts.codec import method_of
from contracts.errors import AuthCode, CommonCode
from contracts.inspection import InspectionApi
from contracts.messaging import MessagingApi
from contracts.policies import PolicyView
from contracts.referral import ReferralApi
from contracts.terms import Role
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.unit.gateway.conftest import Person

I, C, O, F, T = Role.INSPECTOR, Role.CONTRACTOR, Role.OFFICE, Role.FINANCE, Role.IT  # noqa: E741  # a table's columns
ALL, FILES = frozenset(Role), frozenset({I, C, O, F})
USER = {
    "membership_code": "19-3-00009",
    "full_name": "نام",
    "role": "inspector",
    "birth_certificate_number": "3009",
}
SHEET = {
    "accepting": True,
    "areas": ["kerman"],
    "kinds": ["exposed"],
    "blocks": True,
    "weekdays": [0],
    "capacity": 3,
}
FILE = {
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "x",
    "owner_name": "y",
    "meters": [{"label": "1", "area_m2": 100, "consumption_m3h": 4}],
}
RECEIPT = {"amount_rials": 5, "reference": "12", "paid_on": "1405-09-01"}
REPORT = {"outcome": "approved", "text": "t", "exceptions": [{"meter_id": "m", "outcome": "defective"}]}


@dataclass(frozen=True)
class Route:
    """A row of API.md's table, with a body that is right."""

    method: str
    path: str
    who: frozenset[Role] | None
    verb: Callable[..., Any] | None
    status: int = 200
    body: dict[str, Any] | None = None
    query: str = ""
    path_arguments: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def url(self) -> str:
        path = self.path.replace("{key}", "inspection.visits")
        return re.sub(r"\{(\w+)\}", r"the-\1", path) + self.query


FID = {"file_id": "the-id"}
ROUTES = [
    Route("POST", "/auth/login", None, AuthApi.login, body={"membership_code": "1", "password": "2"}),
    Route("POST", "/auth/refresh", None, AuthApi.refresh, body={"refresh_token": "x"}),
    Route("POST", "/auth/logout", ALL, AuthApi.logout, 204),
    Route(
        "PUT",
        "/auth/password",
        ALL,
        AuthApi.change_password,
        204,
        body={"current_password": "1001", "new_password": "Gazban-demo-1405"},
    ),
    Route("GET", "/me", ALL, AuthApi.get_me),
    Route("POST", "/users", frozenset({T}), AuthApi.create_user, 201, body=USER),
    Route("GET", "/users", frozenset({T}), AuthApi.list_users, query="?role=it&q=x"),
    Route("GET", "/people", frozenset({O}), AuthApi.list_users, query="?role=inspector"),
    Route(
        "PATCH",
        "/users/{id}",
        frozenset({T}),
        AuthApi.update_user,
        body={"active": True},
        path_arguments={"user_id": "the-id"},
    ),
    Route(
        "POST",
        "/users/{id}/password-reset",
        frozenset({T}),
        AuthApi.reset_password,
        path_arguments={"user_id": "the-id"},
    ),
    Route("GET", "/me/worksheet", frozenset({I}), ReferralApi.get_worksheet),
    Route("PUT", "/me/worksheet", frozenset({I}), ReferralApi.put_worksheet, body=SHEET),
    Route("POST", "/files", frozenset({C}), ReferralApi.register_file, 201, body=FILE),
    Route("GET", "/files", FILES, ReferralApi.list_files, query="?status=referred&phase=pre&kind=exposed"),
    Route("GET", "/files/{id}", FILES, ReferralApi.get_file, path_arguments=FID),
    Route(
        "PATCH",
        "/files/{id}/meters/{meter_id}",
        frozenset({C}),
        ReferralApi.correct_meter,
        body={"area_m2": 5},
        path_arguments={**FID, "meter_id": "the-meter_id"},
    ),
    Route(
        "POST",
        "/files/{id}/referral",
        frozenset({O}),
        ReferralApi.refer_file,
        body={"inspector_id": "i", "reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/dismissal",
        frozenset({O}),
        ReferralApi.dismiss_inspector,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/cancellation",
        frozenset({O}),
        ReferralApi.cancel_file,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route("GET", "/files/{id}/referrals", FILES, ReferralApi.list_referrals, path_arguments=FID),
    Route("GET", "/me/referrals", frozenset({I}), ReferralApi.list_my_referrals, query="?phase=final"),
    Route(
        "PUT",
        "/files/{id}/appointment",
        frozenset({I}),
        InspectionApi.set_appointment,
        body={"starts_at": "1405-09-01 10:30"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/withdrawal",
        frozenset({I}),
        ReferralApi.withdraw,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/reports",
        frozenset({I}),
        InspectionApi.file_report,
        201,
        body=REPORT,
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/reports/preview",
        frozenset({I}),
        InspectionApi.preview_report,
        body=REPORT,
        path_arguments=FID,
    ),
    Route("GET", "/files/{id}/reports", FILES, InspectionApi.list_reports, path_arguments=FID),
    Route("GET", "/files/{id}/timeline", FILES, ReferralApi.get_timeline, path_arguments=FID),
    Route("GET", "/me/files", frozenset({I}), ReferralApi.list_my_files, query="?result=withdrawn"),
    Route(
        "GET",
        "/me/financial-report",
        frozenset({I}),
        BillingApi.get_financial_report,
        query="?from=1405-09-01&to=1405-09-30",
    ),
    Route("GET", "/files/{id}/account", frozenset({C, O, F}), BillingApi.get_account, path_arguments=FID),
    Route("GET", "/me/balance", frozenset({C}), BillingApi.get_balance),
    Route(
        "POST",
        "/files/{id}/receipts",
        frozenset({F}),
        BillingApi.record_receipt,
        201,
        body=RECEIPT,
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/messages",
        frozenset({O}),
        MessagingApi.send_message,
        201,
        body={"audience": "all", "subject": "s", "body": "b"},
    ),
    Route("GET", "/me/messages", ALL, MessagingApi.list_my_messages, query="?unread=true"),
    Route("GET", "/me/messages/unread-count", ALL, MessagingApi.count_unread),
    Route(
        "POST",
        "/me/messages/{id}/read",
        ALL,
        MessagingApi.mark_read,
        204,
        path_arguments={"message_id": "the-id"},
    ),
]
POLICY_ROUTES = [
    Route(
        "GET",
        "/policies/{key}",
        frozenset({O, F}),
        InspectionApi.list_policy_versions,
        path_arguments={"key": "inspection.visits"},
    ),
    Route(
        "PUT",
        "/policies/{key}",
        frozenset({O}),
        InspectionApi.change_policy,
        body={"value": {"unusual_visits": "refuse"}, "reason": "r"},
        path_arguments={"key": "inspection.visits"},
    ),
]
ROUTES += POLICY_ROUTES
OBJECTION_ROUTES = [
    Route(
        "POST",
        "/files/{id}/reports/{report_id}/objection",
        frozenset({C}),
        InspectionApi.object_to_report,
        201,
        body={"text": "t"},
        path_arguments={**FID, "report_id": "the-report_id"},
    ),
    Route("GET", "/objections", frozenset({C, I, O}), InspectionApi.list_objections, query="?state=open"),
    Route(
        "POST",
        "/objections/{id}/decision",
        frozenset({O}),
        InspectionApi.decide_objection,
        body={"upheld": True, "reason": "r"},
        path_arguments={"objection_id": "the-id"},
    ),
]
ROUTES += OBJECTION_ROUTES
VISIT_ROUTES = [
    Route("GET", "/files/{id}/appointment", FILES, InspectionApi.get_appointment, path_arguments=FID),
    Route(
        "POST",
        "/files/{id}/appointment/cancellation",
        frozenset({I}),
        InspectionApi.cancel_appointment,
        body={"reason": "r"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/appointment/confirmation",
        frozenset({C}),
        InspectionApi.confirm_appointment,
        body={"starts_at": "1405-09-01 10:30"},
        path_arguments=FID,
    ),
    Route(
        "POST",
        "/files/{id}/appointment/change-request",
        frozenset({C}),
        InspectionApi.request_another_time,
        body={"reason": "r", "proposed_at": "1405-09-01 10:30"},
        path_arguments=FID,
    ),
    Route(
        "GET",
        "/files/{id}/appointment-slots",
        frozenset({I}),
        InspectionApi.list_appointment_slots,
        query="?from=1405-09-01&days=3&duration_minutes=90",
        path_arguments=FID,
    ),
    Route(
        "GET",
        "/me/appointments",
        frozenset({I, C}),
        InspectionApi.list_my_appointments,
        query="?from=1405-09-01&to=1405-09-30",
    ),
    Route("POST", "/me/calendar", frozenset({I, C}), InspectionApi.open_calendar, 201),
    Route("GET", "/me/calendar", frozenset({I, C}), InspectionApi.get_calendar),
    Route("DELETE", "/me/calendar", frozenset({I, C}), InspectionApi.close_calendar, 204),
]
ROUTES += VISIT_ROUTES
# Answered otherwise than in JSON, to people who cannot sign in: see test_calendar_feed.py.
OPEN = [Route("GET", "/calendar/{token}.ics", None, InspectionApi.read_calendar)]
TIMELINE_ROUTES = [
    Route("GET", "/files/{id}/timeline/verify", FILES, ReferralApi.verify_timeline, path_arguments=FID),
]
ROUTES += TIMELINE_ROUTES
DEADLINE_ROUTES = [
    Route("GET", "/me/deadlines", frozenset({I}), InspectionApi.list_my_deadlines, query="?limit=5"),
    Route(
        "GET",
        "/deadlines",
        frozenset({O}),
        InspectionApi.list_deadlines,
        query="?kind=no_report&missed=true&resolved=false&oldest_first=true",
    ),
    Route(
        "GET",
        "/dismissal-proposals",
        frozenset({O}),
        ReferralApi.list_dismissal_proposals,
        query="?state=open",
    ),
    Route(
        "GET",
        "/dismissal-proposals/{id}",
        frozenset({O}),
        ReferralApi.get_dismissal_proposal,
        path_arguments={"proposal_id": "the-id"},
    ),
    Route(
        "POST",
        "/dismissal-proposals/{id}/decision",
        frozenset({O}),
        ReferralApi.decide_dismissal,
        body={"accept": False, "reason": "r"},
        path_arguments={"proposal_id": "the-id"},
    ),
]
ROUTES += DEADLINE_ROUTES
SHARING_ROUTES = [
    Route(
        "GET",
        "/conflicts",
        frozenset({O}),
        ReferralApi.list_conflicts,
        query="?inspector_id=i&contractor_id=c&ended=false",
    ),
    Route(
        "POST",
        "/conflicts",
        frozenset({O}),
        ReferralApi.declare_conflict,
        201,
        body={"inspector_id": "i", "contractor_id": "c", "reason": "r"},
    ),
    Route(
        "POST",
        "/conflicts/{id}/end",
        frozenset({O}),
        ReferralApi.end_conflict,
        body={"reason": "r"},
        path_arguments={"conflict_id": "the-id"},
    ),
    Route("GET", "/withdrawals", frozenset({O}), ReferralApi.list_withdrawals, query="?ruled=false"),
    Route(
        "POST",
        "/withdrawals/{id}/ruling",
        frozenset({O}),
        ReferralApi.rule_withdrawal,
        body={"excused": True, "reason": "r"},
        path_arguments={"referral_id": "the-id"},
    ),
    Route("GET", "/referral-queue", frozenset({O}), ReferralApi.list_waiting_files, query="?limit=5"),
    Route("POST", "/referral-batches", frozenset({O}), ReferralApi.start_referral_batch, 201),
    Route("GET", "/referral-batches", frozenset({O}), ReferralApi.list_referral_batches),
    Route(
        "GET",
        "/referral-batches/{id}",
        frozenset({O}),
        ReferralApi.get_referral_batch,
        path_arguments={"batch_id": "the-id"},
    ),
    Route(
        "POST",
        "/referral-batches/{id}/stop",
        frozenset({O}),
        ReferralApi.stop_referral_batch,
        path_arguments={"batch_id": "the-id"},
    ),
]
ROUTES += SHARING_ROUTES
MID, KEY = {"message_id": "the-id"}, {"key": "inspection.visits"}
WORDING = {"subject": "{file}", "body": "{file}"}
MESSAGE_ROUTES = [
    Route("GET", "/messages", frozenset({O}), MessagingApi.list_messages, query="?state=sent&q=x"),
    Route("GET", "/messages/{id}", frozenset({O}), MessagingApi.get_message, path_arguments=MID),
    Route(
        "GET",
        "/messages/{id}/readers",
        frozenset({O}),
        MessagingApi.list_readers,
        query="?read=true",
        path_arguments=MID,
    ),
    Route(
        "POST",
        "/messages/{id}/cancellation",
        frozenset({O}),
        MessagingApi.cancel_message,
        path_arguments=MID,
    ),
    Route("GET", "/message-templates", frozenset({O, F}), MessagingApi.list_templates),
    Route(
        "GET", "/message-templates/{key}", frozenset({O, F}), MessagingApi.get_template, path_arguments=KEY
    ),
    Route(
        "PUT",
        "/message-templates/{key}",
        frozenset({O}),
        MessagingApi.change_template,
        body={**WORDING, "sms": "", "send_sms": True, "reason": "r", "version": 0},
        path_arguments=KEY,
    ),
    Route(
        "POST",
        "/message-templates/{key}/preview",
        frozenset({O}),
        MessagingApi.preview_template,
        body=WORDING,
        path_arguments=KEY,
    ),
    Route("GET", "/deliveries", frozenset({O}), MessagingApi.list_deliveries, query="?state=failed"),
    Route(
        "POST",
        "/deliveries/{id}/retry",
        frozenset({O}),
        MessagingApi.retry_delivery,
        path_arguments={"delivery_id": "the-id"},
    ),
]
ROUTES += MESSAGE_ROUTES
# Those that ask several services: each has a test of its own.
COMPOSED = [Route("GET", "/policies", frozenset({O, F}), InspectionApi.list_policies)]
NOT_BUILT = [
    Route("POST", "/files/{id}/payments", frozenset({C}), None, 501),
    *(
        Route(method, path, frozenset({F}), None, 501)
        for method, path in (
            ("GET", "/tariffs"),
            ("POST", "/tariffs"),
            ("GET", "/accounting/entries"),
            ("GET", "/accounting/trial-balance"),
            ("GET", "/accounting/export"),
            ("POST", "/accounting/periods/{period}/close"),
            ("GET", "/payouts"),
            ("POST", "/payouts"),
            ("GET", "/webhooks"),
            ("POST", "/webhooks"),
            ("DELETE", "/webhooks"),
            ("DELETE", "/webhooks/{id}"),
        )
    ),
]
EVERY = ROUTES + COMPOSED + NOT_BUILT
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
    assert route.verb is not None
    rpc.answer(route.verb, answer_of(route.verb))
    person = somebody(min(route.who) if route.who else None)
    answer = person.ask(route.method, route.url, route.body)
    assert answer.status_code == route.status, answer.get_json()
    (call,) = rpc.calls_of(route.verb)
    for name, value in route.path_arguments.items():
        assert call.arguments[name] == value
    expected = set(route.path_arguments) | set(route.body or {})
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


@pytest.mark.parametrize("route", NOT_BUILT, ids=lambda route: route.name)
def test_what_is_not_built_says_so(somebody: Callable[..., Person], route: Route) -> None:
    assert route.who is not None
    answer = somebody(min(route.who)).ask(route.method, route.url, {"anything": 1})
    assert (answer.status_code, answer.get_json()["code"]) == (501, CommonCode.NOT_BUILT)


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
    assert route.verb is not None
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


def test_a_policy_of_nobody_is_not_found(somebody: Callable[..., Person]) -> None:
    answer = somebody(O).ask("GET", "/policies/nobody.cares")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "policy.not_found")
