"""A whole running Gazban, and people who use it over HTTP as a front-end would."""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, create_engine, text

from chassis.db import dialect_url
from launcher.backends import Backends
from launcher.ports import free_ports
from launcher.system import System
from tests.invariants import assert_books_are_sound

DEMO_PASSWORD = "Gazban-demo-1405"
FIRST_PASSWORD, OWN_PASSWORD = "12345", "Kaman-Abru-77"  # of the people whom a town makes
PATIENCE_SECONDS = 20.0
NOTHING_WAITS = """
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE published_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE state = 'pending')
"""


# What nobody comes back for is found within seconds, and what is not paid is closed.
QUICK_PAYMENTS = {
    "GAZBAN_BILLING_PAYMENT_SWEEP_SECONDS": "0.3",
    "GAZBAN_BILLING_PAYMENT_LOOK_AFTER_SECONDS": "1.5",
    "GAZBAN_BILLING_PAYMENT_UNVERIFIED_SECONDS": "1",
    "GAZBAN_BILLING_PAYMENT_RETRY_SECONDS": "1",
    "GAZBAN_BILLING_PAYMENT_CLOSE_AFTER_SECONDS": "5",
}
# Every town has people of its own, whose passwords are hashed five times each until they are signed in.
CHEAP_PASSWORDS = {"GAZBAN_AUTH_ARGON2_TIME_COST": "1", "GAZBAN_AUTH_ARGON2_MEMORY_KIB": "1024"}


@pytest.fixture(scope="session")
def system(backends: Backends, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Five services and a gateway, with the demo's data."""
    with System(
        backends,
        tmp_path_factory.mktemp("system"),
        gateway_port=free_ports(1)[0],
        demo=True,
        say=print,
        database_prefix=f"e{secrets.token_hex(3)}",
        environment={
            "GAZBAN_INSPECTION_DEADLINES_SECONDS": "0.5",
            "GAZBAN_INSPECTION_REMINDER_SECONDS": "0.5",
            "GAZBAN_BILLING_WEBHOOK_PRIVATE": "1",
            **QUICK_PAYMENTS,
            **CHEAP_PASSWORDS,
        },
        sandbox_port=free_ports(1)[0],
    ) as running:
        running.start_all()
        yield running


@pytest.fixture(scope="session")
def engines(system: System) -> Iterator[dict[str, Engine]]:
    """What reads each service's database, on connections that are kept: the checks ask a hundred questions a town."""
    made = {
        service: create_engine(dialect_url(database.app_url), isolation_level="AUTOCOMMIT")
        for service, database in system.databases.items()
    }
    yield made
    for engine in made.values():
        engine.dispose()


@dataclass
class User:
    """Somebody signed in, with a browser of their own."""

    url: str
    code: str
    token: str = ""
    id: str = ""
    refresh_token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """One request."""
        sent = {"Accept-Language": "en", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if key:
            sent["Idempotency-Key"] = key
        return self.session.request(method, f"{self.url}/api/v1{path}", json=body, headers=sent, timeout=20)

    def get(self, path: str, status: int = 200) -> Any:
        """The JSON of an answer that must have this status."""
        return answer(self.ask("GET", path), status)

    def post(self, path: str, body: Any = None, status: int = 201, key: str = "") -> Any:
        """The JSON of an answer that must have this status."""
        return answer(self.ask("POST", path, body, key=key), status)

    def put(self, path: str, body: Any, status: int = 200) -> Any:
        """The JSON of an answer that must have this status."""
        return answer(self.ask("PUT", path, body), status)

    def patch(self, path: str, body: Any, status: int = 200) -> Any:
        """The JSON of an answer that must have this status."""
        return answer(self.ask("PATCH", path, body), status)

    def sign_in(self, password: str) -> Any:
        """Sign in; keeps the tokens."""
        tokens = self.post("/auth/login", {"membership_code": self.code, "password": password}, 200)
        self.token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]
        return tokens


def answer(response: requests.Response, status: int) -> Any:
    """The answer's JSON, if it has the status that was expected."""
    assert response.status_code == status, f"{response.status_code}: {response.text}"
    return response.json() if response.content else None


def in_days(days: float) -> str:
    """A moment so many days from now, as a front-end would send it."""
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def until(condition: Callable[[], Any], what: str = "it happens", seconds: float = PATIENCE_SECONDS) -> Any:
    """Wait for what arrives by events."""
    give_up_at = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < give_up_at, f"waited {seconds:g} s in vain until {what}"
        time.sleep(0.03)
    return found


@dataclass
class Town:
    """An organization in small: staff, and a contractor and an inspector whose area nobody else serves."""

    system: System
    engines: dict[str, Engine]
    it: User
    office: User
    finance: User
    contractor: User
    inspector: User
    area: str
    visits: Iterator[int] = field(default_factory=count)

    def user(self, role: str, name: str = "آزمون") -> User:
        """A new user who has changed the first password."""
        code = f"19-{secrets.randbelow(9 * 10**6) + 10**6}-{secrets.randbelow(10**5):05d}"
        body = {
            "membership_code": code,
            "full_name": name,
            "role": role,
            "birth_certificate_number": FIRST_PASSWORD,
        }
        made = self.it.post("/users", body)
        user = User(self.system.gateway_url, code, id=made["id"])
        user.sign_in(FIRST_PASSWORD)
        change = {"current_password": FIRST_PASSWORD, "new_password": OWN_PASSWORD}
        user.put("/auth/password", change, 204)
        user.sign_in(OWN_PASSWORD)
        return user

    def new_inspector(self, capacity: int = 20, **worksheet: Any) -> User:
        """Another inspector of this town."""
        inspector = self.user("inspector")
        sheet = {
            "accepting": True,
            "areas": [self.area],
            "kinds": ["concealed", "exposed"],
            "blocks": True,
            "weekdays": [0, 1, 2, 3, 4],
            "capacity": capacity,
        }
        inspector.put("/me/worksheet", {**sheet, **worksheet})
        return inspector

    def file(self, kind: str = "exposed", meters: int = 1, *, block: bool = False, area: str = "") -> Any:
        """Register a project."""
        return self.contractor.post("/files", self.file_body(kind, meters, block=block, area=area))

    def file_body(
        self, kind: str = "exposed", meters: int = 1, *, block: bool = False, area: str = ""
    ) -> Any:
        """What a contractor sends to register one."""
        return {
            "kind": kind,
            "block": block,
            "area": area or self.area,
            "address": "کرمان، خیابان شریعتی",
            "owner_name": "مالک آزمون",
            "meters": [
                {"label": f"واحد {n + 1}", "area_m2": 100, "consumption_m3h": 4.5} for n in range(meters)
            ],
        }

    def pay(self, file_id: str, amount: int, reference: str = "") -> Any:
        """Finance records a bank receipt."""
        body = {
            "amount_rials": amount,
            "reference": reference or secrets.token_hex(8),
            "paid_on": "1405-08-01",
        }
        return self.finance.post(f"/files/{file_id}/receipts", body)

    def referred_file(self, kind: str = "exposed", meters: int = 1, *, block: bool = False) -> Any:
        """A file that is paid and with this town's inspector."""
        file = self.file(kind, meters, block=block)
        self.pay(file["id"], file["invoice"]["amount_rials"])
        return self.wait_status(file["id"], "referred")

    def wait_status(self, file_id: str, status: str) -> Any:
        """The file once it has that status."""

        def look() -> Any:
            file = self.office.get(f"/files/{file_id}")
            return file if file["status"] == status else None

        return until(look, f"file {file_id} is {status}")

    def appoint(self, file_id: str, inspector: User | None = None) -> Any:
        """Set a visit for tomorrow, or as soon after it as there was none before: visits do not overlap."""
        body = {"starts_at": in_days(1 + next(self.visits) / 24)}
        return (inspector or self.inspector).put(f"/files/{file_id}/appointment", body)

    def report(self, file_id: str, outcome: str, exceptions: list[Any] | None = None) -> Any:
        """A visit and its report, settled."""
        self.appoint(file_id)
        body = {"outcome": outcome, "text": "بازرسی انجام شد.", "exceptions": exceptions or []}
        return self.settled(file_id, self.file_report(file_id, body)["id"])

    def file_report(self, file_id: str, body: Any) -> Any:
        """Send a report, again and again while a charge or a price is being decided, as the refusal says to."""

        def send() -> Any:
            sent = self.inspector.ask("POST", f"/files/{file_id}/reports", body)
            if sent.status_code == 409 and sent.json()["code"] == "inspection.charge_pending":
                return None
            return answer(sent, 201)

        return until(send, "the report is taken")

    def settled(self, file_id: str, report_id: str) -> Any:
        """The report once its charge is decided."""

        def look() -> Any:
            reports = self.inspector.get(f"/files/{file_id}/reports")["items"]
            return next(
                (r for r in reports if r["id"] == report_id and r["charge"]["status"] != "pending"), None
            )

        return until(look, "the charge is settled")

    def rows(self, service: str, query: str) -> list[Any]:
        """What a service's database says."""
        with self.engines[service].connect() as connection:
            return [tuple(row) for row in connection.execute(text(query)).all()]

    def assert_all_is_well(self) -> None:
        """Nothing waits, nothing is parked, every report is settled once, the books are sound."""
        for service in ("auth", "referral", "inspection", "billing", "messaging"):
            until(partial(self.rows, service, NOTHING_WAITS), f"{service} has applied everything", 60)
            assert self.rows(service, "SELECT name, error FROM inbox WHERE state = 'parked'") == []
        filed = self.rows("inspection", "SELECT id::text FROM reports ORDER BY id")
        charged = self.rows("billing", "SELECT report_id::text FROM settled_reports ORDER BY report_id")
        assert sorted(filed) == sorted(charged)
        assert self.finance.get("/accounting/audit")["sound"] is True
        assert_books_are_sound(lambda query: self.rows("billing", query))


def sign_staff_in(system: System) -> dict[str, User]:
    """The demo's staff by role."""
    codes = {"it": "19-9-00001", "office": "19-9-00002", "finance": "19-9-00003"}
    users = {}
    for role, code in codes.items():
        users[role] = User(system.gateway_url, code)
        users[role].sign_in(DEMO_PASSWORD)
    return users


def new_town(system: System, engines: dict[str, Engine], staff: dict[str, User]) -> Town:
    """A contractor and an inspector, and an area that is theirs."""
    made = Town(
        system,
        engines,
        staff["it"],
        staff["office"],
        staff["finance"],
        User("", ""),
        User("", ""),
        area=f"t{secrets.token_hex(4)}",
    )
    made.contractor = made.user("contractor", "شرکت آزمون")
    made.inspector = made.new_inspector(capacity=200)
    return made


@pytest.fixture(scope="session")
def staff(system: System) -> dict[str, User]:
    """The demo's staff, signed in."""
    return sign_staff_in(system)


@pytest.fixture(scope="module")
def town(system: System, engines: dict[str, Engine], staff: dict[str, User]) -> Iterator[Town]:
    """A town of this test module's own; afterwards all must be well in the whole system."""
    made = new_town(system, engines, staff)
    yield made
    made.assert_all_is_well()
