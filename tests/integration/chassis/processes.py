"""A service as a process that the test starts, stops and reads the log of, with what billing needs to be asked."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

from chassis import clock
from chassis.ids import new_id
from chassis.rpc import CallContext, RpcClient
from contracts.billing import BillingApi
from contracts.referral import FileRegistered, FileSnapshot, MeterSpec
from contracts.shapes import Caller, Person
from contracts.terms import FileKind, FileStatus, Phase, Role
from launcher.processes import spawn, stop
from launcher.provision import ServiceDatabase
from tests.integration.chassis.conftest import wait_for

PROJECT = Path(__file__).resolve().parents[3]
FINANCE = Caller(id=new_id(), role=Role.FINANCE, membership_code="19-9-3", full_name="مالی")


class ServiceProcess:
    """``python -m services.<name>``, with nobody to start it again."""

    def __init__(
        self, service: str, amqp_url: str, database: ServiceDatabase, folder: Path, **settings: str
    ) -> None:
        self._log = folder / f"{service}-{new_id()}.log"
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONUNBUFFERED": "1",
            "GAZBAN_AMQP_URL": amqp_url,
            "GAZBAN_DATABASE_URL": database.app_url,
            "GAZBAN_MIGRATION_DATABASE_URL": database.owner_url,
            **settings,
        }
        argv = [sys.executable, "-m", f"services.{service}"]
        with self._log.open("wb") as output:
            self._process = spawn(argv, folder=folder, environment=environment, output=output, cwd=PROJECT)

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    @property
    def log(self) -> str:
        """What it wrote so far."""
        return self._log.read_text()

    def says(self, words: str, seconds: float = 30.0) -> bool:
        """Whether it writes these words in time."""
        return wait_for(lambda: words in self.log, seconds)

    def terminate(self) -> None:
        """Tell it to stop."""
        self._process.send_signal(signal.SIGTERM)

    def ends(self, seconds: float) -> int | None:
        """Its exit code; None when it does not end in time."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End it, whatever it is at."""
        stop(self._process, grace_seconds=10)


def file_registered(file_id: str) -> FileRegistered:
    """A fact by which billing opens an account."""
    person = Person(id=new_id(), membership_code="19-7-1", full_name="مجری")
    return FileRegistered(
        file=FileSnapshot(
            id=file_id,
            number="1405-000009",
            version=1,
            kind=FileKind.EXPOSED,
            block=False,
            area="kerman",
            status=FileStatus.AWAITING_PAYMENT,
            phase=Phase.PRE,
            contractor=person,
            inspector=None,
            referral_id=None,
            meters=[MeterSpec(id=new_id(), label="1", meter_class="G4")],
            registered_at=clock.now(),
        )
    )


def record_receipt(rpc: RpcClient, file_id: str, reference: str) -> None:
    """Ask billing for something that it can do only once."""
    rpc.call(
        BillingApi,
        "record_receipt",
        CallContext(idempotency_key=reference),
        caller=FINANCE,
        file_id=file_id,
        amount_rials=1000,
        reference=reference,
        paid_on=date(2026, 3, 21),
    )
