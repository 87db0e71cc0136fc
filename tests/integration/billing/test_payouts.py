"""Batches of payouts on the real database: what they pay, that they pay it once, and what the books say of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import psycopg2
import pytest
from sqlalchemy import text

from chassis.ids import new_id
from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.billing import PayoutConfirmed, PayoutFailed, PayoutSent
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound
from contracts.terms import PayoutLineState, PayoutState, Role
from services.billing import use_cases
from tests.integration.billing.conftest import FINANCE, OFFICE, caller
from tests.integration.billing.hands import Earner, cancel, confirm, draft, fail, freeze, seen
from tests.integration.desk import Desk

FEE = 273_000  # 70 % of the revisit fee of a G4 meter
IBAN = "IR062960000000100324200001"


@pytest.fixture
def earner(desk: Desk) -> Earner:
    return Earner(desk)


def test_what_is_owed_is_drafted_sent_and_paid(desk: Desk, earner: Earner) -> None:
    earner.earn()
    earner.earn()
    payout = earner.draft()
    assert (payout.state, payout.lines_count, payout.gross_rials) == (PayoutState.DRAFT, 1, 2 * FEE)
    assert earner.owed() == 2 * FEE
    assert earner.payouts().items == []

    frozen = freeze(desk, payout)
    (line,) = frozen.lines
    assert (frozen.state, line.state, line.net_rials) == (PayoutState.FROZEN, PayoutLineState.SENT, 2 * FEE)
    assert (earner.owed(), earner.file.balance("1095", f"payout:{line.id}")) == (0, -2 * FEE)
    (told,) = desk.told(PayoutSent)
    assert isinstance(told, PayoutSent)
    assert (told.lane, told.net_rials) == (earner.who.id, 2 * FEE)

    confirm(desk, payout)
    assert earner.file.balance("1020", f"payout:{line.id}") == -2 * FEE
    assert seen(desk, payout).state is PayoutState.SETTLED
    assert len(desk.told(PayoutConfirmed)) == 1
    (mine,) = earner.payouts().items
    assert (mine.payout_id, mine.state, mine.reference) == (payout.id, "confirmed", "7788")
    assert mine.paid_on == tehran_date(desk.now)


def withhold(desk: Desk, basis_points: int) -> None:
    """A tariff like the first one, from today on, that withholds such a share."""

    def change(work: Work) -> None:
        work.session.execute(
            text("UPDATE tariff_versions SET effective_to = :day WHERE effective_to IS NULL"),
            {"day": tehran_date(work.now)},
        )
        work.session.execute(
            text(
                "INSERT INTO tariff_versions SELECT (SELECT max(version) + 1 FROM tariff_versions), :day, NULL,"
                " data || jsonb_build_object('withholding', CAST(:rate AS int)), NULL"
                " FROM tariff_versions WHERE version = 1"
            ),
            {"day": tehran_date(work.now), "rate": basis_points},
        )

    desk.command(change)


def test_tax_is_withheld_by_the_tariff_of_the_day(desk: Desk, earner: Earner) -> None:
    earner.earn()
    payout = earner.draft()
    desk.pass_time(days=400)
    withhold(desk, 1_000)
    try:
        with pytest.raises(Conflict, match="payout_outdated"):
            freeze(desk, payout)
        cancel(desk, payout)
        again = freeze(desk, earner.draft())
    finally:
        desk.pass_time(days=1)
        withhold(desk, 0)
    (line,) = again.lines
    assert (line.gross_rials, line.withholding_rials, line.net_rials) == (FEE, 27_300, 245_700)
    assert earner.file.balance("2310", earner.who.id) == -27_300
    confirm(desk, again)
    assert earner.file.balance("1020", f"payout:{line.id}") == -245_700


def test_a_fee_is_in_one_batch_at_a_time(desk: Desk, earner: Earner) -> None:
    earner.earn()
    first = earner.draft()
    with pytest.raises(Conflict, match="nothing_to_pay"):
        earner.draft()
    earner.earn()
    second = earner.draft()
    assert second.gross_rials == FEE
    cancel(desk, first)
    cancel(desk, first)
    freeze(desk, second)
    third = earner.draft()
    assert third.gross_rials == FEE
    with pytest.raises(Conflict, match="payout_not_draft"):
        freeze(desk, first)
    with pytest.raises(Conflict, match="payout_not_draft"):
        cancel(desk, second)


def test_only_fees_of_the_period_are_paid(desk: Desk, earner: Earner) -> None:
    first = tehran_date(desk.now)
    earner.earn()
    desk.pass_time(days=10)
    earner.earn()
    desk.pass_time(days=10)
    earner.earn()
    middle = first + timedelta(days=10)
    assert earner.draft(from_date=middle, to_date=middle).gross_rials == FEE
    assert earner.draft(to_date=first).gross_rials == FEE
    assert earner.draft().gross_rials == FEE
    with pytest.raises(InvalidRequest):
        earner.draft(from_date=middle, to_date=first)


def test_a_day_that_cannot_be_meant_is_refused(desk: Desk, earner: Earner) -> None:
    """A batch is listed for ever with its days in both calendars, of which one knows no year 9999."""
    earner.earn()
    for period in ({"to_date": date(9999, 12, 31)}, {"from_date": date(1026, 10, 23)}):
        with pytest.raises(InvalidRequest):
            earner.draft(**period)


def test_a_void_is_taken_off_the_next_batch(desk: Desk, earner: Earner) -> None:
    voided = earner.earn()
    freeze(desk, earner.draft())
    earner.file.void(voided)
    assert earner.owed() == -FEE
    with pytest.raises(Conflict, match="nothing_to_pay"):
        earner.draft()
    earner.earn()
    with pytest.raises(Conflict, match="nothing_to_pay"):
        earner.draft()
    earner.earn()
    assert earner.draft(to_date=tehran_date(desk.now)).gross_rials == FEE


def test_what_became_void_before_it_was_paid_is_never_paid(desk: Desk, earner: Earner) -> None:
    voided = earner.earn()
    payout = earner.draft()
    earner.file.void(voided)
    with pytest.raises(Conflict, match="payout_outdated"):
        freeze(desk, payout)
    cancel(desk, payout)
    with pytest.raises(Conflict, match="nothing_to_pay"):
        earner.draft()
    assert earner.owed() == 0


def test_a_line_that_failed_is_paid_by_a_later_batch(desk: Desk, earner: Earner) -> None:
    earner.earn()
    payout = freeze(desk, earner.draft())
    fail(desk, payout)
    assert (earner.owed(), earner.file.balance("1095", f"payout:{payout.lines[0].id}")) == (FEE, 0)
    assert seen(desk, payout).state is PayoutState.SETTLED
    assert len(desk.told(PayoutFailed)) == 1
    again = freeze(desk, earner.draft())
    confirm(desk, again)
    assert [item.state for item in earner.payouts().items] == ["confirmed", "failed"]
    assert earner.owed() == 0


def test_a_payment_that_fails_after_its_void_was_taken_back_is_owed(desk: Desk, earner: Earner) -> None:
    voided = earner.earn()
    first = freeze(desk, earner.draft())
    earner.file.void(voided)
    earner.earn()
    earner.earn()
    second = earner.draft()
    assert second.gross_rials == FEE
    fail(desk, first)
    with pytest.raises(Conflict, match="payout_outdated"):
        freeze(desk, second)
    cancel(desk, second)
    third = freeze(desk, earner.draft())
    assert third.gross_rials == 2 * FEE
    assert earner.owed() == 0


def test_a_void_that_was_taken_back_is_paid_again_when_the_payment_failed(desk: Desk, earner: Earner) -> None:
    voided = earner.earn()
    first = freeze(desk, earner.draft())
    earner.file.void(voided)
    earner.earn()
    earner.earn()
    freeze(desk, earner.draft())
    fail(desk, first)
    assert earner.owed() == FEE
    assert freeze(desk, earner.draft()).gross_rials == FEE
    assert earner.owed() == 0


def test_a_line_is_confirmed_or_fails_once(desk: Desk, earner: Earner) -> None:
    earner.earn()
    other = Earner(desk)
    other.earn()
    payout = draft(desk, earner.who.id, other.who.id)
    with pytest.raises(Conflict, match="payout_not_frozen"):
        confirm(desk, payout)
    freeze(desk, payout)
    confirm(desk, payout)
    for act in (confirm, fail):
        with pytest.raises(Conflict, match="payout_line_settled"):
            act(desk, payout)
    assert seen(desk, payout).state is PayoutState.FROZEN
    fail(desk, payout, 1)
    assert (seen(desk, payout).confirmed_count, seen(desk, payout).failed_count) == (1, 1)


def test_a_line_is_paid_between_the_freeze_and_today(desk: Desk, earner: Earner) -> None:
    earner.earn()
    payout = freeze(desk, earner.draft())
    desk.pass_time(days=3)
    for days in (-4, 1):
        with pytest.raises(InvalidRequest):
            confirm(desk, payout, paid_on=tehran_date(desk.now) + timedelta(days=days))
    confirm(desk, payout, paid_on=tehran_date(desk.now) - timedelta(days=2))


def test_a_bank_account_is_the_one_of_the_day_of_the_freeze(desk: Desk, earner: Earner) -> None:
    earner.earn()
    payout = earner.draft()
    assert payout.lines[0].iban is None

    def put(inspector_id: str, iban: str) -> None:
        desk.command(use_cases.set_bank_account, caller=FINANCE, inspector_id=inspector_id, iban=iban)

    put(earner.who.id, "ir06 2960 0000 0010 0324 2000 01")
    assert freeze(desk, payout).lines[0].iban == IBAN
    put(earner.who.id, "IR160120000000000000000002")
    file = desk.query(use_cases.get_bank_file, caller=FINANCE, payout_id=payout.id)
    assert [(line.line_number, line.iban, line.net_rials) for line in file.lines] == [(1, IBAN, FEE)]
    with pytest.raises(InvalidRequest):
        put(earner.who.id, "IR062960000000100324200002")
    with pytest.raises(NotFound, match="inspector_not_found"):
        put(new_id(), IBAN)


def test_two_batches_at_once_never_pay_the_same_rial(desk: Desk) -> None:
    earners = [Earner(desk) for _ in range(3)]
    for earner in earners:
        earner.earn()
    ids = [earner.who.id for earner in earners]

    def attempt(_: int) -> int:
        try:
            payout = draft(desk, *ids)
            freeze(desk, payout)
        except Conflict:
            return 0
        return payout.gross_rials

    with ThreadPoolExecutor(6) as pool:
        paid = list(pool.map(attempt, range(6)))
    assert sorted(paid) == [0, 0, 0, 0, 0, 3 * FEE]
    assert [earner.owed() for earner in earners] == [0, 0, 0]


def test_the_database_itself_keeps_what_was_frozen(desk: Desk, earner: Earner) -> None:
    earner.earn()
    payout = freeze(desk, earner.draft())
    line = payout.lines[0].id
    url = desk.database.writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
    for statement, code in (
        ("UPDATE payout_lines SET gross_rials = gross_rials + 1 WHERE id = %s", "23001"),
        ("UPDATE payout_lines SET iban = 'IR062960000000100324200001' WHERE id = %s", "23001"),
        ("UPDATE payout_lines SET state = 'draft' WHERE id = %s", "23001"),
        ("DELETE FROM payout_lines WHERE id = %s", "23001"),
        ("UPDATE payout_items SET amount_rials = 1 WHERE line_id = %s", "23001"),
        ("DELETE FROM payout_items WHERE line_id = %s", "23001"),
        (
            "WITH other AS (INSERT INTO payout_lines SELECT gen_random_uuid(), payout_id, 99, inspector_id || 'x',"
            " '', '', NULL, 1, 0, 'sent' FROM payout_lines WHERE id = %s) SELECT 1",
            "23503",
        ),
        (
            "INSERT INTO payout_items SELECT line_id, report_id, revision, 'void', -amount_rials, true"
            " FROM payout_items WHERE line_id = %s;"
            "INSERT INTO payout_items SELECT (SELECT id FROM payout_lines WHERE id <> line_id LIMIT 1), report_id,"
            " revision, kind, amount_rials, true FROM payout_items",
            "23505",
        ),
    ):
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor, pytest.raises(psycopg2.Error) as refusal:
                cursor.execute(statement, (line,))
            assert refusal.value.pgcode == code
        finally:
            connection.close()


def test_who_may(desk: Desk, earner: Earner) -> None:
    earner.earn()
    payout = earner.draft()
    for who in (OFFICE, earner.file.owner, caller(Role.INSPECTOR, earner.who)):
        with pytest.raises(Forbidden):
            desk.query(use_cases.list_payouts, caller=who)
        with pytest.raises(Forbidden):
            desk.command(use_cases.freeze_payout, caller=who, payout_id=payout.id)
    with pytest.raises(Forbidden):
        desk.query(use_cases.list_my_payouts, caller=FINANCE)
    for unknown in ("nonsense", new_id()):
        with pytest.raises(NotFound, match="payout_not_found"):
            desk.query(use_cases.get_payout, caller=FINANCE, payout_id=unknown)


def test_lists_are_paged(desk: Desk, earner: Earner) -> None:
    desk.pass_time(days=1_000)  # later than every other test
    made = []
    for _ in range(3):
        earner.earn()
        made.append(freeze(desk, earner.draft()).id)
        desk.pass_time(seconds=1)
    first = desk.query(use_cases.list_payouts, caller=FINANCE, state=PayoutState.FROZEN, limit=2)
    assert [item.id for item in first.items] == made[:0:-1]
    rest = desk.query(use_cases.list_payouts, caller=FINANCE, limit=1, cursor=first.next_cursor)
    assert [(item.id, item.gross_rials) for item in rest.items] == [(made[0], FEE)]
    inspector = caller(Role.INSPECTOR, earner.who)
    mine = desk.query(use_cases.list_my_payouts, caller=inspector, limit=2)
    assert [item.payout_id for item in mine.items] == made[:0:-1]
    assert mine.next_cursor is not None
