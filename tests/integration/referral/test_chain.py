"""The timeline is written once: the database refuses to change it, and what was changed nevertheless is seen."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg2
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url
from contracts.errors import Forbidden, NotFound
from contracts.referral import FileView, TimelineProof
from contracts.terms import ChainFault, Phase, Role
from launcher.provision import ServiceDatabase
from services.referral import use_cases
from services.referral.domain import CHAIN_START
from tests.integration.referral.conftest import ReferralDesk, person

Tamper = Callable[..., None]


@pytest.fixture
def file(referral: ReferralDesk) -> FileView:
    """A completed file with all that happened to it, a fee among it that only one inspector sees."""
    inspector = referral.inspector(1)
    file = referral.paid()
    referral.set_appointment(file, inspector)
    referral.desk.command(use_cases.apply_fee, referral.fee(file, inspector))
    return referral.approve(file, inspector, Phase.PRE, Phase.FINAL)


@pytest.fixture
def tamper(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Tamper]:
    """Change the timeline as only the database's owner can, who takes its guard away."""
    engine = create_engine(dialect_url(migrated("referral").owner_url), poolclass=NullPool)

    def run(*statements: str, **parameters: object) -> None:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE timeline DISABLE TRIGGER timeline_append_only"))
            for statement in statements:
                connection.execute(text(statement), parameters)
            connection.execute(text("ALTER TABLE timeline ENABLE TRIGGER timeline_append_only"))

    yield run
    engine.dispose()


def verify(referral: ReferralDesk, file: FileView) -> TimelineProof:
    return referral.desk.query(use_cases.verify_timeline, caller=referral.office, file_id=file.id)


def test_an_untouched_timeline_is_intact(referral: ReferralDesk, file: FileView) -> None:
    proof = verify(referral, file)
    entries = referral.desk.query(
        use_cases.get_timeline, caller=referral.office, file_id=file.id, limit=200
    ).items
    assert (proof.intact, proof.first_broken, proof.reason) == (True, None, None)
    assert proof.length == proof.checked == len(entries)
    assert proof.head == entries[-1].hash
    assert len({entry.hash for entry in entries}) == len(entries)
    assert all(len(entry.hash) == 64 for entry in entries)


@pytest.mark.parametrize(
    ("statements", "fault", "broken"),
    [
        (["UPDATE timeline SET summary = 'x' WHERE file_id = :file AND position = 3"], ChainFault.CHANGED, 3),
        (
            [
                'UPDATE timeline SET details = details || \'{"amount_rials": "1"}\''
                " WHERE file_id = :file AND position = 2"
            ],
            ChainFault.CHANGED,
            2,
        ),
        (
            [
                "UPDATE timeline SET occurred_at = occurred_at - interval '1 microsecond'"
                " WHERE file_id = :file AND position = 1"
            ],
            ChainFault.CHANGED,
            1,
        ),
        (
            ["UPDATE timeline SET private_to_id = NULL WHERE file_id = :file AND event = 'fee_earned'"],
            ChainFault.CHANGED,
            5,
        ),
        (["DELETE FROM timeline WHERE file_id = :file AND position = 4"], ChainFault.MISSING, 4),
        (["DELETE FROM timeline WHERE file_id = :file AND position > 6"], ChainFault.CUT, 7),
        (["DELETE FROM timeline WHERE file_id = :file"], ChainFault.CUT, 1),
        (
            [
                "UPDATE timeline SET position = 999 WHERE file_id = :file AND position = 2",
                "UPDATE timeline SET position = 2 WHERE file_id = :file AND position = 3",
                "UPDATE timeline SET position = 3 WHERE file_id = :file AND position = 999",
            ],
            ChainFault.CHANGED,
            2,
        ),
        (
            [
                "INSERT INTO timeline (id, file_id, position, service, event, event_key, occurred_at, summary,"
                " details, hash) SELECT gen_random_uuid(), file_id, position + 1, service, event, 'again',"
                " occurred_at, summary, details, hash FROM timeline WHERE file_id = :file"
                " ORDER BY position DESC LIMIT 1"
            ],
            ChainFault.ADDED,
            12,
        ),
        (
            ["UPDATE files SET timeline_head = repeat('0', 64) WHERE id = :file"],
            ChainFault.REWRITTEN,
            11,
        ),
        (
            [
                "DELETE FROM timeline WHERE file_id = :file AND position = 11",
                "UPDATE files SET timeline_length = 10 WHERE id = :file",
            ],
            ChainFault.REWRITTEN,
            10,
        ),
    ],
)
def test_what_was_done_to_it_is_seen(
    referral: ReferralDesk,
    file: FileView,
    tamper: Tamper,
    statements: list[str],
    fault: ChainFault,
    broken: int,
) -> None:
    untouched = referral.register()
    tamper(*statements, file=file.id)
    proof = verify(referral, file)
    assert (proof.intact, proof.first_broken, proof.reason) == (False, broken, fault)
    assert verify(referral, untouched).intact


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE timeline SET summary = ''",
        "UPDATE timeline SET position = position + 1 WHERE false",
        "DELETE FROM timeline",
        "TRUNCATE timeline",
    ],
)
@pytest.mark.parametrize("role", ["app_url", "owner_url"])
def test_the_database_refuses_to_change_it(
    referral: ReferralDesk, migrated: Callable[[str], ServiceDatabase], statement: str, role: str
) -> None:
    file = referral.register()
    connection = psycopg2.connect(getattr(migrated("referral"), role))
    try:
        with connection.cursor() as cursor, pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(statement)
        assert refusal.value.pgcode == ("42501" if role == "app_url" else "23001")
    finally:
        connection.close()
    assert verify(referral, file).intact


def test_whose_timeline_it_is_may_ask(referral: ReferralDesk, file: FileView) -> None:
    assert file.inspector is not None
    inspector = person(Role.INSPECTOR, 1)
    for caller in (referral.office, referral.finance, referral.contractor):
        assert referral.desk.query(use_cases.verify_timeline, caller=caller, file_id=file.id).intact
    for caller in (inspector, person(Role.CONTRACTOR, 9)):
        with pytest.raises(NotFound):
            referral.desk.query(use_cases.verify_timeline, caller=caller, file_id=file.id)
    with pytest.raises(Forbidden):
        referral.desk.query(use_cases.verify_timeline, caller=referral.it, file_id=file.id)


def test_a_timeline_is_intact_while_it_grows(referral: ReferralDesk) -> None:
    """Facts and commands of one file at once, from many connections, and readers who check it all the while."""
    inspector = referral.inspector(1)
    file = referral.paid()
    acts: list[Callable[[], object]] = [
        act
        for number in range(20)
        for act in (
            lambda number=number: referral.desk.command(
                use_cases.apply_fee, referral.fee(file, inspector, amount_rials=number + 1)
            ),
            lambda number=number: referral.desk.command(
                use_cases.apply_gate, referral.gate(file, number + 2, 1_000 * number)
            ),
            lambda number=number: referral.desk.command(
                use_cases.correct_meter,
                caller=referral.contractor,
                file_id=file.id,
                meter_id=file.meters[0].id,
                area_m2=Decimal(100 + number),
            ),
        )
    ]
    growing = threading.Event()

    def watch() -> list[TimelineProof]:
        seen = [verify(referral, file)]
        while growing.is_set():
            seen.append(verify(referral, file))
        return seen

    growing.set()
    with ThreadPoolExecutor(6) as writers, ThreadPoolExecutor(2) as watchers:
        watched = [watchers.submit(watch) for _ in range(2)]
        done = [writers.submit(act) for act in acts]
        for each in done:
            each.result()
        growing.clear()
        proofs = [proof for each in watched for proof in each.result()]
    assert [proof for proof in proofs if not proof.intact] == []
    assert len({proof.length for proof in proofs}) > 5
    assert verify(referral, file).checked >= 60


def test_a_file_whose_first_event_is_gone_with_everything(referral: ReferralDesk, tamper: Tamper) -> None:
    file = referral.register()
    tamper(
        "DELETE FROM timeline WHERE file_id = :file",
        "UPDATE files SET timeline_length = 0 WHERE id = :file",
        file=file.id,
    )
    proof = verify(referral, file)
    assert (proof.intact, proof.reason, proof.head != CHAIN_START) == (False, ChainFault.REWRITTEN, True)
