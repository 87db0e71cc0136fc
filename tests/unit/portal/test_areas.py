"""How areas are called and offered: by the gateway's word, which is asked for once in a while."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from portal import areas
from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway

Browser = Callable[[str], FlaskClient]
AWAY = Problem(503, "service.unavailable", "")


@pytest.fixture
def asking(app: Flask) -> Any:
    """A request of somebody who is signed in."""
    with app.test_request_context():
        session.update(access_token="access", expires_at=2**40)
        app.preprocess_request()
        yield


@pytest.mark.usefixtures("asking")
def test_they_are_asked_for_once(gateway: FakeGateway) -> None:
    assert areas.offered() == [("kerman", "کرمان"), ("sirjan", "سیرجان")]
    assert (areas.area_name("sirjan"), areas.area_name("bam"), areas.area_name(None)) == ("سیرجان", "bam", "")
    assert areas.offered_with("bam", "kerman") == [("kerman", "کرمان"), ("sirjan", "سیرجان"), ("bam", "bam")]
    assert len(gateway.asked("/areas")) == 1


@pytest.mark.usefixtures("asking")
def test_a_change_is_seen_when_the_portal_knows_of_it(gateway: FakeGateway) -> None:
    assert areas.area_name("mahan") == "mahan"
    gateway.answers["GET", "/areas"] = {
        "items": [{"code": "mahan", "name": "ماهان", "english_name": "Mahan"}],
        "next_cursor": None,
    }
    assert areas.area_name("mahan") == "mahan"
    areas.forget()
    assert areas.area_name("mahan") == "ماهان"


@pytest.mark.usefixtures("asking")
def test_while_nobody_answers_the_last_word_stands(
    gateway: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("portal.areas.time.monotonic", lambda: now)
    assert areas.area_name("kerman") == "کرمان"
    known, gateway.answers["GET", "/areas"] = gateway.answers["GET", "/areas"], AWAY
    now += 61
    assert areas.area_name("kerman") == "کرمان"
    assert areas.area_name("kerman") == "کرمان"
    assert len(gateway.asked("/areas")) == 2  # it is not asked for every name while it is away
    gateway.answers["GET", "/areas"] = known
    now += 6
    areas.area_name("kerman")
    assert len(gateway.asked("/areas")) == 3


@pytest.mark.usefixtures("asking")
def test_before_anybody_answered_codes_stand_for_names(gateway: FakeGateway) -> None:
    gateway.answers["GET", "/areas"] = AWAY
    assert (areas.area_name("kerman"), areas.offered()) == ("kerman", [])


def test_the_list_of_areas_is_a_form_of_the_office(client: Browser, gateway: FakeGateway) -> None:
    key = "referral.areas"
    kerman = {"code": "kerman", "name": "کرمان", "english_name": "Kerman"}
    policy = {
        "key": key,
        "title": "منطقه‌ها",
        "version": 2,
        "value": {"areas": [kerman]},
        "reason": "چون",
        "changed_by": None,
        "changed_at": None,
        "changed_at_jalali": None,
    }
    gateway.answers["GET", f"/policies/{key}"] = {"items": [policy]}
    gateway.answers["PUT", f"/policies/{key}"] = policy
    office = client("office")
    page = office.get(f"/office/policies/{key}").text
    assert page.count('name="areas.code"') == 4  # hers, and three to fill in
    typed = {
        "areas.code": [" Mahan ", "kerman", ""],
        "areas.name": ["ماهان", "کرمان", " "],
        "areas.english_name": ["Mahan", "Kerman", ""],
        "reason": "مصوبه",
        "version": "2",
    }
    assert office.post(f"/office/policies/{key}", data=typed).status_code == 302
    (sent,) = gateway.sent("PUT", f"/policies/{key}")
    assert sent == {
        "value": {"areas": [{"code": "mahan", "name": "ماهان", "english_name": "Mahan"}, kerman]},
        "reason": "مصوبه",
        "version": 2,
    }
    gateway.answers["PUT", f"/policies/{key}"] = Problem(
        422, "request.invalid", "نادرست", {"value.areas.0.code": ["کد نادرست است."]}
    )
    page = office.post(f"/office/policies/{key}", data={**typed, "areas.code": ["ماهان", "kerman", ""]}).text
    assert page.count("کد نادرست است.") == 2  # above the form, and at its place
    assert 'value="ماهان"' in page
