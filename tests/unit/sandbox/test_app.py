"""The sandbox answers as the real provider does, and forgets nothing when it is restarted."""

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from sandbox import app as sandbox_app
from sandbox.__main__ import main
from sandbox.app import create_app
from sandbox.book import Book

ASKED = {
    "merchant_id": "m",
    "amount": 690_000,
    "currency": "IRR",
    "callback_url": "http://shop.example/back",
    "description": "پروندهٔ 1405-000123",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sandbox.json"


@pytest.fixture
def client(file: Path) -> FlaskClient:
    return create_app(Book(file)).test_client()


def ask(client: FlaskClient, verb: str, **body: Any) -> Any:
    return client.post(f"/pg/v4/payment/{verb}.json", json=body).get_json()


def code(answer: Any) -> int:
    return int((answer["data"] or answer["errors"])["code"])


def announce(client: FlaskClient, **changes: Any) -> str:
    return str(ask(client, "request", **{**ASKED, **changes})["data"]["authority"])


def verify(client: FlaskClient, authority: str, changes: dict[str, Any] | None = None) -> Any:
    asked = {"merchant_id": "m", "amount": 690_000, "authority": authority}
    return ask(client, "verify", **(asked | (changes or {})))


def press(client: FlaskClient, authority: str, action: str) -> Any:
    return client.post(f"/pg/StartPay/{authority}", data={"action": action})


def test_a_payment_is_announced_shown_paid_and_verified(client: FlaskClient) -> None:
    authority = announce(client)
    assert len(authority) == 36
    page = client.get(f"/pg/StartPay/{authority}")
    for part in ('dir="rtl"', "۶۹۰٬۰۰۰", "پروندهٔ 1405-000123", 'value="pay"', 'value="cancel"'):
        assert part in page.text
    assert code(verify(client, authority)) == -51
    back = press(client, authority, "pay")
    assert (back.status_code, back.location) == (
        303,
        f"{ASKED['callback_url']}?Authority={authority}&Status=OK",
    )
    first, second = verify(client, authority), verify(client, authority)
    assert (code(first), code(second)) == (100, 101)
    assert first["data"]["ref_id"] == second["data"]["ref_id"]


def test_giving_up_leads_back_and_is_not_paid(client: FlaskClient) -> None:
    authority = announce(client, callback_url="http://shop.example/back?x=1")
    back = press(client, authority, "cancel")
    assert back.location == f"http://shop.example/back?x=1&Authority={authority}&Status=NOK"
    assert code(verify(client, authority)) == -51
    assert press(client, authority, "pay").status_code == 303, "one may change one's mind"


def test_what_is_paid_stays_so(client: FlaskClient) -> None:
    authority = announce(client)
    press(client, authority, "pay")
    assert press(client, authority, "cancel").status_code == 200
    assert code(verify(client, authority)) == 100


def test_a_lost_callback_is_listed_until_it_is_verified(client: FlaskClient) -> None:
    authority = announce(client)
    announce(client)
    assert press(client, authority, "lost").status_code == 200
    (listed,) = ask(client, "unVerified", merchant_id="m")["data"]["authorities"]
    assert (listed["authority"], listed["amount"]) == (authority, 690_000)
    assert ask(client, "unVerified", merchant_id="n")["data"]["authorities"] == []
    verify(client, authority)
    assert ask(client, "unVerified", merchant_id="m")["data"]["authorities"] == []


def test_a_slow_one_takes_long_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("sandbox.app.time.sleep", slept.append)
    authority = announce(client)
    press(client, authority, "slow")
    assert [code(verify(client, authority)) for _ in range(2)] == [100, 101]
    assert slept == [sandbox_app.SLOW_SECONDS]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"amount": 1}, -50),
        ({"authority": "nobody's"}, -54),
        ({"merchant_id": "n"}, -53),
        ({"amount": None}, -50),
    ],
)
def test_a_wrong_question_gets_the_provider_s_own_codes(
    client: FlaskClient, changes: dict[str, Any], refused: int
) -> None:
    authority = announce(client)
    press(client, authority, "pay")
    assert code(verify(client, authority, changes)) == refused


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": "690000"},
        {"amount": 5},
        {"amount": True},
        {"currency": "IRT"},
        {"callback_url": "javascript:alert(1)"},
        {"merchant_id": ""},
        {"description": None},
    ],
)
def test_what_cannot_be_announced(client: FlaskClient, changes: dict[str, Any]) -> None:
    assert code(ask(client, "request", **{**ASKED, **changes})) == -9


def test_a_restart_forgets_nothing(client: FlaskClient, file: Path) -> None:
    authority = announce(client)
    press(client, authority, "pay")
    number = verify(client, authority)["data"]["ref_id"]
    again = create_app(Book(file)).test_client()
    known = verify(again, authority)["data"]
    assert (known["code"], known["ref_id"]) == (101, number)


def test_a_payment_of_nobody_has_a_page_that_says_so(client: FlaskClient) -> None:
    answer = client.get("/pg/StartPay/nobody")
    assert answer.status_code == 404
    assert "نیست" in answer.text
    assert press(client, "nobody", "pay").status_code == 404


def test_there_is_none_in_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GAZBAN_DEMO", "0")
    main()
    assert "no sandbox" in capsys.readouterr().err
