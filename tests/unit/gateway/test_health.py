"""Whether it lives, whether the system behind it works, and what Prometheus reads."""

import pytest
from flask import Flask

from contracts.referral import ReferralApi, Worksheet
from contracts.terms import Role
from contracts.topology import APIS
from gateway.app import create_app
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import SETTINGS, Person


def test_it_lives_whatever_else(app: Flask, rpc: FakeRpc) -> None:
    rpc.connected = False
    answer = app.test_client().get("/health/live")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_it_is_ready_when_everything_is(app: Flask) -> None:
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ready", "checks": dict.fromkeys(("bus", *APIS), "ok")}


@pytest.mark.parametrize("service", APIS)
def test_a_service_that_is_away_is_named(app: Flask, rpc: FakeRpc, service: str) -> None:
    rpc.away.add(service)
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    checks = answer.get_json()["checks"]
    assert [name for name, state in checks.items() if state != "ok"] == [service]


def test_without_the_bus_nothing_is_ready(app: Flask, rpc: FakeRpc) -> None:
    rpc.connected = False
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert set(answer.get_json()["checks"].values()) == {"down"}


def test_requests_are_counted_by_template(rpc: FakeRpc, issuer: TokenIssuer) -> None:
    app = create_app(rpc, SETTINGS)  # one that has counted nothing yet
    rpc.answer(ReferralApi.get_worksheet, sample(Worksheet))
    inspector = Person(app.test_client(), issuer.token(Role.INSPECTOR))
    inspector.ask("GET", "/me/worksheet")
    inspector.ask("GET", "/files/one")
    inspector.ask("GET", "/files/two")
    Person(app.test_client(), "").ask("GET", "/no/such/address")
    written = app.test_client().get("/metrics").get_data(as_text=True)
    total = "gazban_http_requests_total"
    assert f'{total}{{method="GET",route="/api/v1/me/worksheet",status="200"}} 1.0' in written
    assert f'{total}{{method="GET",route="/api/v1/files/<id>",status="503"}} 2.0' in written
    assert f'{total}{{method="other",route="unmatched",status="404"}} 1.0' in written
    assert 'gazban_http_request_seconds_count{method="GET",route="/api/v1/files/<id>"} 2.0' in written
    assert "no/such/address" not in written


def test_a_busy_service_is_not_ready_and_says_why(app: Flask, rpc: FakeRpc) -> None:
    rpc.health["billing"] = {"status": "busy", "database": "ok", "pressure": "busy"}
    answer = app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["billing"] == "busy"
    assert answer.get_json()["reasons"] == {"billing": {"pressure": "busy"}}


def test_what_each_service_says_of_itself_can_be_read(rpc: FakeRpc) -> None:
    app = create_app(rpc, SETTINGS)
    rpc.health["billing"] = {
        "status": "busy",
        "outbox_waiting": 20_001,
        "outbox_oldest_seconds": 1.5,
        "brought": 3,
    }
    rpc.away.add("auth")
    client = app.test_client()
    written = client.get("/metrics").get_data(as_text=True)
    for line in (
        'gazban_service_up{service="auth"} 0.0',
        'gazban_service_up{service="billing"} 1.0',
        'gazban_service_busy{service="billing"} 1.0',
        'gazban_outbox_waiting{service="billing"} 20001.0',
        'gazban_outbox_oldest_seconds{service="billing"} 1.5',
        'gazban_facts_brought_total{service="billing"} 3.0',
    ):
        assert line in written
    assert 'gazban_outbox_waiting{service="auth"}' not in written, "nothing is said of what is not known"
    rpc.away.add("billing")
    assert (
        client.get("/metrics").get_data(as_text=True).count('gazban_service_up{service="billing"} 1.0') == 1
    ), "the services are asked every two seconds at most"
