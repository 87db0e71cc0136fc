"""Lists: what they are narrowed to, how they are sorted; their pages are the whole list, once each, in order."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.jalali import tehran_date
from chassis.paging import encode_cursor
from contracts.errors import CommonCode, InvalidRequest
from contracts.referral import FileInHand, FileView, PastFile
from contracts.shapes import Caller, Page
from contracts.terms import FileKind, FileResult, FileSort, FileStatus, PastSort, Phase, WorkSort
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk

_ARRIVALS = 3
OWNERS = ("رضا", "پروین", "ژاله", "چنگیز", "گلی", "مریم", "احمد")


def listed(referral: ReferralDesk, **wanted: Any) -> list[str]:
    page = referral.desk.query(use_cases.list_files, caller=referral.office, **wanted)
    return [file.id for file in page.items]


def pages(ask: Callable[..., Page[Any]], between: Callable[[], object] = lambda: None) -> list[Any]:
    """Every item of a list, page by page; something happens after each of the first few pages."""
    page = ask()
    found = list(page.items)
    turned = 0
    while page.next_cursor is not None:
        turned += 1
        if turned <= _ARRIVALS:
            between()
        page = ask(cursor=page.next_cursor)
        found += page.items
    return found


def stepping(referral: ReferralDesk, moment: datetime) -> None:
    """The next file is registered at this very moment."""
    referral.desk.now = moment - timedelta(minutes=1)


def test_days_are_those_of_tehran_and_both_count(referral: ReferralDesk) -> None:
    files = {}
    for moment in (
        datetime(2026, 11, 21, 20, 29, 59, tzinfo=UTC),  # 23:59:59 of the 21st in Tehran
        datetime(2026, 11, 21, 20, 30, tzinfo=UTC),  # midnight
        datetime(2026, 11, 22, 20, 29, 59, 999_999, tzinfo=UTC),
        datetime(2026, 11, 22, 20, 30, tzinfo=UTC),
    ):
        stepping(referral, moment)
        files[moment] = referral.register().id
    before, first, last, after = files.values()
    day = date(2026, 11, 22)
    assert listed(referral, from_date=day, to_date=day) == [last, first]
    assert listed(referral, from_date=day) == [after, last, first]
    assert listed(referral, to_date=day) == [last, first, before]
    assert listed(referral, from_date=date.min, to_date=date.max) == [after, last, first, before]
    assert listed(referral, from_date=date(2026, 11, 24)) == []


def test_a_range_that_ends_before_it_begins_is_refused(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    backwards: dict[str, Any] = {"from_date": date(2026, 11, 23), "to_date": date(2026, 11, 22)}
    for ask in (
        lambda: listed(referral, **backwards),
        lambda: referral.desk.query(use_cases.list_my_referrals, caller=inspector, **backwards),
        lambda: referral.desk.query(
            use_cases.list_my_files, caller=inspector, result=FileResult.APPROVED, **backwards
        ),
    ):
        with pytest.raises(InvalidRequest) as caught:
            ask()
        assert caught.value.errors == {"to": ["Must not be before from."]}


def test_orders_of_files(referral: ReferralDesk) -> None:
    files = [referral.register(owner_name=name) for name in ("پروین", "الهام", "تقی", "بهرام")]
    one, two, three, four = (file.id for file in files)
    referral.pay(files[2])
    referral.pay(files[0])
    referral.desk.command(use_cases.apply_gate, referral.gate(files[1], 9, 390_000))
    referral.desk.command(use_cases.apply_gate, referral.gate(files[3], 9, 780_000))
    assert listed(referral) == listed(referral, sort=FileSort.NEWEST) == [four, three, two, one]
    assert listed(referral, sort=FileSort.OLDEST) == [one, two, three, four]
    assert listed(referral, sort=FileSort.NUMBER) == [one, two, three, four]
    assert listed(referral, sort=FileSort.OWNER) == [two, four, one, three]
    assert listed(referral, sort=FileSort.DEBT) == [four, two, three, one]
    assert listed(referral, sort=FileSort.WAITING) == [three, one, two, four]


def test_work_in_hand_is_narrowed_sorted_and_aged(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1, areas=("kerman", "sirjan"))
    old = referral.pay(referral.register(owner_name="یاسر", area="sirjan"))
    referral.desk.pass_time(days=3)
    new = referral.pay(referral.register(owner_name="اکبر", kind=FileKind.EXPOSED))
    referral.desk.command(use_cases.apply_gate, referral.gate(new, 9, 5))
    today = tehran_date(referral.desk.now)

    def in_hand(**wanted: Any) -> list[str]:
        page = referral.desk.query(use_cases.list_my_referrals, caller=inspector, **wanted)
        assert all(isinstance(item, FileInHand) for item in page.items)
        return [item.id for item in page.items]

    assert in_hand() == in_hand(sort=WorkSort.OLDEST) == in_hand(sort=WorkSort.NUMBER) == [old.id, new.id]
    for sort in (WorkSort.NEWEST, WorkSort.OWNER, WorkSort.DEBT):
        assert in_hand(sort=sort) == [new.id, old.id]
    for wanted in ({"area": "sirjan"}, {"kind": FileKind.CONCEALED}, {"debtor": False}, {"q": "ياسر"}):
        assert in_hand(**wanted) == [old.id]
    assert in_hand(from_date=today) == [new.id]
    assert in_hand(to_date=today - timedelta(days=1)) == [old.id]
    items = referral.desk.query(use_cases.list_my_referrals, caller=inspector).items
    assert [item.referred_days for item in items] == [3, 0]


def test_files_of_an_inspector_are_those_in_hand_and_those_that_ended_there(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1), referral.inspector(2)
    one, two = referral.paid(), referral.paid()
    assert {one.inspector.id, two.inspector.id} == {first.id, second.id}  # type: ignore[union-attr]  # both are referred
    holder = first if one.inspector.id == first.id else second  # type: ignore[union-attr]  # as above
    assert listed(referral, inspector_id=holder.id) == [one.id]
    referral.withdraw(one, holder)
    assert listed(referral, inspector_id=holder.id) == []
    assert listed(referral, inspector_id="nobody") == []


def test_past_work_is_narrowed_and_sorted(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1, areas=("kerman", "sirjan"))
    first = referral.pay(referral.register(owner_name="یاسر", area="sirjan"))
    second = referral.pay(referral.register(owner_name="اکبر", kind=FileKind.EXPOSED))
    for file in (first, second):
        referral.approve(file, inspector, Phase.PRE)
        referral.desk.pass_time(days=2)
        referral.withdraw(file, inspector)
    today = tehran_date(referral.desk.now)

    def past(result: FileResult, **wanted: Any) -> list[str]:
        page = referral.desk.query(use_cases.list_my_files, caller=inspector, result=result, **wanted)
        return [item.id for item in page.items]

    for result in (FileResult.APPROVED, FileResult.WITHDRAWN):
        for sort in (PastSort.NEWEST, PastSort.OWNER):
            assert past(result, sort=sort) == [second.id, first.id]
        for sort in (PastSort.OLDEST, PastSort.NUMBER):
            assert past(result, sort=sort) == [first.id, second.id]
        for wanted in ({"area": "sirjan"}, {"kind": FileKind.CONCEALED}, {"q": "ياسر"}):
            assert past(result, **wanted) == [first.id]
    assert past(FileResult.WITHDRAWN, from_date=today) == [second.id]
    assert past(FileResult.WITHDRAWN, to_date=today - timedelta(days=1)) == [first.id]
    assert past(FileResult.DISMISSED, from_date=date.min) == []


def test_a_cursor_of_another_order_is_refused(referral: ReferralDesk) -> None:
    for _ in range(2):
        referral.register()
    for sort in FileSort:
        page = referral.desk.query(use_cases.list_files, caller=referral.office, sort=sort, limit=1)
        for other in FileSort:
            if other is sort:
                assert len(listed(referral, sort=other, cursor=page.next_cursor)) == 1
                continue
            with pytest.raises(InvalidRequest) as caught:
                listed(referral, sort=other, cursor=page.next_cursor)
            assert caught.value.code == CommonCode.CURSOR


@pytest.mark.parametrize("key", ["", "-1", "1.5", "9" * 19, "9" * 40, "۵", "infinity"])
def test_a_debt_that_nobody_can_have_is_no_cursor(referral: ReferralDesk, key: str) -> None:
    file = referral.register()
    with pytest.raises(InvalidRequest) as caught:
        listed(referral, sort=FileSort.DEBT, cursor=encode_cursor("debt", key, file.id))
    assert caught.value.code == CommonCode.CURSOR


@pytest.fixture
def crowded(referral: ReferralDesk) -> tuple[ReferralDesk, Caller]:
    """Files in every state, many alike in what they are sorted by, and an inspector with work and a past."""
    inspector = referral.inspector(1, capacity=100)
    for number in range(24):
        if number % 3 == 0:
            referral.desk.pass_time(minutes=-1)  # two of one moment
        file = referral.register(
            owner_name=OWNERS[number % len(OWNERS)],
            kind=FileKind.EXPOSED if number % 2 else FileKind.CONCEALED,
            area="kerman" if number % 4 else "bam",
            address=f"خیابان {number % 5}",
        )
        if number % 8 != 7:
            file = referral.pay(file)
        if number % 5 == 0:
            referral.desk.command(use_cases.apply_gate, referral.gate(file, 9, 1_000 * (number % 2 + 1)))
        if file.inspector and number % 6 == 1:
            referral.withdraw(file, inspector)
        elif file.inspector and number % 6 == 2:
            referral.approve(file, inspector, Phase.PRE, *([Phase.FINAL] if number % 4 == 2 else []))
    return referral, inspector


narrowings = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(FileKind),
        "area": st.sampled_from(["kerman", "bam"]),
        "q": st.sampled_from(["خیابان", "ا", "1405", "خيابان 3", "نیست"]),
        "phase": st.sampled_from(Phase),
    },
)
limits = st.integers(1, 7)
_STEADY = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def key_of(sort: str) -> Callable[[FileView], Any]:
    """By what a list in this order must not go back."""
    keys: dict[str, Callable[[FileView], Any]] = {
        "newest": lambda file: -file.registered_at.timestamp(),
        "oldest": lambda file: file.registered_at,
        "number": lambda file: file.number,
        "debt": lambda file: -file.debt_rials,
    }
    return keys.get(sort, lambda _file: 0)


@_STEADY
@given(
    wanted=narrowings,
    status=st.none() | st.sampled_from(FileStatus),
    debtor=st.none() | st.booleans(),
    sort=st.sampled_from(FileSort),
    limit=limits,
)
def test_pages_of_files_are_the_whole_list(
    crowded: tuple[ReferralDesk, Caller],
    wanted: dict[str, Any],
    status: FileStatus | None,
    debtor: bool | None,
    sort: FileSort,
    limit: int,
) -> None:
    referral, _ = crowded

    def ask(**page: Any) -> Page[FileView]:
        asked = {"caller": referral.office, "status": status, "debtor": debtor, "sort": sort, **wanted}
        return referral.desk.query(use_cases.list_files, **(asked | page))

    whole = [file.id for file in ask(limit=200).items]
    found = pages(lambda **page: ask(limit=limit, **page), between=referral.register)
    assert [file.id for file in found if file.id in whole] == whole
    assert len({file.id for file in found}) == len(found)
    keys = [key_of(sort)(file) for file in found]
    assert keys == sorted(keys)


@_STEADY
@given(wanted=narrowings, sort=st.sampled_from(WorkSort), limit=limits)
def test_pages_of_work_in_hand_are_the_whole_list(
    crowded: tuple[ReferralDesk, Caller], wanted: dict[str, Any], sort: WorkSort, limit: int
) -> None:
    referral, inspector = crowded

    def ask(**page: Any) -> Page[FileInHand]:
        return referral.desk.query(use_cases.list_my_referrals, caller=inspector, sort=sort, **wanted, **page)

    whole = [file.id for file in ask(limit=200).items]
    found = pages(lambda **page: ask(limit=limit, **page), between=referral.paid)
    assert [file.id for file in found if file.id in whole] == whole
    assert len({file.id for file in found}) == len(found)


@_STEADY
@given(wanted=narrowings, result=st.sampled_from(FileResult), sort=st.sampled_from(PastSort), limit=limits)
def test_pages_of_past_work_are_the_whole_list(
    crowded: tuple[ReferralDesk, Caller],
    wanted: dict[str, Any],
    result: FileResult,
    sort: PastSort,
    limit: int,
) -> None:
    referral, inspector = crowded

    def ask(**page: Any) -> Page[PastFile]:
        return referral.desk.query(
            use_cases.list_my_files, caller=inspector, result=result, sort=sort, **wanted, **page
        )

    def one_more() -> None:
        referral.withdraw(referral.pay(referral.register()), inspector)

    whole = [file.id for file in ask(limit=200).items]
    found = pages(lambda **page: ask(limit=limit, **page), between=one_more)
    assert [file.id for file in found if file.id in whole] == whole
    assert len({file.id for file in found}) == len(found)


def test_every_order_has_its_index(referral: ReferralDesk) -> None:
    """No order of all files, nor a search of three letters, reads the whole table once it is large."""
    referral.register()

    def plan(query: str) -> str:
        def explain(session: Any) -> str:
            session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
            session.connection().exec_driver_sql("SET LOCAL enable_sort = off")
            return "\n".join(row[0] for row in session.connection().exec_driver_sql(f"EXPLAIN {query}"))

        return referral.desk.database.transaction(explain, repeatable=True)

    for order, index in (
        ("registered_at DESC, id DESC", "files_newest"),
        ("owner_name, id", "files_by_owner"),
        ("debt_rials DESC, id DESC", "files_by_debt"),
        ("coalesce(waiting_since, 'infinity'::timestamptz), id", "files_by_wait"),
    ):
        assert index in plan(f"SELECT id FROM files ORDER BY {order} LIMIT 50")
    assert "files_search" in plan("SELECT id FROM files WHERE search_text LIKE '%%کرمان%%'")
