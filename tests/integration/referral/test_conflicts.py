"""Declared conflicts: who is connected with a contractor gets none of its files, by nobody, until it ends."""

import pytest

from chassis.ids import new_id
from contracts.errors import Conflict, Forbidden, NotFound, ReferralCode
from contracts.referral import ConflictView, FileView
from contracts.shapes import Caller, Page
from contracts.terms import FileStatus, ReferralKind, Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, person


def declare(referral: ReferralDesk, inspector: Caller, contractor: Caller | None = None) -> ConflictView:
    return referral.desk.command(
        use_cases.declare_conflict,
        caller=referral.office,
        inspector_id=inspector.id,
        contractor_id=(contractor or referral.contractor).id,
        reason="برادر مدیرعامل شرکت است",
    )


def end(referral: ReferralDesk, conflict: ConflictView) -> ConflictView:
    referral.desk.pass_time(minutes=1)
    return referral.desk.command(
        use_cases.end_conflict, caller=referral.office, conflict_id=conflict.id, reason="سهام را فروخت"
    )


def listed(referral: ReferralDesk, **wanted: object) -> Page[ConflictView]:
    return referral.desk.query(use_cases.list_conflicts, caller=referral.office, **wanted)  # type: ignore[arg-type]


def holder(file: FileView) -> str | None:
    return file.inspector.id if file.inspector else None


def known_contractor(referral: ReferralDesk) -> Caller:
    referral.register()
    return referral.contractor


def test_who_is_connected_gets_none_of_the_contractors_files(referral: ReferralDesk) -> None:
    known_contractor(referral)
    connected, other = referral.inspector(1), referral.inspector(2, capacity=1)
    declare(referral, connected)
    first, second = referral.paid(), referral.paid()
    assert (holder(first), second.status) == (other.id, FileStatus.AWAITING_REFERRAL)
    (kept,) = referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=first.id)
    assert [(each.inspector.id, each.eligible) for each in kept.candidates] == [
        (other.id, True),
        (connected.id, False),
    ]
    assert "با مجری این پرونده ارتباط اعلام‌شده دارد" in kept.candidates[1].why
    referral.desk.command(use_cases.refer_waiting)
    assert holder(referral.look_at(second)) is None
    rival = person(Role.CONTRACTOR, 70_002)
    assert holder(referral.pay(referral.register(contractor=rival))) == connected.id


def test_the_office_cannot_name_who_is_connected(referral: ReferralDesk) -> None:
    known_contractor(referral)
    connected = referral.inspector(1)
    conflict = declare(referral, connected)
    file = referral.paid()

    def by_hand() -> ReferralKind:
        return referral.desk.command(
            use_cases.refer_file,
            caller=referral.office,
            file_id=file.id,
            inspector_id=connected.id,
            reason="چاره‌ای نیست",
        ).kind

    with pytest.raises(Conflict) as caught:
        by_hand()
    assert caught.value.code == ReferralCode.INSPECTOR_NOT_ELIGIBLE
    ended = end(referral, conflict)
    assert (ended.ended_at, ended.end_reason) == (referral.desk.now, "سهام را فروخت")
    assert ended.ended_by is not None
    assert ended.ended_by.id == referral.office.id
    assert holder(referral.look_at(file)) == connected.id


def test_what_they_have_already_stays_and_is_shown(referral: ReferralDesk) -> None:
    connected, other = referral.inspector(1), referral.inspector(2, capacity=0)
    held = referral.paid()
    conflict = declare(referral, connected)
    assert [(file.id, file.number) for file in conflict.held_files] == [(held.id, held.number)]
    assert conflict.held_file_count == 1
    assert holder(referral.look_at(held)) == connected.id
    assert listed(referral).items == [conflict]
    referral.dismiss(held)
    assert listed(referral).items[0].held_files == []
    referral.fill_worksheet(other, capacity=1)
    assert holder(referral.look_at(held)) == other.id


def test_it_is_declared_once_at_a_time_and_ends_once(referral: ReferralDesk) -> None:
    known_contractor(referral)
    inspector = referral.inspector(1)
    first = declare(referral, inspector)
    with pytest.raises(Conflict) as caught:
        declare(referral, inspector)
    assert caught.value.code == ReferralCode.CONFLICT_DECLARED
    end(referral, first)
    with pytest.raises(Conflict) as caught:
        end(referral, first)
    assert caught.value.code == ReferralCode.CONFLICT_ENDED
    referral.desk.pass_time(minutes=1)
    again = declare(referral, inspector)
    assert [each.id for each in listed(referral).items] == [again.id, first.id]
    assert [each.id for each in listed(referral, ended=True).items] == [first.id]
    assert [each.id for each in listed(referral, ended=False).items] == [again.id]


def test_the_list_is_narrowed_and_paged(referral: ReferralDesk) -> None:
    known_contractor(referral)
    rival = person(Role.CONTRACTOR, 70_002)
    referral.register(contractor=rival)
    first, second = referral.inspector(1), referral.inspector(2)
    made = []
    for inspector, contractor in ((first, referral.contractor), (first, rival), (second, rival)):
        referral.desk.pass_time(minutes=1)
        made.append(declare(referral, inspector, contractor).id)

    def ids(**wanted: object) -> list[str]:
        return [each.id for each in listed(referral, **wanted).items]

    assert ids() == made[::-1]
    assert ids(inspector_id=first.id) == [made[1], made[0]]
    assert ids(contractor_id=rival.id) == [made[2], made[1]]
    assert ids(contractor_id=rival.id, inspector_id=second.id) == [made[2]]
    assert ids(inspector_id="nonsense") == ids(inspector_id=new_id()) == []
    page = listed(referral, limit=2)
    assert [each.id for each in page.items] == [made[2], made[1]]
    assert ids(limit=2, cursor=page.next_cursor) == [made[0]]


def test_who_may_not_and_what_is_not_there(referral: ReferralDesk) -> None:
    known_contractor(referral)
    inspector = referral.inspector(1)
    for one, other in (
        (person(Role.INSPECTOR, 9), referral.contractor),
        (inspector, person(Role.CONTRACTOR, 70_009)),
        (referral.contractor, inspector),
    ):
        with pytest.raises(NotFound) as caught:
            declare(referral, one, other)
        assert caught.value.code == ReferralCode.PERSON_NOT_FOUND
    for conflict_id in ("nonsense", new_id()):
        with pytest.raises(NotFound) as caught:
            referral.desk.command(
                use_cases.end_conflict, caller=referral.office, conflict_id=conflict_id, reason="x"
            )
        assert caught.value.code == ReferralCode.CONFLICT_NOT_FOUND
    for caller in (referral.finance, referral.contractor, inspector, referral.it):
        with pytest.raises(Forbidden):
            referral.desk.query(use_cases.list_conflicts, caller=caller)
        with pytest.raises(Forbidden):
            referral.desk.command(
                use_cases.declare_conflict,
                caller=caller,
                inspector_id=inspector.id,
                contractor_id=referral.contractor.id,
                reason="x",
            )
        with pytest.raises(Forbidden):
            referral.desk.command(use_cases.end_conflict, caller=caller, conflict_id=new_id())
