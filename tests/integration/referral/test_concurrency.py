"""Many at once: one active referral per file, no capacity overshot, no gap in a timeline, no deadlock."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from chassis.db import Database
from chassis.work import Work
from contracts.errors import Conflict, NotFound
from contracts.referral import FileView
from contracts.shapes import Caller
from contracts.terms import FileStatus, Phase
from services.referral import store, use_cases
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


def test_fifty_attempts_of_every_kind_on_one_file(crowd: ReferralDesk) -> None:
    inspectors = [crowd.inspector(number, capacity=0) for number in range(1, 11)]
    file = crowd.paid()
    crowd.desk.command(use_cases.start_referral_batch, caller=crowd.office)
    crowd.desk.command(
        lambda work: work.session.connection().exec_driver_sql("UPDATE worksheets SET capacity = 1") and None
    )
    done = all_at_once([_attempt(crowd, inspectors, file, number) for number in range(AT_ONCE)])
    assert done > 0
    assert_sound(crowd)
    after = crowd.look_at(file)
    assert after.status in (FileStatus.REFERRED, FileStatus.AWAITING_REFERRAL)
    assert after.status is FileStatus.REFERRED or after.waiting_since is not None


def test_fifty_attempts_of_every_kind_on_many_files(crowd: ReferralDesk) -> None:
    inspectors = [crowd.inspector(number, capacity=3) for number in range(1, 6)]
    files = [crowd.paid() for _ in range(25)]
    crowd.desk.command(use_cases.start_referral_batch, caller=crowd.office)
    acts = [
        _attempt(crowd, inspectors, crowd.look_at(files[number % len(files)]), number)
        for number in range(3 * AT_ONCE)
    ]
    random.Random(1405).shuffle(acts)
    all_at_once(acts)
    while crowd.desk.command(use_cases.work_on_batch):
        pass
    assert_sound(crowd)
    statuses = {crowd.look_at(file).status for file in files}
    assert statuses <= {FileStatus.REFERRED, FileStatus.AWAITING_REFERRAL}
    lost = crowd.desk.rows(
        "SELECT count(*) FROM referrals r JOIN files f ON f.id = r.file_id AND f.referral_id = r.id"
        " WHERE r.ended_at IS NOT NULL"
    )
    assert lost == [(0,)]


def _attempt(
    crowd: ReferralDesk, inspectors: list[Caller], file: FileView, number: int
) -> Callable[[], object]:
    """One of the ways in which a file may be given or taken, by rule, by hand, by a timer, by its inspector."""
    desk, office, one = crowd.desk, crowd.office, inspectors[number % len(inspectors)]
    held_by = next((each for each in inspectors if file.inspector and each.id == file.inspector.id), one)
    acts: list[Callable[[], object]] = [
        lambda: desk.command(use_cases.refer_file, caller=office, file_id=file.id),
        lambda: desk.command(use_cases.refer_waiting),
        lambda: desk.command(use_cases.work_on_batch),
        lambda: desk.command(use_cases.withdraw, caller=held_by, file_id=file.id),
        lambda: desk.command(use_cases.withdraw, caller=one, file_id=file.id),
        lambda: desk.command(use_cases.dismiss_inspector, caller=office, file_id=file.id, reason="آزمون"),
        lambda: _by_hand_within_capacity(crowd, file, one),
    ]
    return acts[number % len(acts)]


def _by_hand_within_capacity(crowd: ReferralDesk, file: FileView, one: Caller) -> object:
    """The office may go beyond a capacity; here it names only whom it has seen to be free."""
    in_hand = "SELECT count(*) FROM referrals WHERE ended_at IS NULL AND inspector_id = CAST(:id AS uuid)"

    def if_free(work: Work) -> object:
        store.lock_engine(work.session)
        count = work.session.execute(text(in_hand), {"id": one.id}).scalar_one()
        sheet = store.find_worksheet(work.session, one.id)
        if sheet is None or count >= sheet.capacity:
            return None
        return use_cases.refer_file(
            work, caller=crowd.office, file_id=file.id, inspector_id=one.id, reason="آزمون"
        )

    return crowd.desk.command(if_free)


def test_a_conflict_declared_among_referrals_is_kept(crowd: ReferralDesk) -> None:
    connected = crowd.inspector(1, capacity=50)
    files = [crowd.register() for _ in range(20)]

    def declare() -> object:
        return crowd.desk.command(
            use_cases.declare_conflict,
            caller=crowd.office,
            inspector_id=connected.id,
            contractor_id=crowd.contractor.id,
            reason="خویشاوند",
        )

    acts: list[Callable[[], object]] = [lambda file=file: crowd.pay(file) for file in files]  # type: ignore[misc]
    all_at_once([*acts[:10], declare, *acts[10:], declare])
    (conflict,) = crowd.desk.query(use_cases.list_conflicts, caller=crowd.office).items
    held = crowd.desk.rows("SELECT count(*) FROM referrals")[0][0]
    assert conflict.held_file_count == held
    crowd.desk.command(use_cases.refer_waiting)
    assert crowd.desk.rows("SELECT count(*) FROM referrals") == [(held,)]
    assert_sound(crowd)


def test_the_same_payment_told_at_once_refers_once(crowd: ReferralDesk) -> None:
    crowd.inspector(1)
    crowd.inspector(2)
    file = crowd.register()
    all_at_once([lambda: crowd.pay(file) for _ in range(20)])
    assert crowd.desk.rows("SELECT count(*) FROM referrals") == [(1,)]
    assert_sound(crowd)
