"""Any business history of several files agrees to the rial with a count in plain integers (``oracle.py``)."""

import itertools
import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from chassis.db import Database
from launcher.backends import Backends
from launcher.provision import Passwords, provision
from services.billing import store
from services.billing.use_cases import paying, verifying
from tests.integration.billing.machine import NIGHTLY, STEPS, Era
from tests.integration.billing.machine_finance import PROVIDERS, MoneyOfAll
from tests.integration.desk import migrate, opened

_NIGHTLY_STEPS = 10_000
_TOLD_EVERY = 20  # histories


@pytest.fixture
def own_database(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database of this test's own, for it makes tariffs and closes periods; and providers that nobody asks."""
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    made = provision(backends.postgres_url, passwords, prefix=f"h{secrets.token_hex(3)}")["billing"]
    migrate("billing", made, "head")
    for room in (paying, verifying):
        monkeypatch.setattr(room, "providers", lambda: PROVIDERS)
    with opened(made) as database:
        yield database


@pytest.mark.timeout(4 * 3600 if NIGHTLY else 300)  # it is 15 s alone; a failing history takes long to shrink
def test_any_history_of_many_files_agrees_with_a_count(own_database: Database) -> None:
    era = Era()
    STEPS.clear()
    histories = itertools.count(1)

    def machine() -> MoneyOfAll:
        if next(histories) % _TOLD_EVERY == 0:
            print(f"{STEPS.total():,} steps", flush=True)
        return MoneyOfAll(own_database, era)

    run_state_machine_as_test(
        machine,  # type: ignore[arg-type]  # typed as a class, a function will do
        settings=settings(
            max_examples=400 if NIGHTLY else 8,
            stateful_step_count=50 if NIGHTLY else 40,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(
        f"\n{STEPS.total():,} steps: {', '.join(f'{rule} {times:,}' for rule, times in STEPS.most_common())}"
    )
    assert own_database.read(store.verify_chain).first_broken is None
    assert not NIGHTLY or STEPS.total() >= _NIGHTLY_STEPS
