"""The IT unit lets people sign in again."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway

Client = Callable[[str], FlaskClient]
PLACE = "/it/lockouts/19-3-00001/lift"


@pytest.mark.parametrize("role", ["inspector", "contractor", "office", "finance"])
def test_it_is_the_it_units_alone(gateway: FakeGateway, client: Client, role: str) -> None:
    assert client(role).get("/it/lockouts/").status_code == 404
    assert client(role).post(PLACE).status_code == 404
    assert gateway.sent("DELETE", "/lockouts/19-3-00001") == []


@pytest.mark.parametrize("answer", [None, Problem(404, "auth.lockout_not_found", "قفل نیست.")])
def test_a_lock_that_is_over_counts_as_lifted(gateway: FakeGateway, client: Client, answer: object) -> None:
    gateway.answers["DELETE", "/lockouts/19-3-00001"] = answer
    assert client("it").post(PLACE).location == "/it/lockouts/"
    assert len(gateway.calls) == 1


def test_another_refusal_is_shown_beside_the_list(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["DELETE", "/lockouts/19-3-00001"] = Problem(503, "unavailable", "پاسخی نرسید.")
    gateway.answers["GET", "/lockouts"] = {
        "items": [
            {
                "membership_code": "19-3-00001",
                "full_name": None,
                "failures": 10,
                "locked_until_jalali": "1405-09-01 10:30",
            }
        ],
        "next_cursor": None,
    }
    answer = client("it").post(PLACE)
    assert answer.status_code == 503
    assert "پاسخی نرسید." in answer.text
    assert PLACE in answer.text
