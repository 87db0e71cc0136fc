"""Who sees what, lists and their pages, the timeline, the past."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from chassis.paging import encode_cursor
from contracts.billing import GateSnapshot, PaymentReceived
from contracts.errors import CommonCode, Forbidden, InvalidRequest, NotFound, ReferralCode
from contracts.referral import FileView, TimelineEntry
from contracts.shapes import Caller, Page
from contracts.terms import FileKind, FileResult, FileStatus, Phase, Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, meter, person

SOMEBODY = "018f0000-0000-7000-8000-000000000001"


def ids(page: Page[FileView]) -> list[str]:
    return [file.id for file in page.items]


def listed(referral: ReferralDesk, caller: Caller, **wanted: object) -> list[str]:
    return ids(referral.desk.query(use_cases.list_files, caller=caller, **wanted))  # type: ignore[arg-type]


def timeline(referral: ReferralDesk, file: FileView, caller: Caller) -> list[TimelineEntry]:
    return referral.desk.query(use_cases.get_timeline, caller=caller, file_id=file.id, limit=200).items


def test_whose_file_is_whose(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1), referral.inspector(2)
    rival = person(Role.CONTRACTOR, 70_002)
    mine, unpaid = referral.paid(), referral.register()
    theirs = referral.register(contractor=rival)
    assert listed(referral, referral.contractor) == [unpaid.id, mine.id]
    assert listed(referral, rival) == [theirs.id]
    assert listed(referral, first) == [mine.id]
    assert listed(referral, second) == []
    everything = [theirs.id, unpaid.id, mine.id]
    assert listed(referral, referral.office) == listed(referral, referral.finance) == everything
    for caller in (rival, second):
        for look in (use_cases.get_file, use_cases.list_referrals, use_cases.get_timeline):
            with pytest.raises(NotFound) as caught:
                referral.desk.query(look, caller=caller, file_id=mine.id)
            assert caught.value.code == ReferralCode.FILE_NOT_FOUND


@pytest.mark.parametrize("file_id", ["nonsense", "' OR 1=1", SOMEBODY, "0" * 64])
def test_what_is_not_there_is_not_found(referral: ReferralDesk, file_id: str) -> None:
    with pytest.raises(NotFound):
        referral.desk.query(use_cases.get_file, caller=referral.office, file_id=file_id)
    with pytest.raises(NotFound):
        referral.desk.query(use_cases.get_snapshot, file_id=file_id)
    with pytest.raises(NotFound):
        referral.desk.command(use_cases.withdraw, caller=person(Role.INSPECTOR, 3), file_id=file_id)


def test_an_inspector_sees_what_is_in_hand_and_what_was_completed(referral: ReferralDesk) -> None:
    inspector, successor = referral.inspector(1), referral.inspector(2, capacity=1)
    file = referral.paid()
    referral.approve(file, inspector, Phase.PRE, Phase.FINAL)
    assert listed(referral, inspector) == [file.id]
    given_up = referral.paid()
    holder = given_up.inspector
    assert holder is not None
    who = inspector if holder.id == inspector.id else successor
    referral.withdraw(given_up, who)
    with pytest.raises(NotFound):
        referral.desk.query(use_cases.get_file, caller=who, file_id=given_up.id)


def test_it_is_not_for_the_it_unit(referral: ReferralDesk) -> None:
    file = referral.register()
    queries: list[Callable[[], object]] = [
        lambda: referral.desk.query(use_cases.get_file, caller=referral.it, file_id=file.id),
        lambda: referral.desk.query(use_cases.list_files, caller=referral.it),
        lambda: referral.desk.query(use_cases.list_referrals, caller=referral.it, file_id=file.id),
        lambda: referral.desk.query(use_cases.get_timeline, caller=referral.it, file_id=file.id),
        lambda: referral.desk.query(use_cases.list_my_referrals, caller=referral.it),
        lambda: referral.desk.query(use_cases.list_my_files, caller=referral.it, result=FileResult.APPROVED),
        lambda: referral.desk.query(use_cases.get_worksheet, caller=referral.it),
        lambda: referral.fill_worksheet(referral.it),
        lambda: referral.register(contractor=referral.it),
        lambda: referral.withdraw(file, referral.it),
    ]
    for ask in queries:
        with pytest.raises(Forbidden):
            ask()


def test_filters(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    debtor, final = referral.paid(), referral.paid()
    exposed = referral.register(kind=FileKind.EXPOSED)
    referral.approve(final, inspector, Phase.PRE)
    referral.desk.command(use_cases.apply_gate, referral.gate(debtor, 9, 390_000))
    office = referral.office
    assert listed(referral, office, status=FileStatus.REFERRED) == [final.id, debtor.id]
    assert listed(referral, office, status=FileStatus.COMPLETED) == []
    assert listed(referral, office, phase=Phase.FINAL) == [final.id]
    assert listed(referral, office, kind=FileKind.EXPOSED) == [exposed.id]
    assert listed(referral, office, debtor=True) == [debtor.id]
    assert listed(referral, office, debtor=False) == [exposed.id, final.id]
    assert listed(referral, office, debtor=False, status=FileStatus.REFERRED, phase=Phase.FINAL) == [final.id]


def test_search(referral: ReferralDesk) -> None:
    first = referral.register(owner_name="علی‌اکبر کریمی", address="کرمان، خیابان ۱۷ شهریور")
    second = referral.register(owner_name="Maryam 100%", address="سیرجان")
    for q in (first.number, "۰۰۰۰۰۱", "علي اكبر", "علیاکبر کریمی", "17 شهریور"):
        assert listed(referral, referral.office, q=q) == [first.id]
    for q in ("maryam", "100%", "سیرجان", "سيرجان ۱۰۰"):
        assert listed(referral, referral.office, q=q) == [second.id]
    assert listed(referral, referral.office, q="كرمان کریمي ١٧") == [first.id]
    for q in ("_", "کریمی سیرجان", "%%"):
        assert listed(referral, referral.office, q=q) == []
    assert listed(referral, person(Role.CONTRACTOR, 4), q="سیرجان") == []


def test_pages_stay_true_while_files_arrive(referral: ReferralDesk) -> None:
    files = [referral.register() for _ in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        page = referral.desk.query(use_cases.list_files, caller=referral.office, limit=2, cursor=cursor)
        seen += ids(page)
        cursor = page.next_cursor
        referral.register()
    assert seen == [file.id for file in reversed(files)]
    assert cursor is None


def test_files_of_the_same_moment_are_paged_too(referral: ReferralDesk) -> None:
    moment = referral.desk.now
    for _ in range(3):
        referral.register()
        referral.desk.now = moment
    first = referral.desk.query(use_cases.list_files, caller=referral.office, limit=2)
    second = referral.desk.query(
        use_cases.list_files, caller=referral.office, limit=2, cursor=first.next_cursor
    )
    assert len({*ids(first), *ids(second)}) == 3


@pytest.mark.parametrize(
    "cursor",
    [
        "nonsense",
        encode_cursor("x"),
        encode_cursor("2026-01-01T00:00:00", SOMEBODY),
        encode_cursor("2026-01-01T00:00:00+00:00", "nonsense"),
        encode_cursor("99999999999", "1", "2"),
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(referral: ReferralDesk, cursor: str) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    asks: list[Callable[[], object]] = [
        lambda: referral.desk.query(use_cases.list_files, caller=referral.office, cursor=cursor),
        lambda: referral.desk.query(use_cases.list_my_referrals, caller=inspector, cursor=cursor),
        lambda: referral.desk.query(
            use_cases.list_my_files, caller=inspector, result=FileResult.DISMISSED, cursor=cursor
        ),
        lambda: referral.desk.query(
            use_cases.get_timeline, caller=referral.office, file_id=file.id, cursor=cursor
        ),
    ]
    for ask in asks:
        with pytest.raises(InvalidRequest) as caught:
            ask()
        assert caught.value.code == CommonCode.CURSOR


def test_a_timeline_cursor_beyond_all_positions_is_refused(referral: ReferralDesk) -> None:
    file = referral.register()
    with pytest.raises(InvalidRequest):
        referral.desk.query(
            use_cases.get_timeline, caller=referral.office, file_id=file.id, cursor=encode_cursor("9" * 30)
        )


def test_work_in_hand_stands_by_phase_and_referral_date(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    late_paid, early_paid = referral.register(), referral.register()
    early_paid, late_paid = referral.pay(early_paid), referral.pay(late_paid)
    final = referral.paid()
    referral.approve(final, inspector, Phase.PRE)
    referral.desk.command(use_cases.apply_gate, referral.gate(late_paid, 9, 1))

    def in_hand(**wanted: object) -> Page[FileView]:
        return referral.desk.query(use_cases.list_my_referrals, caller=inspector, **wanted)  # type: ignore[arg-type]

    pre = in_hand(phase=Phase.PRE)
    assert ids(pre) == [early_paid.id, late_paid.id]
    assert [file.debtor for file in pre.items] == [False, True]
    assert ids(in_hand(phase=Phase.FINAL)) == [final.id]
    first = in_hand(limit=2)
    assert ids(first) + ids(in_hand(limit=2, cursor=first.next_cursor)) == [
        early_paid.id,
        late_paid.id,
        final.id,
    ]
    referral.approve(final, inspector, Phase.FINAL)
    assert final.id not in ids(in_hand())


def test_past_work(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    withdrawn, dismissed, halfway, done = (referral.paid() for _ in range(4))
    referral.approve(withdrawn, inspector, Phase.PRE)
    referral.withdraw(withdrawn, inspector, "دوری راه")
    referral.dismiss(dismissed, "تأخیر")
    referral.approve(halfway, inspector, Phase.PRE)
    referral.approve(done, inspector, Phase.PRE, Phase.FINAL)

    def past(result: FileResult, phase: Phase | None = None) -> list[tuple[str, Phase, str | None]]:
        page = referral.desk.query(use_cases.list_my_files, caller=inspector, result=result, phase=phase)
        assert all(item.result is result for item in page.items)
        return [(item.id, item.phase, item.reason) for item in page.items]

    assert past(FileResult.WITHDRAWN) == [(withdrawn.id, Phase.FINAL, "دوری راه")]
    assert past(FileResult.WITHDRAWN, Phase.PRE) == []
    assert past(FileResult.DISMISSED, Phase.PRE) == [(dismissed.id, Phase.PRE, "تأخیر")]
    assert past(FileResult.APPROVED, Phase.FINAL) == [(done.id, Phase.FINAL, None)]
    assert past(FileResult.APPROVED, Phase.PRE) == [
        (done.id, Phase.PRE, None),
        (halfway.id, Phase.PRE, None),
        (withdrawn.id, Phase.PRE, None),
    ]
    assert past(FileResult.APPROVED) == [
        (done.id, Phase.FINAL, None),
        (halfway.id, Phase.PRE, None),
        (withdrawn.id, Phase.PRE, None),
    ]
    page = referral.desk.query(use_cases.list_my_files, caller=inspector, result=FileResult.APPROVED, limit=1)
    (item,) = page.items
    assert (item.number, item.referred_at) == (done.number, done.referred_at)
    following = referral.desk.query(
        use_cases.list_my_files,
        caller=inspector,
        result=FileResult.APPROVED,
        limit=1,
        cursor=page.next_cursor,
    )
    assert following.items[0].id == halfway.id


def test_candidates_are_the_organizations_business(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    referral.inspector(2)
    file = referral.paid()

    def seen_by(caller: Caller) -> list[str]:
        (only,) = referral.desk.query(use_cases.list_referrals, caller=caller, file_id=file.id)
        assert only.inspector.id == inspector.id
        return [each.inspector.membership_code for each in only.candidates]

    assert seen_by(referral.office) == seen_by(referral.finance) == ["19-3-00001", "19-3-00002"]
    assert seen_by(inspector) == ["19-3-00001"]
    assert seen_by(referral.contractor) == []


def test_the_timeline_tells_everything_in_order(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    referral.set_appointment(file, inspector)
    referral.desk.command(
        use_cases.correct_meter,
        caller=referral.contractor,
        file_id=file.id,
        meter_id=file.meters[0].id,
        area_m2=Decimal(200),
    )
    referral.approve(file, inspector, Phase.PRE, Phase.FINAL)
    entries = timeline(referral, file, referral.office)
    assert [entry.event for entry in entries] == [
        "file_registered",
        "registration_paid",
        "file_referred",
        "appointment_set",
        "meter_corrected",
        "report_filed",
        "phase_approved",
        "file_phase_changed",
        "report_filed",
        "phase_approved",
        "file_completed",
    ]
    assert [entry.position for entry in entries] == list(range(1, 12))
    assert {entry.service for entry in entries} == {"referral", "billing", "inspection"}
    assert entries[1].details["amount_rials"] == "6900000"
    assert entries[1].summary == "صورت‌حساب ثبت پرونده، ۶٬۹۰۰٬۰۰۰ ریال، به‌طور کامل پرداخت شد."
    assert entries[2].details["inspector_code"] == inspector.membership_code
    assert set(entries[3].details) >= {"starts_at", "starts_at_jalali", "inspector"}
    assert entries[4].summary == "مشخصات کنتور «واحد ۱» اصلاح شد و ردهٔ آن از G4 به G6 تغییر کرد."
    assert all("—" not in entry.summary for entry in entries)


def test_the_timeline_is_paged(referral: ReferralDesk) -> None:
    referral.inspector(1)
    file = referral.paid()
    seen, cursor = [], None
    while True:
        page = referral.desk.query(
            use_cases.get_timeline, caller=referral.contractor, file_id=file.id, limit=1, cursor=cursor
        )
        seen += [entry.event for entry in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == ["file_registered", "registration_paid", "file_referred"]


def test_fees_are_seen_by_who_earns_them_and_by_the_organization(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1), referral.inspector(2)
    file = referral.paid()
    referral.desk.command(use_cases.apply_fee, referral.fee(file, first))
    referral.withdraw(file, first)
    referral.desk.command(use_cases.apply_fee, referral.fee(file, second))

    def fees(caller: Caller) -> list[str]:
        return [
            entry.details["inspector_code"]
            for entry in timeline(referral, file, caller)
            if entry.event == "fee_earned"
        ]

    assert fees(referral.office) == fees(referral.finance) == [first.membership_code, second.membership_code]
    assert fees(second) == [second.membership_code]
    assert fees(referral.contractor) == []


def test_why_a_file_was_lost_is_between_the_inspector_and_the_organization(referral: ReferralDesk) -> None:
    first, second, third = (referral.inspector(number) for number in (1, 2, 3))
    file = referral.paid()
    referral.withdraw(file, first, "دوری راه")
    referral.dismiss(file, "تأخیر")
    assert referral.look_at(file).inspector is not None

    def reasons(caller: Caller) -> list[str | None]:
        return [
            entry.details.get("reason")
            for entry in timeline(referral, file, caller)
            if entry.event in ("file_withdrawn", "inspector_dismissed")
        ]

    def ends(caller: Caller) -> list[str | None]:
        views = referral.desk.query(use_cases.list_referrals, caller=caller, file_id=file.id)
        return [view.end_reason for view in views]

    for caller in (referral.office, referral.finance):
        assert reasons(caller) == ["دوری راه", "تأخیر"]
        assert ends(caller) == ["دوری راه", "تأخیر", None]
    for caller in (referral.contractor, third):
        assert reasons(caller) == [None, None]
        assert ends(caller) == [None, None, None]
    # A last report that crossed the dismissal made the file the second inspector's: they read their own reason.
    referral.approve(file, second, Phase.PRE, Phase.FINAL)
    assert reasons(second) == [None, "تأخیر"]
    assert ends(second) == [None, "تأخیر", None]


def test_inspectors_learn_that_a_contractor_paid_and_not_how_much(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    payment = PaymentReceived(
        file_id=file.id,
        number=file.number,
        contractor=file.contractor,
        payment_id="p-1",
        amount_rials=6_900_000,
        reference="BANK-77",
        debt_rials=0,
        gate=GateSnapshot(file_id=file.id, version=2, settled_sequence=0, debt_rials=0),
    )
    referral.desk.command(use_cases.apply_gate, payment)

    def told(caller: Caller) -> list[tuple[str, str, dict[str, str]]]:
        return [
            (entry.event, entry.summary, entry.details)
            for entry in timeline(referral, file, caller)
            if entry.service == "billing"
        ]

    assert told(inspector) == [
        ("registration_paid", "صورت‌حساب ثبت پرونده به‌طور کامل پرداخت شد.", {}),
        ("payment_received", "پرداختی برای پرونده دریافت شد.", {}),
    ]
    for caller in (referral.contractor, referral.office, referral.finance):
        registration, paid = told(caller)
        assert registration[2]["amount_rials"] == "6900000"
        assert paid[2]["reference"] == "BANK-77"


def test_a_snapshot_takes_two_queries(referral: ReferralDesk) -> None:
    referral.inspector(1)
    file = referral.pay(referral.register(meter(), meter("۲")))
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    reader: Engine = referral.desk.database.reader
    event.listen(reader, "before_cursor_execute", note)
    try:
        snapshot = referral.desk.query(use_cases.get_snapshot, file_id=file.id)
    finally:
        event.remove(reader, "before_cursor_execute", note)
    assert (snapshot.inspector, len(snapshot.meters)) == (file.inspector, 2)
    assert len(statements) == 2


def test_lists_take_a_fixed_number_of_queries(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1, capacity=50)
    rivals = [person(Role.CONTRACTOR, 70_010 + number) for number in range(6)]
    for rival in rivals:
        referral.pay(referral.register(meter(), meter("۲"), contractor=rival))
        referral.withdraw(referral.paid(), inspector)

    def count(ask: Callable[[int], object], limit: int) -> int:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        reader: Engine = referral.desk.database.reader
        event.listen(reader, "before_cursor_execute", note)
        try:
            ask(limit)
        finally:
            event.remove(reader, "before_cursor_execute", note)
        return len(statements)

    asks: list[Callable[[int], object]] = [
        lambda limit: referral.desk.query(use_cases.list_files, caller=referral.office, limit=limit),
        lambda limit: referral.desk.query(use_cases.list_my_referrals, caller=inspector, limit=limit),
        lambda limit: referral.desk.query(
            use_cases.list_my_files, caller=inspector, result=FileResult.WITHDRAWN, limit=limit
        ),
    ]
    for ask in asks:
        assert 0 < count(ask, 6) <= count(ask, 1) + 1 <= 5


def test_a_worksheet_is_kept_as_it_was_meant(referral: ReferralDesk) -> None:
    inspector = person(Role.INSPECTOR, 1)
    empty = referral.desk.query(use_cases.get_worksheet, caller=inspector)
    assert (empty.accepting, empty.areas, empty.capacity) == (False, [], 0)
    saved = referral.desk.command(
        use_cases.put_worksheet,
        caller=inspector,
        accepting=True,
        areas=["sirjan", "kerman", "sirjan"],
        kinds=[FileKind.EXPOSED, FileKind.EXPOSED],
        blocks=False,
        weekdays=[6, 0, 6],
        capacity=3,
    )
    assert (saved.areas, saved.kinds, saved.weekdays) == (["kerman", "sirjan"], [FileKind.EXPOSED], [0, 6])
    assert referral.desk.query(use_cases.get_worksheet, caller=inspector) == saved
    assert referral.fill_worksheet(inspector, capacity=9).capacity == 9
    for caller in (referral.office, referral.contractor, referral.finance):
        with pytest.raises(Forbidden):
            referral.desk.query(use_cases.get_worksheet, caller=caller)
