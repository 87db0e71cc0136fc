"""What was answered with 200 is not contradicted by the very next call, and what crosses ends the same everywhere."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from tests.e2e.conftest import Town, User, in_days, until

APPROVED = {"outcome": "approved", "text": "خوب"}
DEFECTIVE = {"outcome": "defective", "text": "نشت"}
REASON = {"reason": "آزمون"}


def before_its_last_report(town: Town) -> str:
    """A file whose final visit is agreed and whose only meter is approved in pre-inspection."""
    file_id = str(town.referred_file()["id"])
    town.report(file_id, "approved")
    town.appoint(file_id)
    return file_id


def holder(town: Town, file: Any, *others: User) -> User:
    """Who has the file."""
    return next(user for user in (town.inspector, *others) if user.id == file["inspector"]["id"])


@pytest.mark.parametrize("ended_by", ["withdrawal", "dismissal", "cancellation"])
def test_who_lost_a_file_can_do_nothing_to_it_from_that_moment(town: Town, ended_by: str) -> None:
    for _ in range(5):
        file = town.referred_file()
        inspector = holder(town, file)
        town.appoint(file["id"], inspector)
        who = inspector if ended_by == "withdrawal" else town.office
        who.post(f"/files/{file['id']}/{ended_by}", REASON, 200)
        for method, path, body in (
            ("POST", "reports", DEFECTIVE),
            ("POST", "reports/preview", DEFECTIVE),
            ("PUT", "appointment", {"starts_at": in_days(2)}),
        ):
            refused = inspector.ask(method, f"/files/{file['id']}/{path}", body)
            assert (refused.status_code, refused.json()["code"]) == (404, "inspection.not_your_file")


@pytest.mark.parametrize("ended_by", ["withdrawal", "dismissal", "cancellation"])
def test_a_file_is_completed_from_the_moment_of_its_last_report(town: Town, ended_by: str) -> None:
    file_id = before_its_last_report(town)
    town.file_report(file_id, APPROVED)
    who = town.inspector if ended_by == "withdrawal" else town.office
    refused = who.ask("POST", f"/files/{file_id}/{ended_by}", REASON)
    assert (refused.status_code, refused.json()["code"]) == (409, "referral.already_ended")
    assert town.office.get(f"/files/{file_id}")["status"] == "completed"


def test_a_meter_is_closed_from_the_moment_of_its_approval(town: Town) -> None:
    file = town.referred_file(meters=2)
    first, second = (meter["id"] for meter in file["meters"])
    town.appoint(file["id"])
    exceptions = [{"meter_id": second, "outcome": "absent_free"}]
    town.file_report(file["id"], {**APPROVED, "exceptions": exceptions})
    refused = town.contractor.ask("PATCH", f"/files/{file['id']}/meters/{first}", {"area_m2": 240})
    assert (refused.status_code, refused.json()["code"]) == (409, "referral.meter_closed")
    town.contractor.patch(f"/files/{file['id']}/meters/{second}", {"area_m2": 240})


def test_a_corrected_meter_is_priced_by_its_new_class_from_that_moment(town: Town) -> None:
    file = town.referred_file()
    meter = file["meters"][0]["id"]
    town.appoint(file["id"])
    for area, amount in ((240, 410_000), (490, 430_000), (100, 390_000), (790, 450_000)):
        town.contractor.patch(f"/files/{file['id']}/meters/{meter}", {"area_m2": area, "consumption_m3h": 4})
        preview = town.inspector.post(f"/files/{file['id']}/reports/preview", DEFECTIVE, 200)
        assert preview["amount_rials"] == amount
    town.contractor.patch(f"/files/{file['id']}/meters/{meter}", {"area_m2": 1200})
    filed = town.file_report(file["id"], DEFECTIVE)
    assert town.settled(file["id"], filed["id"])["charge"]["amount_rials"] == 470_000


@pytest.mark.parametrize("ended_by", ["withdrawal", "cancellation"])
def test_what_crosses_the_last_report_ends_the_same_everywhere(town: Town, ended_by: str) -> None:
    """Both commit in the same moment, or one is refused; whichever, all services agree afterwards."""
    files = [before_its_last_report(town) for _ in range(6)]
    ender = town.inspector if ended_by == "withdrawal" else town.office
    acts = [
        (user, f"/files/{file_id}/{path}", body)
        for file_id in files
        for user, path, body in ((town.inspector, "reports", APPROVED), (ender, ended_by, REASON))
    ]
    with ThreadPoolExecutor(len(acts)) as pool:
        answers = list(pool.map(lambda act: _as(act[0]).ask("POST", act[1], act[2]).status_code, acts))
    reported = dict(zip(files, answers[::2], strict=True))
    assert set(answers) <= {200, 201, 404, 409}
    for file_id in files:
        until(partial(_agreed, town, file_id, reported[file_id] == 201), "all agree")
    town.assert_all_is_well()


def _as(user: User) -> User:
    """The same person with a browser of their own: one is not for many threads."""
    return User(user.url, user.code, user.token, user.id)


def _agreed(town: Town, file_id: str, reported: bool) -> bool:
    (referral,) = town.rows("referral", f"SELECT status FROM files WHERE id = '{file_id}'")
    (inspection,) = town.rows("inspection", f"SELECT status, completed FROM files WHERE id = '{file_id}'")
    (billing,) = town.rows("billing", f"SELECT state FROM file_accounts WHERE file_id = '{file_id}'")
    if reported:
        return (referral, inspection, billing) == (("completed",), ("completed", True), ("completed",))
    money = "cancelled" if referral[0] == "cancelled" else "open"
    return bool(inspection == (referral[0], False) and referral[0] != "completed" and billing[0] == money)


@contextmanager
def hung(town: Town, service: str) -> Iterator[None]:
    """A service that is there and answers nothing."""
    pid = town.system.pid(service)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_a_hung_billing_does_not_take_inspection_with_it(town: Town) -> None:
    debtor, other = town.referred_file()["id"], town.referred_file()["id"]
    town.report(debtor, "defective")
    town.appoint(debtor)

    def timed(act: tuple[str, str, Any]) -> tuple[int, str, float]:
        method, path, body = act
        begun = time.monotonic()
        answer = _as(town.inspector).ask(method, path, body)
        return answer.status_code, answer.json().get("code", ""), time.monotonic() - begun

    refused = [("POST", f"/files/{debtor}/reports", APPROVED)] * 20
    visit = ("PUT", f"/files/{other}/appointment", {"starts_at": in_days(300)})
    with hung(town, "billing"), ThreadPoolExecutor(21) as pool:
        answers = list(pool.map(timed, [*refused, visit]))
        # What is known is enough for a while, and nobody waits for billing any more.
        again = timed(refused[0])
    assert {answer[:2] for answer in answers[:20]} == {(409, "billing.file_in_debt")}
    assert answers[20][0] == 200
    assert max(seconds for _, _, seconds in answers) < 2.5, answers
    assert again[:2] == (409, "billing.file_in_debt")
    assert again[2] < 1
    town.pay(debtor, 390_000)
    # The gate is asked for again within seconds, or the payment's own event opens it.
    until(lambda: timed(refused[0])[0] == 201, "the file takes reports again", 5)


def test_a_hung_referral_does_not_keep_reports_waiting(town: Town) -> None:
    file_id = town.referred_file()["id"]
    town.appoint(file_id)
    with hung(town, "referral"):
        begun = time.monotonic()
        town.file_report(file_id, APPROVED)
        assert time.monotonic() - begun < 2.5
