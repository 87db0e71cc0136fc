"""The IT unit's list of what was done to accounts."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.unit.portal.conftest import FakeGateway

Browser = Callable[[str], FlaskClient]
IT = {"id": "t", "membership_code": "19-9-00001", "full_name": "مدیر سامانه"}


def entry(change: str, by: dict[str, str] | None) -> dict[str, Any]:
    return {
        "id": change,
        "change": change,
        "membership_code": "19-3-00001",
        "full_name": "مریم کرمانی",
        "happened_at_jalali": "1405-09-03 10:30",
        "by": by,
    }


def test_it_says_what_was_done_and_by_whom(client: Browser, gateway: FakeGateway) -> None:
    own = {**IT, "membership_code": "19-3-00001"}
    items = [entry("password_changed", own), entry("locked", None), entry("deactivated", IT)]
    gateway.answers["GET", "/account-log"] = {"items": items, "next_cursor": "next"}
    page = client("it").get("/it/log/?membership_code=۱۹-۳-۰۰۰۰۱").text
    assert gateway.asked("/account-log") == [{"membership_code": "19-3-00001"}]
    for said in ("رمزش را عوض کرد", "خودش", "قفل شد", "سامانه", "غیرفعال شد", "مدیر سامانه", "cursor=next"):
        assert said in page


@pytest.mark.parametrize("role", ["inspector", "contractor", "office", "finance"])
def test_nobody_else_sees_it(client: Browser, role: str) -> None:
    assert client(role).get("/it/log/").status_code == 404
