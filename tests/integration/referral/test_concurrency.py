"""Many at once: one active referral per file, no capacity overshot, no gap in a timeline, no deadlock."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.db import Database
from contracts.errors import Conflict, NotFound
from contracts.referral import FileView
from contracts.shapes import Caller
from contracts.terms import FileStatus, Phase
from services.referral import use_cases
from tests.integration.desk import Desk
from tests.integration.referral.conftest import ReferralDesk

AT_ONCE = 50


@pytest.fixture
def crowd(referral: ReferralDesk) -> Iterator[ReferralDesk]:
    """The same service with a connection for each of many."""
    url = referral.desk.database.writer.url.render_as_string(hide_password=False)
    database = Database(url, pool_size=25)
    yield ReferralDesk(Desk(database), office=referral.office, contractor=referral.contractor)
    database.close()


def all_at_once(acts: list[Callable[[], object]]) -> int:
    """Do all of them at once; how many were not refused. Anything but a refusal by rule fails the test."""

    def attempt(act: Callable[[], object]) -> bool:
        try:
            act()
        except (Conflict, NotFound):
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(attempt, acts))


def assert_sound(referral: ReferralDesk) -> None:
    """What must hold of the whole database, whatever happened."""
    rows = referral.desk.rows
    assert (
        rows("SELECT file_id FROM referrals WHERE ended_at IS NULL GROUP BY file_id HAVING count(*) > 1")
        == []
    )
    assert (
        rows(
            "SELECT w.inspector_id FROM worksheets w JOIN referrals r USING (inspector_id)"
            " WHERE r.ended_at IS NULL GROUP BY 1, w.capacity HAVING count(*) > w.capacity"
        )
        == []
    )
    assert (
        rows(
            "SELECT f.id FROM files f LEFT JOIN referrals r ON r.file_id = f.id AND r.ended_at IS NULL"
            " WHERE (f.status = 'referred') <> (r.id IS NOT NULL)"
            " OR (r.id IS NOT NULL AND (r.id, r.inspector_id) <> (f.referral_id, f.inspector_id))"
        )
        == []
    )
    assert (
        rows(
            "SELECT f.id FROM files f JOIN timeline t ON t.file_id = f.id GROUP BY f.id"
            " HAVING count(*) <> max(t.position) OR min(t.position) <> 1 OR max(t.position) <> f.timeline_length"
        )
        == []
    )
    assert rows("SELECT file_id, inspector_id FROM referrals GROUP BY 1, 2 HAVING count(*) > 1") == []


def test_one_file_in_many_hands(crowd: ReferralDesk) -> None:
    inspectors = [crowd.inspector(number, capacity=1) for number in range(1, 26)]
    file = crowd.paid()

    def act(number: int) -> Callable[[], object]:
        one = inspectors[number % len(inspectors)]
        acts: list[Callable[[], object]] = [
            lambda: crowd.desk.command(use_cases.withdraw, caller=one, file_id=file.id),
            lambda: crowd.desk.command(
                use_cases.dismiss_inspector, caller=crowd.office, file_id=file.id, reason="آزمون"
            ),
            lambda: crowd.desk.command(
                use_cases.refer_file,
                caller=crowd.office,
                file_id=file.id,
                inspector_id=one.id,
                reason="آزمون",
            ),
            lambda: crowd.desk.command(use_cases.refer_file, caller=crowd.office, file_id=file.id),
        ]
        return acts[number % len(acts)]

    done = all_at_once([act(number) for number in range(AT_ONCE)])
    assert done > 0
    assert_sound(crowd)
    after = crowd.look_at(file)
    assert (after.status is FileStatus.REFERRED) == (after.inspector is not None)
    versions = sorted(event.file.version for event in crowd.desk.events)  # type: ignore[attr-defined]
    assert versions == list(range(1, len(versions) + 1))


def test_many_files_few_places(crowd: ReferralDesk) -> None:
    files = [crowd.register() for _ in range(30)]
    inspectors = [crowd.inspector(number, capacity=4) for number in range(1, 6)]
    all_at_once([lambda file=file: crowd.pay(file) for file in files])  # type: ignore[misc]
    assert_sound(crowd)
    statuses = [crowd.look_at(file).status for file in files]
    assert statuses.count(FileStatus.REFERRED) == 20
    assert statuses.count(FileStatus.AWAITING_REFERRAL) == 10

    random.seed(1405)
    holders = {caller.id: caller for caller in inspectors}
    acts = [act for file in files for act in _handover(crowd, crowd.look_at(file), holders)]
    random.shuffle(acts)
    all_at_once(acts)
    crowd.desk.command(use_cases.refer_waiting)
    assert_sound(crowd)
    taken = crowd.desk.rows("SELECT count(*) FROM referrals WHERE ended_at IS NULL")
    open_files = crowd.desk.rows(
        "SELECT count(*) FROM files WHERE status IN ('referred', 'awaiting_referral')"
    )
    assert 0 < taken[0][0] <= min(20, open_files[0][0])


def _handover(crowd: ReferralDesk, file: FileView, holders: dict[str, Caller]) -> list[Callable[[], object]]:
    """What several people may want of a file at the same moment."""
    acts: list[Callable[[], object]] = [
        lambda: crowd.desk.command(use_cases.refer_waiting),
        lambda: crowd.desk.command(use_cases.apply_gate, crowd.gate(file, 5, 390_000)),
    ]
    if file.inspector is not None:
        holder = holders[file.inspector.id]
        choice = hash(file.number) % 4
        acts += [
            lambda: crowd.desk.command(use_cases.withdraw, caller=holder, file_id=file.id),
            lambda: crowd.desk.command(
                use_cases.dismiss_inspector, caller=crowd.office, file_id=file.id, reason="آزمون"
            ),
            lambda: crowd.desk.command(
                use_cases.apply_phase_approved, crowd.phase_approved(file, holder, Phase.PRE)
            ),
            lambda: crowd.fill_worksheet(holder, capacity=4),
        ]
        if choice == 0:
            acts.append(lambda: crowd.cancel(file))
    return acts


def test_the_same_payment_told_at_once_refers_once(crowd: ReferralDesk) -> None:
    crowd.inspector(1)
    crowd.inspector(2)
    file = crowd.register()
    all_at_once([lambda: crowd.pay(file) for _ in range(20)])
    assert crowd.desk.rows("SELECT count(*) FROM referrals") == [(1,)]
    assert_sound(crowd)
