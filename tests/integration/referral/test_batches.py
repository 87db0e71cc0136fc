"""The files that wait: shown with why, and tried all at once in the background."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from chassis.db import Database
from chassis.ids import new_id
from chassis.work import Work
from contracts.errors import Conflict, Forbidden, NotFound, ReferralCode, Unavailable
from contracts.events import Event
from contracts.referral import FileReferred, FileView, FileWaiting, ReferralBatchView
from contracts.shapes import Caller
from contracts.terms import BatchState, FileStatus
from services.referral import store, use_cases
from services.referral.settings import ReferralSettings
from tests.integration.desk import Desk
from tests.integration.referral.conftest import ReferralDesk
from tests.integration.referral.test_concurrency import assert_sound


def start(referral: ReferralDesk) -> ReferralBatchView:
    return referral.desk.command(use_cases.start_referral_batch, caller=referral.office)


def look(referral: ReferralDesk, batch: ReferralBatchView) -> ReferralBatchView:
    return referral.desk.query(use_cases.get_referral_batch, caller=referral.office, batch_id=batch.id)


def set_capacities(referral: ReferralDesk, capacity: int) -> None:
    """As if all worksheets changed and nothing followed: what waits goes on waiting."""
    referral.desk.command(
        lambda work: (
            work.session.connection().exec_driver_sql(f"UPDATE worksheets SET capacity = {capacity}") and None
        )
    )


def waiting_files(referral: ReferralDesk, count: int) -> list[FileView]:
    return [referral.paid() for _ in range(count)]


def stop(referral: ReferralDesk, batch: ReferralBatchView) -> ReferralBatchView:
    return referral.desk.command(use_cases.stop_referral_batch, caller=referral.office, batch_id=batch.id)


def spoil(referral: ReferralDesk, file: FileView, inspector: Caller) -> None:
    """Make it impossible to refer a waiting file: the database holds a referral that contradicts it."""
    referral.desk.command(
        lambda work: (
            work.session.connection().exec_driver_sql(
                "INSERT INTO referrals (id, file_id, inspector_id, kind, reason, told_reason, candidates, value_rials,"
                " jalali_year, referred_at)"
                f" VALUES ('{new_id()}', '{file.id}', '{inspector.id}', 'automatic', 'x', 'x', '[]', 1, 1300, now())"
            )
            and None
        )
    )


def facts_of(referral: ReferralDesk, kind: type[Event]) -> list[str]:
    return [event.file.id for event in referral.desk.told(kind)]  # type: ignore[attr-defined]


@pytest.fixture
def replica(referral: ReferralDesk) -> Iterator[ReferralDesk]:
    """Another process of the same service."""
    url = referral.desk.database.writer.url.render_as_string(hide_password=False)
    database = Database(url, pool_size=3)
    yield ReferralDesk(Desk(database), office=referral.office, contractor=referral.contractor)
    database.close()


@pytest.fixture
def chunks_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "services.referral.use_cases.batches.settings", lambda: ReferralSettings(batch_chunk=10)
    )


def test_a_batch_refers_what_it_can_in_chunks_and_shows_how_far_it_is(
    referral: ReferralDesk, chunks_of_ten: None
) -> None:
    for number in range(1, 4):
        referral.inspector(number, capacity=0)
    files = waiting_files(referral, 25)
    hopeless = referral.paid(area="nowhere")
    set_capacities(referral, 8)
    batch = start(referral)
    assert (batch.state, batch.total, batch.tried, batch.percent) == (BatchState.RUNNING, 26, 0, 0)
    assert batch.started_by.id == referral.office.id
    referral.cancel(files[3])  # refers others too, as any command does
    progress = []
    more = True
    while more:
        referral.desk.pass_time(seconds=1)
        more = referral.desk.command(use_cases.work_on_batch)
        now = look(referral, batch)
        progress.append((now.state, now.tried, now.percent))
        assert now.referred + now.still_waiting + now.no_longer_waiting == now.tried
    assert progress == [
        (BatchState.RUNNING, 10, 38),
        (BatchState.RUNNING, 20, 76),
        (BatchState.DONE, 26, 100),
    ]
    done = look(referral, batch)
    assert done.ended_at == referral.desk.now
    assert (done.referred, done.still_waiting, done.no_longer_waiting) == (4, 1, 21)
    assert referral.look_at(hopeless).status == FileStatus.AWAITING_REFERRAL
    assert referral.desk.command(use_cases.work_on_batch) is False
    assert referral.desk.rows("SELECT count(*) FROM referral_batch_files") == [(0,)]
    assert_sound(referral)


def test_a_batch_chooses_as_one_by_one_would(referral: ReferralDesk, chunks_of_ten: None) -> None:
    inspectors = [referral.inspector(number, capacity=0) for number in range(1, 6)]
    files = [referral.pay(referral.register(), random.Random(n).randint(1, 9) * 10**6) for n in range(40)]
    for inspector in inspectors[:2]:
        referral.desk.command(
            use_cases.declare_conflict,
            caller=referral.office,
            inspector_id=inspector.id,
            contractor_id=referral.contractor.id,
            reason="خویشاوند",
        )
    set_capacities(referral, 10)
    start(referral)
    while referral.desk.command(use_cases.work_on_batch):
        pass
    worth = dict(referral.desk.rows("SELECT id::text, value_rials FROM files"))
    got = [event.file for event in referral.desk.told(FileReferred) if isinstance(event, FileReferred)]
    assert [file.id for file in got] == [file.id for file in files[:30]]
    loads: dict[str, list[int]] = {inspector.id: [] for inspector in inspectors[2:]}
    for file in got:
        assert file.inspector is not None
        chosen = loads[file.inspector.id]
        assert sum(chosen) == min(sum(load) for load in loads.values() if len(load) < 10)
        chosen.append(worth[file.id])
    assert_sound(referral)


def test_hundreds_of_files_in_a_fixed_number_of_queries_a_chunk(referral: ReferralDesk) -> None:
    for number in range(1, 31):
        referral.inspector(number, capacity=0)
    files = waiting_files(referral, 300)
    set_capacities(referral, 9)
    batch = start(referral)
    statements = []
    more = True
    while more:
        statements.append(_counted(referral))
        more = look(referral, batch).state is BatchState.RUNNING
    assert max(statements) <= 25  # as many as the files
    done = look(referral, batch)
    assert (done.referred, done.still_waiting) == (270, 30)
    assert {referral.look_at(file).status for file in files[:270]} == {FileStatus.REFERRED}
    assert {referral.look_at(file).status for file in files[270:]} == {FileStatus.AWAITING_REFERRAL}
    assert_sound(referral)


def _counted(referral: ReferralDesk) -> int:
    """Work on the batch; how many statements that took."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    writer = referral.desk.database.writer
    event.listen(writer, "before_cursor_execute", note)
    try:
        referral.desk.command(use_cases.work_on_batch)
    finally:
        event.remove(writer, "before_cursor_execute", note)
    return len(statements)


def test_one_batch_at_a_time(referral: ReferralDesk) -> None:
    empty = start(referral)
    assert (empty.state, empty.total, empty.percent) == (BatchState.DONE, 0, 100)
    referral.paid()
    running = start(referral)
    with pytest.raises(Conflict) as caught:
        start(referral)
    assert caught.value.code == ReferralCode.BATCH_RUNNING
    referral.desk.command(use_cases.work_on_batch)
    referral.desk.pass_time(minutes=1)
    third = start(referral)
    page = referral.desk.query(use_cases.list_referral_batches, caller=referral.office, limit=2)
    rest = referral.desk.query(
        use_cases.list_referral_batches, caller=referral.office, limit=2, cursor=page.next_cursor
    )
    shown = [each.id for each in page.items + rest.items]
    assert shown[0] == third.id
    assert sorted(shown) == sorted([empty.id, running.id, third.id])


def test_a_chunk_that_was_interrupted_is_as_if_it_had_never_begun(
    referral: ReferralDesk, chunks_of_ten: None
) -> None:
    referral.inspector(1, capacity=0)
    waiting_files(referral, 15)
    set_capacities(referral, 50)
    batch = start(referral)
    referral.desk.command(use_cases.work_on_batch)

    def killed(work: object) -> None:
        use_cases.work_on_batch(work)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        referral.desk.command(killed)
    assert look(referral, batch).tried == 10
    assert referral.desk.command(use_cases.work_on_batch) is False
    assert look(referral, batch).referred == 15
    assert_sound(referral)


def test_a_file_that_fails_stops_no_batch(referral: ReferralDesk, chunks_of_ten: None) -> None:
    inspector = referral.inspector(1, capacity=0)
    files = waiting_files(referral, 24)
    hopeless = referral.paid(area="nowhere")
    spoilt = [files[0], files[13], files[14]]
    for file in spoilt:
        spoil(referral, file, inspector)
    set_capacities(referral, 50)
    batch = start(referral)
    while referral.desk.command(use_cases.work_on_batch):
        pass
    done = look(referral, batch)
    assert (done.state, done.tried, done.percent) == (BatchState.DONE, 25, 100)
    assert (done.referred, done.still_waiting, done.no_longer_waiting, done.failed) == (21, 1, 0, 3)
    sound = [file.id for file in files if file not in spoilt]
    assert facts_of(referral, FileReferred) == sound
    for file in (*spoilt, hopeless):
        assert referral.look_at(file).status == FileStatus.AWAITING_REFERRAL
        assert referral.desk.query(use_cases.verify_timeline, caller=referral.office, file_id=file.id).intact
    assert start(referral).total == 4


def test_a_file_that_fails_keeps_no_other_waiting(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1, capacity=0)
    files = waiting_files(referral, 5)
    spoil(referral, files[0], inspector)
    set_capacities(referral, 50)
    assert referral.desk.command(use_cases.refer_waiting) is False
    assert facts_of(referral, FileReferred) == [file.id for file in files[1:]]
    assert referral.look_at(files[0]).status == FileStatus.AWAITING_REFERRAL
    assert referral.fill_worksheet(inspector, capacity=60).capacity == 60  # which refers what waits, too


def test_a_lock_that_does_not_come_is_no_fault_of_a_file(
    referral: ReferralDesk, replica: ReferralDesk
) -> None:
    referral.inspector(1, capacity=0)
    files = waiting_files(referral, 2)
    set_capacities(referral, 50)
    batch = start(referral)

    def impatient(work: Work) -> bool:
        work.session.connection().exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        return use_cases.work_on_batch(work)

    def held(work: Work) -> None:
        store.lock_file(work.session, files[1].id)
        with pytest.raises(Unavailable):
            referral.desk.command(impatient)

    replica.desk.command(held)
    assert look(referral, batch).tried == 0
    assert referral.desk.command(use_cases.work_on_batch) is False
    assert look(referral, batch).referred == 2


def test_a_conflict_and_a_worksheet_in_the_middle_of_a_batch_count_from_then_on(
    referral: ReferralDesk, chunks_of_ten: None
) -> None:
    connected, closed, left = [referral.inspector(number, capacity=0) for number in (1, 2, 3)]
    files = waiting_files(referral, 30)
    set_capacities(referral, 50)
    start(referral)
    referral.desk.command(use_cases.work_on_batch)
    referral.desk.command(
        use_cases.declare_conflict,
        caller=referral.office,
        inspector_id=connected.id,
        contractor_id=referral.contractor.id,
        reason="خویشاوند",
    )
    referral.fill_worksheet(closed, accepting=False)  # refers what waits, too
    while referral.desk.command(use_cases.work_on_batch):
        pass
    got = [referral.look_at(file).inspector for file in files]
    assert {person.id for person in got[:10] if person} == {connected.id, closed.id, left.id}
    assert {person.id if person else None for person in got[10:]} == {left.id}
    assert_sound(referral)


def test_the_timer_rests_when_all_that_it_tries_fail(
    referral: ReferralDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.referral.use_cases.referring.settings", lambda: ReferralSettings(refer_batch=2)
    )
    inspector = referral.inspector(1, capacity=0)
    for file in waiting_files(referral, 2):
        spoil(referral, file, inspector)
    set_capacities(referral, 50)
    assert referral.desk.command(use_cases.refer_waiting) is False


def test_the_office_stops_a_batch(referral: ReferralDesk, chunks_of_ten: None) -> None:
    referral.inspector(1, capacity=0)
    files = waiting_files(referral, 15)
    set_capacities(referral, 50)
    batch = start(referral)
    referral.desk.command(use_cases.work_on_batch)
    referral.desk.pass_time(seconds=1)
    stopped = stop(referral, batch)
    assert stopped == look(referral, batch)
    assert (stopped.state, stopped.tried, stopped.referred, stopped.percent) == (
        BatchState.STOPPED,
        10,
        10,
        66,
    )
    assert stopped.ended_at == referral.desk.now
    assert stopped.stopped_by is not None
    assert stopped.stopped_by.id == referral.office.id
    assert referral.desk.command(use_cases.work_on_batch) is False
    assert referral.look_at(files[10]).status == FileStatus.AWAITING_REFERRAL
    assert referral.desk.rows("SELECT count(*) FROM referral_batch_files") == [(0,)]
    with pytest.raises(Conflict) as caught:
        stop(referral, batch)
    assert caught.value.code == ReferralCode.BATCH_ENDED
    assert start(referral).total == 5


def test_replicas_do_a_batch_between_them(
    referral: ReferralDesk, replica: ReferralDesk, chunks_of_ten: None
) -> None:
    """Each has looked for a batch before the other's chunk was committed, as at worst."""
    referral.inspector(1, capacity=0)
    waiting_files(referral, 40)
    set_capacities(referral, 50)
    batch = start(referral)

    def late(work: Work) -> bool:
        before = store.find_running_batch(work.session)
        assert before is not None
        referral.desk.command(use_cases.work_on_batch)
        return use_cases.work_on_batch(work)

    assert replica.desk.command(late) is True
    assert (look(referral, batch).tried, look(referral, batch).referred) == (20, 20)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda desk: desk.command(use_cases.work_on_batch), (referral.desk, replica.desk)))
    done = look(referral, batch)
    assert (done.state, done.referred) == (BatchState.DONE, 40)
    assert_sound(referral)


def test_the_timer_goes_on_at_once_while_more_can_be_referred(
    referral: ReferralDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.referral.use_cases.referring.settings", lambda: ReferralSettings(refer_batch=2)
    )
    referral.inspector(1, capacity=0)
    waiting_files(referral, 5)
    set_capacities(referral, 50)
    assert [referral.desk.command(use_cases.refer_waiting) for _ in range(4)] == [True, True, False, False]
    set_capacities(referral, 0)
    waiting_files(referral, 4)
    set_capacities(referral, 50)
    start(referral)
    assert referral.desk.command(use_cases.refer_waiting) is False  # the batch does the rest


def test_the_queue_says_who_waits_how_long_and_why(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1, capacity=1)
    held, full, elsewhere = referral.paid(), referral.paid(), referral.paid(area="nowhere")
    assert held.waiting_since is None
    assert full.waiting_since is not None
    referral.desk.pass_time(days=3, hours=1)
    queue = referral.desk.query(use_cases.list_waiting_files, caller=referral.office).items
    assert [(each.id, each.number, each.waiting_since) for each in queue] == [
        (full.id, full.number, full.waiting_since),
        (elsewhere.id, elsewhere.number, elsewhere.waiting_since),
    ]
    assert [each.waiting_days for each in queue] == [3, 3]
    assert [each.why for each in queue] == [
        "تنها بازرسی که کاربرگش این پرونده را می‌پذیرد ظرفیتش پر است.",
        "کاربرگ هیچ بازرسی شهر یا منطقهٔ این پرونده را در بر ندارد.",
    ]
    referral.desk.command(
        use_cases.declare_conflict,
        caller=referral.office,
        inspector_id=inspector.id,
        contractor_id=referral.contractor.id,
        reason="خویشاوند",
    )
    first = referral.desk.query(use_cases.list_waiting_files, caller=referral.office, limit=1)
    assert (
        first.items[0].why == "تنها بازرسی که کاربرگش این پرونده را می‌پذیرد با مجری آن ارتباط اعلام‌شده دارد."
    )
    second = referral.desk.query(
        use_cases.list_waiting_files, caller=referral.office, limit=1, cursor=first.next_cursor
    )
    assert [each.id for each in second.items] == [elsewhere.id]
    assert second.next_cursor is None
    assert len(referral.desk.told(FileWaiting)) == 2


def test_batches_and_the_queue_are_the_offices(referral: ReferralDesk) -> None:
    for caller in (referral.finance, referral.contractor, referral.inspector(1), referral.it):
        with pytest.raises(Forbidden):
            referral.desk.command(use_cases.start_referral_batch, caller=caller)
        with pytest.raises(Forbidden):
            referral.desk.query(use_cases.list_referral_batches, caller=caller)
        with pytest.raises(Forbidden):
            referral.desk.query(use_cases.get_referral_batch, caller=caller, batch_id=new_id())
        with pytest.raises(Forbidden):
            referral.desk.command(use_cases.stop_referral_batch, caller=caller, batch_id=new_id())
        with pytest.raises(Forbidden):
            referral.desk.query(use_cases.list_waiting_files, caller=caller)
    for batch_id in ("nonsense", new_id()):
        with pytest.raises(NotFound) as caught:
            referral.desk.query(use_cases.get_referral_batch, caller=referral.office, batch_id=batch_id)
        assert caught.value.code == ReferralCode.BATCH_NOT_FOUND
        with pytest.raises(NotFound):
            referral.desk.command(use_cases.stop_referral_batch, caller=referral.office, batch_id=batch_id)
