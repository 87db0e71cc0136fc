"""The load: crews who take file after file from its registration to its completion.

They are impatient: they set the next visit and report it before the last one's charge is decided, report while the file
owes, pay a part and try again, and send two reports of one visit at the same moment. Whatever gate is weaker than it
says lets one of them through.
"""

import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults.people import CERTIFICATE, FIRST_USER, Answer, Person, Stopped, Surprise, Tally

_VISITS_AHEAD = timedelta(days=6)  # whoever's clock is a day off finds them ahead, too
_VISITS_A_PHASE = 16
_REGISTRATION_RIALS, _REVISIT_RIALS = (
    1_380_000,
    390_000,
)  # of one small meter, by the tariff that comes with the system
_METER = {"label": "واحد ۱", "area_m2": 100, "consumption_m3h": 4.5}
_AUDIT_SECONDS, _AUDIT_PAUSE_SECONDS = 120.0, 1.0
_HALVES_SHARE = 0.5
_REST_SECONDS = 0.4
_COSTLY = ("defective", "absent_charged")
_GATE_SHUT = ("inspection.charge_pending", "billing.file_in_debt")


@dataclass(frozen=True)
class Habits:
    """How the crews are, as shares of the visits, debts and payments. What is rarer makes reports cheaper."""

    twins: float = 0.25  # reports sent twice at the same moment
    debts: float = 0.2  # visits that cost more than was paid
    parts: float = 0.5  # payments of a part
    rests: float = 0.0  # visits before which the last one's charge has time to be decided
    again_seconds: float = 0.1  # until a shut gate is tried again


class Load:
    """Crews at work between `start` and `stop`, and what they were answered."""

    def __init__(self, url: str, seed: int, habits: Habits) -> None:
        self.tally = Tally()
        self.habits = habits
        self._url, self._seed = url, seed
        self._over = threading.Event()
        self._crews: list[threading.Thread] = []

    def start(self, crews: int) -> None:
        """Make everybody's accounts, and let the crews work."""
        it = Person(self._url, *FIRST_USER, self.tally, self._over)
        it.settle_in()
        self._finance = finance = self.new_person(it, "finance")
        contractor = self.new_person(it, "contractor")
        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(lambda n: Crew(self, it.twin(), finance, contractor, n), range(crews)))
        self._crews = [threading.Thread(target=crew.work, daemon=True) for crew in made]
        for crew in self._crews:
            crew.start()

    def stop(self) -> None:
        """Let everybody finish what was sent; returns when every outcome is known."""
        self._over.set()
        for crew in self._crews:
            crew.join()

    def abandon(self) -> None:
        """Nobody asks any more, and no outcome is known: for a run that broke. After `stop` it changes nothing."""
        self.tally.abandoned = True
        self._over.set()

    def audit(self) -> list[str]:
        """What a whole audit of the books, asked for over HTTP, says against them; it may take its time."""
        asked = self._finance.must("POST", "/accounting/audit", {})
        give_up_at = time.monotonic() + _AUDIT_SECONDS
        while time.monotonic() < give_up_at:
            newest = self._finance.must("GET", "/accounting/audit")["newest_run"]
            if newest["id"] == asked["id"] and newest["checked_at"]:
                wrong = [str(each) for each in newest["invariants"] if not each["holds"]]
                return wrong if wrong or newest["sound"] else [f"it says sound: {newest['sound']}"]
            time.sleep(_AUDIT_PAUSE_SECONDS)
        return [f"it was not made within {_AUDIT_SECONDS:g} s"]

    def new_person(self, it: Person, role: str) -> Person:
        """Somebody new, with a password of their own."""
        code = f"19-{secrets.randbelow(90) + 10}-{secrets.randbelow(10**8):08d}"
        who = {"membership_code": code, "full_name": "آزمون", "role": role}
        it.must("POST", "/users", {**who, "birth_certificate_number": CERTIFICATE})
        person = Person(self._url, code, CERTIFICATE, self.tally, self._over)
        person.settle_in()
        return person

    def note(self, file_id: str, answer: Answer) -> None:
        """A report that was taken has to count exactly once."""
        if answer.status == 201:
            with self.tally.lock:
                self.tally.accepted[answer.body["id"]] = file_id

    def chances(self, crew: int) -> random.Random:
        """A crew's own dice."""
        return random.Random(self._seed * 1000 + crew)


class Crew:
    """An inspector of an area that nobody else serves; a contractor and finance, who have to do with every crew."""

    def __init__(self, load: Load, it: Person, finance: Person, contractor: Person, number: int) -> None:
        self._load, self._chances, self._habits = load, load.chances(number), load.habits
        self._area = f"t{secrets.token_hex(4)}"
        self._finance, self._teller, self._contractor = finance.twin(), finance.twin(), contractor.twin()
        self._inspector = load.new_person(it, "inspector")
        self._twin = self._inspector.twin()
        self._beside = ThreadPoolExecutor(1)
        self._visits = 0
        sheet = {"accepting": True, "areas": [self._area], "kinds": ["exposed"], "blocks": False}
        self._inspector.must("PUT", "/me/worksheet", {**sheet, "weekdays": [0, 1, 2, 3, 4], "capacity": 500})

    def work(self) -> None:
        """File after file."""
        while True:
            try:
                self._one_file()
            except Stopped:
                return
            except Surprise:  # the run fails in the end; until then there are other files
                if self._load.tally.abandoned:
                    return
            except Exception as error:
                self._load.tally.surprise(f"a crew broke down: {error!r}")
                raise

    def _one_file(self) -> None:
        file = self._contractor.must("POST", "/files", self._registration())
        self._pay(file["id"], _REGISTRATION_RIALS)
        for _phase in ("pre", "final"):
            for _ in range(self._chances.randint(_VISITS_A_PHASE // 2, _VISITS_A_PHASE)):
                costs = self._happens(self._habits.debts)
                self._visit(file["id"], self._chances.choice(_COSTLY) if costs else "absent_free")
            self._visit(file["id"], "approved")
        with self._load.tally.lock:
            self._load.tally.files_completed += 1

    def _registration(self) -> dict[str, Any]:
        place = {"area": self._area, "address": "کرمان، خیابان شریعتی", "owner_name": "مالک آزمون"}
        return {"kind": "exposed", "block": False, **place, "meters": [_METER]}

    def _pay(self, file_id: str, rials: int, finance: Person | None = None) -> None:
        receipt = {"amount_rials": rials, "reference": secrets.token_hex(10), "paid_on": "1405-08-01"}
        (finance or self._finance).until_done("POST", f"/files/{file_id}/receipts", receipt)

    def _visit(self, file_id: str, outcome: str) -> None:
        """Agree on a visit and report it, whatever the gate says before."""
        if self._happens(self._habits.rests):
            self._inspector.pause(_REST_SECONDS)
        self._visits += 1
        starts_at = datetime.now(UTC) + _VISITS_AHEAD + timedelta(seconds=self._visits)
        appointment = {"starts_at": starts_at.isoformat(timespec="seconds")}
        self._inspector.until_done("PUT", f"/files/{file_id}/appointment", appointment)
        while not self._report(file_id, outcome):
            self._inspector.pause(self._habits.again_seconds)

    def _report(self, file_id: str, outcome: str) -> bool:
        """Report once, or twice at the same moment; pays if that is what it takes."""
        has_twin = self._happens(self._habits.twins)
        answers = self._send_twins(file_id, outcome) if has_twin else [self._send(file_id, outcome)]
        taken = sum(answer.status == 201 for answer in answers)
        if taken > 1:
            raise self._load.tally.surprise(f"two reports of one visit to file {file_id} were taken")
        codes = {answer.code for answer in answers}
        if not taken and "billing.file_in_debt" in codes:
            self._pay_debt(file_id)
        elif not taken and not codes & {*_GATE_SHUT, "inspection.not_your_file"}:
            raise self._load.tally.surprise(f"a report of file {file_id} was refused: {codes}")
        return bool(taken)

    def _happens(self, share: float) -> bool:
        return self._chances.random() < share

    def _send(self, file_id: str, outcome: str, inspector: Person | None = None) -> Answer:
        body = {"outcome": outcome, "text": "بازرسی انجام شد."}
        answer = (inspector or self._inspector).ask("POST", f"/files/{file_id}/reports", body)
        self._load.note(file_id, answer)
        return answer

    def _send_twins(self, file_id: str, outcome: str) -> list[Answer]:
        """Two reports with keys of their own, at the same moment: one visit has one report."""
        beside = self._beside.submit(self._send, file_id, outcome, self._twin)
        own = self._send(file_id, outcome)
        return [own, beside.result()]

    def _pay_debt(self, file_id: str) -> None:
        """All of it, or a part, which opens nothing; what is paid too much is credit, which pays the next debt.

        Half the time two people book a half each at the same moment.
        """
        if self._happens(_HALVES_SHARE):
            beside = self._beside.submit(self._pay, file_id, _REVISIT_RIALS // 2, self._teller)
            self._pay(file_id, _REVISIT_RIALS // 2)
            beside.result()
        else:
            self._pay(file_id, _REVISIT_RIALS // (3 if self._happens(self._habits.parts) else 1))
