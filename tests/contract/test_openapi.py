"""The document that the gateway serves: complete, true to what is served, and frozen where API.md fixes names."""

import json
import random
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import contracts.errors
from contracts.auth import AuthApi
from contracts.codec import methods_of
from contracts.errors import AuthCode, CommonCode, Refusal
from contracts.inspection import FileProgress, InspectionApi
from contracts.terms import Role
from contracts.topology import APIS
from gateway.app import create_app
from gateway.operations import STATUS_OF_CODE
from gateway.settings import Settings
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer

SERVICES = Path(__file__).parents[2] / "services"
ISSUER = TokenIssuer()
ROUTE_COUNT = 143
# Not in JSON; what is in it has tests of its own.
CALENDAR = "GET /calendar/{token}.ics"
PAYMENT_CALLBACK = "GET /payments/callback/{provider}"
# Their answers are shown once.
SHOWN_ONCE = {"POST /users/{id}/password-reset", "POST /me/calendar"}
SHOWN_ONCE |= {"POST /webhooks", "POST /webhooks/{id}/secret-rotation"}
# Short by their nature: all at once.
UNPAGED = {"GET /files/{id}/referrals", "GET /policies", "GET /policies/{key}"}
UNPAGED |= {
    "GET /accounting/chart",
    "GET /accounting/trial-balance",
    "GET /accounting/clearing",
    "GET /areas",
}
# Lists with sums of their own beside the items.
WITH_SUMS = {"GET /accounting/aging", "GET /me/statement"}
WITH_SUMS |= {f"GET /accounting/statements/{whose}/{{id}}" for whose in ("contractors", "inspectors")}


@cache
def serve() -> tuple[FlaskClient, FakeRpc]:
    """A gateway whose services answer every verb with an example."""
    from typing import get_type_hints

    rpc = FakeRpc()
    for api in APIS.values():
        for name in (method.name for method in methods_of(api)):
            function = getattr(api, name)
            hint = get_type_hints(function)["return"]
            if hint is not type(None) and not str(hint).startswith("list["):
                rpc.answer(function, sample(hint))
            elif hint is type(None):
                rpc.answer(function, None)
            elif hint.__args__[0] is not str:
                rpc.answer(function, [sample(hint.__args__[0])])
    rpc.answer(AuthApi.list_signing_keys, [ISSUER.public_key])
    rpc.answer(AuthApi.list_revoked_sessions, [])
    rpc.answer(InspectionApi.get_progress, sample(FileProgress, completed=False))
    return create_app(rpc, Settings(amqp_url="", access_log=False)).test_client(), rpc


DOCUMENT: dict[str, Any] = serve()[0].get("/api/v1/openapi.json").get_json()
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    f"{method.upper()} {path.removeprefix('/api/v1')}": (method, path, operations[method])
    for path, operations in DOCUMENT["paths"].items()
    for method in sorted(operations.keys() - {"parameters"})
}
OTHER_MEDIA = (
    CALENDAR,
    PAYMENT_CALLBACK,
    "GET /accounting/export",
    "GET /payouts/{id}/bank-file",
    "GET /payments/{id}/receipt",
)
# What stands in a path where it is not just anything.
IN_PATHS = {"key": "inspection.visits", "version": "1", "code": "1020", "period": "1405-08"}
IN_PATHS |= {"membership_code": "19-3-00001"}
IN_JSON = [name for name in OPERATIONS if name not in OTHER_MEDIA]


def references(node: object) -> Iterator[str]:
    """Every ``$ref`` below a node."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for below in node.values():
            yield from references(below)
    elif isinstance(node, list):
        for below in node:
            yield from references(below)


def test_it_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert DOCUMENT["info"]["title"]
    assert DOCUMENT["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert DOCUMENT["security"] == [{"bearer": []}]


def test_it_has_every_route() -> None:
    assert len(OPERATIONS) == ROUTE_COUNT


def test_every_reference_leads_somewhere() -> None:
    found = set(references(DOCUMENT))
    assert found
    for reference in found:
        node: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]


def test_names_of_operations_are_unique() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_route_says_what_may_happen(name: str) -> None:
    method, path, operation = OPERATIONS[name]
    assert operation["summary"]
    assert re.search(r"[\u0600-\u06ff]", operation["x-title-fa"])
    statuses = set(operation["responses"])
    assert {"500", "503", "504"} <= statuses
    if operation.get("security") == []:
        assert path in (
            "/api/v1/auth/login",
            "/api/v1/auth/refresh",
            "/api/v1/calendar/{token}.ics",
            "/api/v1/payments/callback/{provider}",
            "/api/v1/receipts/{number}",
        )
    else:
        assert {"401", "403"} <= statuses or operation["operationId"] in ("logout", "change_password")
        assert set(operation["x-roles"]) <= {str(role) for role in Role}
    if method in ("post", "put", "patch"):
        assert {"400", "413", "422"} <= statuses
    if "{" in path:
        assert "404" in statuses


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_refusal_is_a_problem_document(name: str) -> None:
    for status, response in OPERATIONS[name][2]["responses"].items():
        assert "X-Correlation-Id" in response["headers"]
        if int(status) >= 400:
            assert list(response["content"]) == ["application/problem+json"]
            codes = re.findall(r"`([a-z_.]+)`", response["description"])
            assert codes
            assert {STATUS_OF_CODE[code] for code in codes} == {int(status)}
        if status == "503":
            assert "Retry-After" in response["headers"]


@pytest.mark.parametrize("name", OPERATIONS)
def test_parameters_of_the_path_are_described(name: str) -> None:
    _, path, operation = OPERATIONS[name]
    shared = DOCUMENT["paths"][path].get("parameters", [])
    described = {p["name"] for p in [*shared, *operation["parameters"]] if p["in"] == "path"}
    assert described == set(re.findall(r"\{(\w+)\}", path))


@pytest.mark.parametrize(
    "name", [name for name in OPERATIONS if name.startswith("POST") and "/auth/" not in name]
)
def test_every_post_takes_an_idempotency_key(name: str) -> None:
    names = {parameter["name"] for parameter in OPERATIONS[name][2]["parameters"]}
    assert ("Idempotency-Key" in names) == (name not in SHOWN_ONCE)


@pytest.mark.parametrize("name", [name for name in IN_JSON if OPERATIONS[name][0] == "get"])
def test_every_list_is_paged(name: str) -> None:
    _, _, operation = OPERATIONS[name]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    parameters = {parameter["name"]: parameter for parameter in operation["parameters"]}
    if name in UNPAGED or not (schema.endswith("Page") or name in WITH_SUMS):
        assert "limit" not in parameters
        return
    limit = parameters["limit"]["schema"]
    assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 200, 50)
    assert ("after" if name == "GET /accounting/entries" else "cursor") in parameters


def test_what_is_not_json_says_what_it_is() -> None:
    answer = OPERATIONS[CALENDAR][2]["responses"]["200"]
    assert answer["content"] == {"text/calendar; charset=utf-8": {"schema": {"type": "string"}}}
    paper = OPERATIONS["GET /payments/{id}/receipt"][2]["responses"]["200"]
    assert paper["content"] == {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}
    verified = OPERATIONS["GET /receipts/{number}"][2]["responses"]["200"]
    assert set(verified["content"]) == {"application/json", "text/html"}


@pytest.mark.parametrize("name", IN_JSON)
def test_the_examples_work(name: str) -> None:
    """The documented request, sent as it stands, gets the documented status and members."""
    client, _ = serve()
    method, path, operation = OPERATIONS[name]
    url = re.sub(r"\{(\w+)\}", lambda part: IN_PATHS.get(part[1], "some-id"), path)
    required = {
        p["name"]: {"date": "1405-09-01", "boolean": "true", "number": "100"}.get(
            p["schema"].get("format", p["schema"].get("type")), (p["schema"].get("enum") or ["x"])[0]
        )
        for p in operation["parameters"]
        if p["in"] == "query" and p["required"]
    }
    roles = operation.get("x-roles")
    headers = {"Authorization": f"Bearer {ISSUER.token(Role(roles[0]))}"} if roles else {}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    answer = client.open(url, method=method.upper(), query_string=required, json=body, headers=headers)
    (status,) = (status for status in operation["responses"] if status.startswith("2"))
    assert answer.status_code == int(status), answer.get_json()
    if status == "204":
        assert answer.data == b""
        return
    content = operation["responses"][status]["content"]["application/json"]
    schema = DOCUMENT["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
    shown = json.loads(answer.data)
    assert set(shown) == set(schema["properties"]) == set(content["example"])


ODD_IDS = ("x", "x" * 65, "ی", "%00", "%20", "a.b", "..", "inspection.visits")
ODD_VALUES: tuple[Any, ...] = (
    None, "", "x", -1, 201, 10**30, 1.5, True, [], {}, [None], {"a": 1}, "1405-13-99", "0001-01-01", "9999-12-31",
    "9999-12-31T23:59:59-12:00", "1405-09-01", "approved", "person", "true", "م" * 5000, "\u0000", ["kerman"] * 300,
)  # fmt: skip
ODD_KEYS = ("", "x y", "x" * 300, "ok")


def odd(choose: random.Random, good: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The same members, some of them wrong and some of them gone."""
    made = {**good, **{name: choose.choice(ODD_VALUES) for name in names if choose.random() < 0.4}}
    return {name: value for name, value in made.items() if choose.random() < 0.9}


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_asked_the_answer_is_a_documented_one(name: str) -> None:
    client, _ = serve()
    choose = random.Random(name)
    method, path, operation = OPERATIONS[name]
    roles = operation.get("x-roles")
    headers = {"Authorization": f"Bearer {ISSUER.token(Role(roles[0]))}"} if roles else {}
    good = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example", {})
    query = {p["name"]: None for p in operation["parameters"] if p["in"] == "query"}
    for number in range(25):
        answer = client.open(
            re.sub(r"\{\w+\}", lambda _: choose.choice(ODD_IDS), path),
            method=method.upper(),
            query_string={name: str(value) for name, value in odd(choose, {}, query).items()},
            json=odd(choose, good, [*good, "nobody_knows"]) if method != "get" else None,
            headers={**headers, "Idempotency-Key": ODD_KEYS[number % 4]} if number % 3 else headers,
        )
        described = operation["responses"].get(str(answer.status_code))
        assert described is not None, (answer.status_code, answer.data)
        assert answer.status_code != 500
        if answer.status_code >= 400:
            assert f"`{answer.get_json()['code']}`" in described["description"]


FROZEN = {
    "Tokens": "access_token refresh_token token_type expires_in must_change_password",
    "User": "id membership_code full_name role",
    "Worksheet": "accepting areas kinds blocks weekdays capacity",
    "RegisterFileRequest": "kind block area address owner_name meters",
    "NewMeterInput": "label area_m2 consumption_m3h",
    "RegisteredFile": "id number invoice",
    "Invoice": "number amount_rials paid_rials lines",
    "File": "id number kind block area address owner_name status phase debtor debt_rials contractor inspector"
    " referred_at referred_at_jalali appointment meters",
    "Meter": "id label area_m2 consumption_m3h meter_class pre final",
    "Referral": "inspector kind reason candidates ended_by",
    "Candidate": "inspector score why",
    "SetAppointmentRequest": "starts_at duration_minutes",
    "FileReportRequest": "outcome text comments exceptions meter_mismatches",
    "ReportExceptionInput": "meter_id outcome",
    "MeterMismatchInput": "meter_id seen",
    "Report": "id sequence phase outcome verdicts filed_at filed_at_jalali charge",
    "ReportCharge": "status amount_rials",
    "CostPreview": "chargeable covered_by amount_rials would_make_debtor lines",
    "FinancialReport": "from to from_jalali to_jalali block non_block total rows",
    "FinancialTotals": "meters stages fee_rials",
    "Account": "prepaid charges payments debt_rials invoice",
    "PrepaidUnits": "unit bought used",
    "Charge": "report_id rule tariff_version covered amount_rials",
    "RecordReceiptRequest": "amount_rials reference paid_on",
    "SendMessageRequest": "audience role recipient_id subject body",
    "FilePage": "items next_cursor",
    "Problem": "type title status detail code errors correlation_id",
}


@pytest.mark.parametrize("name", FROZEN)
def test_names_that_others_rely_on_stay(name: str) -> None:
    assert set(FROZEN[name].split()) <= set(DOCUMENT["components"]["schemas"][name]["properties"])


_RAISED = re.compile(r"\b(\w+)\(\s*((?:Common|Auth|Referral|Inspection|Billing|Messaging)Code)\.(\w+)")


def raised() -> Iterator[tuple[str, str]]:
    """(family, code) of every refusal that a service constructs."""
    for path in sorted(SERVICES.rglob("*.py")):
        for family, enum, member in _RAISED.findall(path.read_text()):
            if isinstance(getattr(contracts.errors, family, None), type):
                yield family, getattr(contracts.errors, enum)[member]


def test_documented_statuses_are_those_that_services_give() -> None:
    found = set(raised())
    assert len(found) > 10
    for family, code in found:
        cls: type[Refusal] = getattr(contracts.errors, family)
        assert cls.status == STATUS_OF_CODE[code], (family, code)


def test_codes_of_first_passwords_and_roles_are_documented_wherever_they_apply() -> None:
    for name, (_, _, operation) in OPERATIONS.items():
        text = json.dumps(operation["responses"])
        if operation.get("security") == []:
            assert AuthCode.PASSWORD_CHANGE_REQUIRED not in text
        elif len(operation["x-roles"]) < len(Role):
            assert CommonCode.FORBIDDEN in text, name
