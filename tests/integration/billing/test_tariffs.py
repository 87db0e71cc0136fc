"""Tariff versions on a real PostgreSQL: days without overlap or gap, used ones frozen, old rules for old files."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest

from chassis.jalali import tehran_date
from contracts.billing import ChargeVoided, SampleFile, TariffActivated, TariffView, TariffWithdrawn
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound, Refusal
from contracts.terms import BlockPricing, FileKind, Outcome, Phase, Role, TariffState, Unit, UnusedUnits
from launcher.backends import Backends
from launcher.provision import Passwords, ServiceDatabase, provision
from services.billing import use_cases
from services.billing.domain import DEFAULT_TARIFF, METER_CLASSES
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile, caller, person
from tests.integration.desk import Desk, copied, migrate, opened
from tests.invariants import assert_books_are_sound


@pytest.fixture(scope="module")
def untouched(backends: Backends) -> ServiceDatabase:
    """A migrated database that nobody opens."""
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    made = provision(backends.postgres_url, passwords, prefix=f"t{secrets.token_hex(3)}")["billing"]
    migrate("billing", made, "head")
    return made


@pytest.fixture
def database(backends: Backends, untouched: ServiceDatabase) -> ServiceDatabase:
    """A database of the test's own: what is in force there concerns nobody else."""
    return copied(backends, untouched)


@pytest.fixture
def desk(database: ServiceDatabase) -> Iterator[Desk]:
    """Billing at work; after every test its books must be sound, and every day must have one tariff."""
    with opened(database) as connected:
        made = Desk(connected)
        yield made
        assert_books_are_sound(made.rows)
        assert_days_are_covered(made)


def assert_days_are_covered(desk: Desk) -> None:
    """From the first day of the first version on, each version ends where the next begins; the last is open."""
    days = desk.rows(
        "SELECT effective_from, effective_to FROM tariff_versions"
        " WHERE effective_from IS NOT NULL ORDER BY effective_from"
    )
    assert [end for _, end in days] == [first for first, _ in days[1:]] + [None]


def today(desk: Desk) -> date:
    return tehran_date(desk.now)


def in_days(desk: Desk, days: int) -> date:
    return today(desk) + timedelta(days=days)


def new(desk: Desk, **numbers: Any) -> TariffView:
    return desk.command(use_cases.create_tariff, caller=FINANCE, **numbers)


def activate(desk: Desk, version: int, day: date) -> TariffView:
    return desk.command(use_cases.activate_tariff, caller=FINANCE, version=version, effective_from=day)


def withdraw(desk: Desk, version: int) -> None:
    desk.command(use_cases.withdraw_tariff, caller=FINANCE, version=version)


def seen(desk: Desk, version: int) -> TariffView:
    return desk.query(use_cases.get_tariff, caller=OFFICE, version=version)


def days_of(desk: Desk, version: int) -> tuple[date | None, date | None]:
    view = seen(desk, version)
    return view.effective_from, view.effective_to


def refused(kind: type[Refusal], code: str, do: Callable[..., Any], *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(kind) as refusal:
        do(*args, **kwargs)
    assert refusal.value.code == code
    return refusal.value


# -------------------------------------------------------------------------------------------- drafts and their days


def test_a_draft_takes_from_the_tariff_of_today_what_it_does_not_say(desk: Desk) -> None:
    fees = dict.fromkeys(METER_CLASSES, 1_000_000)
    view = new(desk, stage_fees_rials=fees, vat_basis_points=1_000, unused_units=UnusedUnits.CREDITED)
    assert (view.version, view.state, view.used) == (2, TariffState.DRAFT, False)
    assert (view.effective_from, view.effective_to, view.activated_by) == (None, None, None)
    assert view.created_by is not None
    assert (view.created_by.id, view.created_at) == (FINANCE.id, desk.now)
    assert (view.stage_fees_rials, view.vat_basis_points) == (fees, 1_000)
    assert view.revisit_fees_rials == dict(DEFAULT_TARIFF.revisit_fees)
    assert (view.rounding_rials, view.withholding_basis_points) == (1, 0)
    assert view.registration["concealed"] == {"concealed_stage": 3, "final": 1}
    assert view.coverage == {"concealed_stage": Unit.CONCEALED_STAGE}
    assert view == seen(desk, 2)
    assert days_of(desk, 1) == (date(2021, 3, 21), None)
    assert desk.told(TariffActivated) == []


def test_a_version_is_activated_moved_and_withdrawn(desk: Desk) -> None:
    view = new(desk, vat_basis_points=900)
    first = activate(desk, view.version, in_days(desk, 10))
    assert (first.state, first.effective_from) == (TariffState.SCHEDULED, in_days(desk, 10))
    assert first.activated_by is not None
    assert first.activated_by.membership_code == FINANCE.membership_code
    assert days_of(desk, 1)[1] == in_days(desk, 10)

    for days in (30, 5, 5):  # later, earlier, and there already
        activate(desk, view.version, in_days(desk, days))
        assert days_of(desk, 1)[1] == in_days(desk, days) == days_of(desk, 2)[0]
    assert [
        event.effective_from for event in desk.told(TariffActivated) if isinstance(event, TariffActivated)
    ] == [in_days(desk, days) for days in (10, 30, 5)]

    withdraw(desk, 2)
    assert days_of(desk, 1)[1] is None
    (told,) = desk.told(TariffWithdrawn)
    assert isinstance(told, TariffWithdrawn)
    assert (told.version, told.effective_from) == (2, in_days(desk, 5))
    refused(NotFound, "billing.tariff_not_found", seen, desk, 2)
    refused(NotFound, "billing.tariff_not_found", withdraw, desk, 2)
    refused(NotFound, "billing.tariff_not_found", activate, desk, 2, in_days(desk, 9))
    assert new(desk).version == 3, "a withdrawn version keeps its number"


def test_several_versions_share_the_days_to_come(desk: Desk) -> None:
    for days in (30, 10, 20):
        new(desk, effective_from=in_days(desk, days))
    expected = {1: 10, 3: 20, 4: 30}
    assert {v: days_of(desk, v)[1] for v in expected} == {v: in_days(desk, d) for v, d in expected.items()}
    assert days_of(desk, 2) == (in_days(desk, 30), None)
    withdraw(desk, 4)
    assert days_of(desk, 3) == (in_days(desk, 10), in_days(desk, 30))
    error = refused(Conflict, "billing.tariff_day_taken", activate, desk, 3, in_days(desk, 30))
    assert error.params == {"version": 2}
    assert days_of(desk, 3)[0] == in_days(desk, 10), "a refused move leaves it where it was"


def test_a_version_begins_tomorrow_at_the_earliest(desk: Desk) -> None:
    for days in (-1, 0):
        error = refused(
            InvalidRequest, "billing.tariff_too_early", new, desk, effective_from=in_days(desk, days)
        )
        assert "effective_from" in error.errors
    refused(InvalidRequest, "request.invalid", new, desk, effective_from=in_days(desk, 4_000))
    assert [view.version for view in listed(desk)] == [1], "nothing is left of a refused one"
    assert new(desk, effective_from=in_days(desk, 1)).state is TariffState.SCHEDULED


def test_what_has_begun_is_neither_moved_nor_withdrawn(desk: Desk) -> None:
    new(desk, vat_basis_points=100, effective_from=in_days(desk, 1))
    desk.pass_time(days=1)
    assert [view.state for view in listed(desk)] == [TariffState.IN_FORCE, TariffState.PAST]
    for version in (1, 2):
        refused(Conflict, "billing.tariff_in_force", withdraw, desk, version)
        refused(Conflict, "billing.tariff_in_force", activate, desk, version, in_days(desk, 5))
    assert new(desk).vat_basis_points == 100, "copied from the version in force by now"


def test_a_day_that_was_priced_keeps_its_tariff_even_if_midnight_has_just_passed(desk: Desk) -> None:
    desk.pass_time(days=1)
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    desk.pass_time(days=-1)
    refused(InvalidRequest, "billing.tariff_too_early", new, desk, effective_from=in_days(desk, 1))
    assert new(desk, effective_from=in_days(desk, 2)).version == 2


def listed(desk: Desk) -> list[TariffView]:
    return desk.query(use_cases.list_tariffs, caller=FINANCE).items


def test_versions_are_listed_newest_first_by_pages(desk: Desk) -> None:
    for _ in range(4):
        new(desk)
    withdraw(desk, 3)
    first = desk.query(use_cases.list_tariffs, caller=OFFICE, limit=3)
    assert [view.version for view in first.items] == [5, 4, 2]
    rest = desk.query(use_cases.list_tariffs, caller=OFFICE, limit=3, cursor=first.next_cursor)
    assert ([view.version for view in rest.items], rest.next_cursor) == ([1], None)
    assert rest.items[0].created_by is None
    for cursor in ("x", "WyJ4Il0"):
        refused(
            InvalidRequest,
            "request.invalid_cursor",
            desk.query,
            use_cases.list_tariffs,
            caller=OFFICE,
            cursor=cursor,
        )


def test_finance_makes_and_the_office_reads(desk: Desk) -> None:
    refused(Forbidden, "request.forbidden", desk.command, use_cases.create_tariff, caller=OFFICE)
    for do in (use_cases.withdraw_tariff, use_cases.activate_tariff):
        more = {"effective_from": in_days(desk, 1)} if do is use_cases.activate_tariff else {}
        refused(Forbidden, "request.forbidden", desk.command, do, caller=OFFICE, version=1, **more)
    inspector = caller(Role.INSPECTOR, person("19-3-7"))
    for look in (use_cases.get_tariff, use_cases.preview_tariff):
        refused(Forbidden, "request.forbidden", desk.query, look, caller=inspector, version=1)
    refused(Forbidden, "request.forbidden", desk.query, use_cases.list_tariffs, caller=inspector)


def test_a_tariff_that_cannot_price_every_meter_is_refused_by_field(desk: Desk) -> None:
    error = refused(
        InvalidRequest,
        "request.invalid",
        new,
        desk,
        stage_fees_rials={"G4": 5_000},
        coverage={"approved": Unit.PRE},
    )
    assert error.errors.keys() == {"stage_fees_rials", "coverage"}


# ---------------------------------------------------------------------------------------------------- previews


def test_a_preview_shows_what_would_change_and_stores_nothing(desk: Desk) -> None:
    version = new(desk, vat_basis_points=1_000, block_pricing=BlockPricing.PER_VISIT).version
    own = SampleFile(kind=FileKind.CONCEALED, block=False, meter_classes=["G4", "G4"])
    preview = desk.query(use_cases.preview_tariff, caller=OFFICE, version=version, sample=own)
    assert (preview.version, preview.in_force_version) == (2, 1)
    mine = preview.effects[0]
    assert mine.sample == own
    assert (mine.in_force.invoice_rials, mine.proposed.invoice_rials) == (6_900_000, 7_590_000)
    assert (mine.difference.invoice_rials, mine.difference.vat_rials) == (690_000, 690_000)
    assert mine.difference.inspector_fee_rials == mine.difference.stage_price_rials == 0
    blocks = [effect for effect in preview.effects if effect.sample.block]
    assert blocks
    assert all(effect.difference.revisit_price_rials < 0 for effect in blocks)
    own = SampleFile(kind=FileKind.EXPOSED, block=False, meter_classes=["G4", "G7"])
    error = refused(
        InvalidRequest,
        "request.invalid",
        desk.query,
        use_cases.preview_tariff,
        caller=FINANCE,
        version=version,
        sample=own,
    )
    assert error.errors == {
        "sample": {"meter_classes": {"1": [f"Must be one of: {', '.join(METER_CLASSES)}."]}}
    }


def test_an_invoice_and_a_charge_are_what_the_preview_said(desk: Desk) -> None:
    version = new(
        desk, vat_basis_points=1_000, rounding_rials=10_000, effective_from=in_days(desk, 1)
    ).version
    own = SampleFile(kind=FileKind.CONCEALED, block=False, meter_classes=["G6", "G6", "G16"])
    figures = (
        desk.query(use_cases.preview_tariff, caller=FINANCE, version=version, sample=own).effects[0].proposed
    )
    desk.pass_time(days=1)
    file = BilledFile(desk, FileKind.CONCEALED, own.meter_classes).register()
    invoice = file.account().invoice
    assert invoice is not None
    assert (invoice.amount_rials, invoice.vat_rials) == (figures.invoice_rials, figures.vat_rials)
    file.settle(file.filed(Outcome.DEFECTIVE))
    assert file.account().charges[0].amount_rials == figures.revisit_price_rials
    file.settle(file.filed(Outcome.CONCEALED_STAGE))
    assert file.account().charges[1].amount_rials == figures.stage_price_rials


# --------------------------------------------------------------------------------- a change while a file is under way


def test_between_registration_and_report_exactly_what_should_change_does(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    early = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(390_000)
    new(
        desk,
        stage_fees_rials={name: 2 * fee for name, fee in DEFAULT_TARIFF.stage_fees.items()},
        revisit_fees_rials={name: 2 * fee for name, fee in DEFAULT_TARIFF.revisit_fees.items()},
        vat_basis_points=1_000,
        inspector_share_basis_points=5_000,
        unused_units=UnusedUnits.CREDITED,
        effective_from=in_days(desk, 1),
    )
    late = file.filed(Outcome.DEFECTIVE)  # of today, and heard of only tomorrow
    desk.pass_time(days=1)
    file.settle(late)
    file.pay(390_000)
    file.settle(file.filed(Outcome.ABSENT_CHARGED))
    charges = file.account().charges
    assert [(c.tariff_version, c.amount_rials) for c in charges] == [(1, 390_000), (1, 390_000), (2, 780_000)]
    assert file.account().debt_rials == 858_000, "with its tax"
    assert file.balance("2210", file.inspector.id) == -(273_000 + 273_000 + 390_000)

    # What was bought keeps its price and its rules: a corrected meter is priced by the tariff of the registration.
    file.correct(0, "G6")
    (adjustment,) = file.account().adjustments
    assert (adjustment.tariff_version, adjustment.difference_rials) == (1, 80_000)
    # A void is the exact negation of what was charged then.
    file.void(early)
    (voided,) = [event for event in desk.told(ChargeVoided) if isinstance(event, ChargeVoided)]
    assert (voided.amount_rials, voided.fee_rials) == (390_000, 273_000)

    newer = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    invoice = newer.account().invoice
    assert invoice is not None
    assert (invoice.tariff_version, invoice.amount_rials, invoice.vat_rials) == (2, 3_036_000, 276_000)


def test_unused_units_follow_the_tariff_of_the_completing_report(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    file.pay(3_450_000)
    new(desk, unused_units=UnusedUnits.CREDITED, effective_from=in_days(desk, 1))
    desk.pass_time(days=1)
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
    assert file.account().credit_rials == 3 * 862_500


# ------------------------------------------------------------------------------------------------- the database itself


@contextmanager
def owner(database: ServiceDatabase) -> Iterator[Any]:
    """The owner's connection: whoever may do anything that the database itself does not refuse."""
    connection = psycopg2.connect(database.owner_url)
    try:
        yield connection
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE tariff_versions SET effective_from = effective_from - 1 WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET effective_from = effective_from + 1 WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET effective_from = NULL WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET data = data || '{\"vat\": 5}' WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET used_at = NULL WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET used_from = used_from + 1 WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET used_through = used_through - 1 WHERE version = 1", "23001"),
        ("UPDATE tariff_versions SET withdrawn_at = now() WHERE version = 1", "23001"),
        ("DELETE FROM tariff_versions WHERE version = 1", "23001"),
        # a used day that would get another version, or none
        ("UPDATE tariff_versions SET effective_to = used_through WHERE version = 1", "23514"),
        ("UPDATE tariff_versions SET effective_to = used_through + 1 WHERE version = 1", "23514"),
        ("UPDATE tariff_versions SET effective_to = NULL WHERE version = 1", "23P01"),
        ("UPDATE tariff_versions SET effective_to = effective_to + 1 WHERE version = 1", "23P01"),
        ("UPDATE tariff_versions SET effective_from = effective_from + 1 WHERE version = 2", "23514"),
        ("UPDATE tariff_versions SET effective_to = effective_from + 9 WHERE version = 2", "23514"),
        ("UPDATE tariff_versions SET withdrawn_at = now() WHERE version = 2", "23514"),
        ("DELETE FROM tariff_versions WHERE version = 2", "23514"),
        ("INSERT INTO tariff_versions VALUES (9, '2000-01-01', '2000-02-01', '{}')", "23514"),
        ("INSERT INTO tariff_versions VALUES (9, NULL, '2000-02-01', '{}')", "23514"),
    ],
)
def test_not_even_the_owner_takes_a_tariff_from_a_used_day(
    desk: Desk, database: ServiceDatabase, statement: str, code: str
) -> None:
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    new(desk, effective_from=in_days(desk, 20))
    with owner(database) as connection:
        with pytest.raises(psycopg2.Error) as refusal:
            connection.cursor().execute(f"{statement}; COMMIT")
        assert refusal.value.pgcode == code


def test_the_service_may_not_delete_a_version(desk: Desk, database: ServiceDatabase) -> None:
    new(desk)
    connection = psycopg2.connect(database.app_url)
    with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("DELETE FROM tariff_versions WHERE version = 2")
    connection.close()


# -------------------------------------------------------------------------------------------------------------- races


def tried(do: Callable[[], Any]) -> str:
    """What became of it: a version, or the code of the refusal."""
    try:
        return str(do().version)
    except Refusal as refusal:
        return refusal.code


def test_activations_at_once_leave_neither_overlap_nor_gap(desk: Desk) -> None:
    versions = [new(desk).version for _ in range(6)]
    days = [in_days(desk, days) for days in (10, 10, 12, 8, 10, 15)]
    with ThreadPoolExecutor(6) as pool:
        done = list(
            pool.map(lambda each: tried(lambda: activate(desk, *each)), zip(versions, days, strict=True))
        )
    assert done.count("billing.tariff_day_taken") == 2, done
    active = desk.rows(
        "SELECT effective_from FROM tariff_versions WHERE effective_from IS NOT NULL ORDER BY 1"
    )
    assert [day for (day,) in active[1:]] == [in_days(desk, days) for days in (8, 10, 12, 15)]


def test_moves_and_withdrawals_at_once_leave_neither_overlap_nor_gap(desk: Desk) -> None:
    versions = [new(desk, effective_from=in_days(desk, 10 * n)).version for n in range(1, 5)]

    def shuffle(number: int) -> None:
        version = versions[number % 4]
        try:
            if number % 3:
                activate(desk, version, in_days(desk, 3 + number * 7 % 50))
            else:
                withdraw(desk, version)
        except (Conflict, NotFound):
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(shuffle, range(24)))
    assert_days_are_covered(desk)


def test_who_changes_the_days_waits_for_who_is_pricing(desk: Desk, database: ServiceDatabase) -> None:
    """Midnight passes between a use and an activation: the day that was used keeps its version."""
    first, tomorrow = new(desk), in_days(desk, 1)
    with owner(database) as connection, ThreadPoolExecutor(1) as pool:
        cursor = connection.cursor()
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('tariffs'))")
        waiting = pool.submit(tried, lambda: activate(desk, first.version, tomorrow))
        cursor.execute(
            "UPDATE tariff_versions SET used_at = now(), used_from = %s, used_through = %s WHERE version = 1",
            (tomorrow, tomorrow),
        )
        assert_waits(desk, 1)
        connection.commit()
        assert waiting.result() == "billing.tariff_too_early"
    assert days_of(desk, 1)[1] is None


def test_one_who_waits_to_change_the_days_stops_nobody_who_needs_a_lock_of_another(
    desk: Desk, database: ServiceDatabase
) -> None:
    """One prices, and then wants a row of somebody who waits for the lock behind the one who waits to change."""
    shared, alone = (f"SELECT pg_advisory_xact_lock{kind}(hashtext('tariffs'))" for kind in ("_shared", ""))
    row = "SELECT 1 FROM accounts WHERE code = '1210' FOR UPDATE"
    with owner(database) as first, owner(database) as second, owner(database) as changes:
        first.cursor().execute(shared)
        second.cursor().execute(row)
        with ThreadPoolExecutor(3) as pool:
            changed = pool.submit(changes.cursor().execute, alone)
            assert_waits(desk, 1)
            behind = pool.submit(second.cursor().execute, shared)
            assert_waits(desk, 2)
            wants = pool.submit(first.cursor().execute, row)
            behind.result()  # PostgreSQL lets it go first, since nobody could go on otherwise
            second.commit()
            wants.result()
            first.commit()
            changed.result()


def assert_waits(desk: Desk, count: int) -> None:
    """So many wait for the lock of the tariffs, sooner or later."""
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    give_up_at = time.monotonic() + 10
    while desk.rows(waiting) != [(count,)]:
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def test_files_registered_while_tariffs_change_are_priced_by_their_day(desk: Desk) -> None:
    new(desk, effective_from=in_days(desk, 1))
    tomorrow = Desk(desk.database)
    tomorrow.now = desk.now + timedelta(days=1)

    def register(number: int) -> None:
        BilledFile(tomorrow if number % 2 else desk, FileKind.EXPOSED, ["G4"]).register()

    def change(number: int) -> None:
        tried(lambda: new(desk, effective_from=in_days(desk, 1 + number % 4)))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: (change if n % 3 == 0 else register)(n), range(30)))
    assert_books_are_sound(desk.rows)


def test_versions_from_before_know_the_days_that_they_priced(backends: Backends) -> None:
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    old = provision(backends.postgres_url, passwords, prefix=f"t{secrets.token_hex(3)}")["billing"]
    migrate("billing", old, "0003")
    with owner(old) as connection:
        data = DEFAULT_TARIFF.to_data()
        del data["rounding_rials"]
        cursor = connection.cursor()
        cursor.execute("UPDATE tariff_versions SET data = %s, used_at = now()", (json.dumps(data),))
        connection.commit()
    migrate("billing", old, "head")
    with opened(old) as connected:
        desk = Desk(connected)
        view = seen(desk, 1)
        assert (view.used, view.rounding_rials, view.state) == (True, 1, TariffState.IN_FORCE)
        assert desk.rows("SELECT used_from, used_through FROM tariff_versions") == [
            (date(2021, 3, 21), date(2021, 3, 21))
        ]
        assert_books_are_sound(desk.rows)
