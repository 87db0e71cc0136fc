"""Automatic and manual referral, re-referral, waiting, and what each leaves behind."""

from datetime import UTC, datetime

import pytest

from chassis.ids import new_id
from chassis.work import NotYet
from contracts.auth import UserUpdated
from contracts.billing import GateSnapshot, RegistrationPaid
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound, ReferralCode, Refusal
from contracts.referral import (
    FileCancelled,
    FileEvent,
    FileReferred,
    FileView,
    FileWaiting,
    FileWithdrawn,
    InspectorDismissed,
    ReferralView,
)
from contracts.shapes import Caller
from contracts.terms import FileKind, FileStatus, Phase, ReferralEnd, ReferralKind, Role
from services.referral import use_cases
from services.referral.settings import ReferralSettings
from tests.integration.referral.conftest import ReferralDesk, as_person, person


def holder(file: FileView) -> str | None:
    return file.inspector.id if file.inspector else None


def referrals_of(referral: ReferralDesk, file: FileView, caller: Caller | None = None) -> list[ReferralView]:
    return referral.desk.query(use_cases.list_referrals, caller=caller or referral.office, file_id=file.id)


def refer(
    referral: ReferralDesk, file: FileView, inspector_id: str | None = None, reason: str | None = None
) -> ReferralView:
    return referral.desk.command(
        use_cases.refer_file,
        caller=referral.office,
        file_id=file.id,
        inspector_id=inspector_id,
        reason=reason,
    )


def test_a_paid_file_is_referred_at_once(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    assert (file.status, holder(file)) == (FileStatus.REFERRED, inspector.id)
    assert file.referred_at == referral.desk.now
    (event,) = referral.desk.told(FileReferred)
    assert isinstance(event, FileReferred)
    assert (event.kind, event.file.version, event.file.status) == (
        ReferralKind.AUTOMATIC,
        2,
        FileStatus.REFERRED,
    )
    (kept,) = referrals_of(referral, file)
    assert kept.id == event.file.referral_id
    assert kept.reason == event.reason == "تنها بازرس واجد شرایط این پرونده بود."
    assert kept.referred_by is None


def test_being_paid_twice_refers_once(referral: ReferralDesk) -> None:
    referral.inspector(1)
    file = referral.paid()
    referral.pay(file)
    assert len(referral.desk.told(FileReferred)) == 1
    assert len(referrals_of(referral, file)) == 1


def test_a_payment_of_a_file_not_yet_known_waits(referral: ReferralDesk) -> None:
    file_id = new_id()
    event = RegistrationPaid(
        file_id=file_id,
        number="1405-000009",
        contractor=as_person(referral.contractor),
        amount_rials=1,
        gate=GateSnapshot(file_id=file_id, version=1, settled_sequence=0, debt_rials=0),
    )
    with pytest.raises(NotYet):
        referral.desk.command(use_cases.apply_registration_paid, event)


def test_work_is_shared_by_worth_and_capacity(referral: ReferralDesk) -> None:
    large = referral.inspector(1, capacity=20)
    small = referral.inspector(2, capacity=10)
    worth = [6_000_000, 6_000_000, 3_000_000, 3_000_000, 3_000_000]
    got = [holder(referral.pay(referral.register(), rials)) for rials in worth]
    # 0/0 → code; small has none; large 300k < small 600k; large 450k; at 600k each small has waited longer
    assert got == [large.id, small.id, large.id, large.id, small.id]


def test_last_years_work_and_work_given_up_are_no_load(referral: ReferralDesk) -> None:
    referral.desk.now = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
    first = referral.inspector(1)
    assert holder(referral.paid()) == first.id
    referral.desk.now = datetime(2027, 4, 1, 8, 0, tzinfo=UTC)
    second = referral.inspector(2)
    file = referral.paid()
    assert holder(file) == second.id
    candidates = referrals_of(referral, file)[0].candidates
    assert [(each.inspector.id, each.score) for each in candidates] == [(second.id, 0), (first.id, 0)]
    referral.withdraw(file, second)
    assert [each.score for each in referrals_of(referral, referral.paid())[0].candidates] == [0, 345_000]


@pytest.mark.parametrize(
    ("options", "file"),
    [
        ({"areas": ("sirjan",)}, {}),
        ({"kinds": (FileKind.EXPOSED,)}, {}),
        ({"blocks": False}, {"block": True}),
        ({"accepting": False}, {}),
        ({"capacity": 0}, {}),
    ],
)
def test_the_worksheet_is_followed_and_its_change_ends_the_waiting(
    referral: ReferralDesk, options: dict[str, object], file: dict[str, bool]
) -> None:
    inspector = person(Role.INSPECTOR, 1)
    referral.fill_worksheet(inspector, **options)  # type: ignore[arg-type]
    waiting = referral.pay(referral.register(**file))  # type: ignore[arg-type]
    assert (waiting.status, holder(waiting)) == (FileStatus.AWAITING_REFERRAL, None)
    referral.fill_worksheet(inspector)
    assert holder(referral.look_at(waiting)) == inspector.id


def test_waiting_is_told_once_and_every_candidate_is_kept(referral: ReferralDesk) -> None:
    full = referral.inspector(1, capacity=1)
    referral.paid()
    file = referral.paid()
    for _ in range(3):
        referral.desk.command(use_cases.refer_waiting)
    assert len(referral.desk.told(FileWaiting)) == 1
    other = referral.inspector(2)
    (kept,) = referrals_of(referral, referral.look_at(file))
    assert kept.inspector.id == other.id
    assert [(each.inspector.id, each.eligible) for each in kept.candidates] == [
        (other.id, True),
        (full.id, False),
    ]
    assert "ظرفیت او پر است" in kept.candidates[1].why


@pytest.mark.parametrize("how", ["withdraw", "dismiss", "cancel", "complete"])
def test_a_freed_place_goes_to_a_waiting_file(referral: ReferralDesk, how: str) -> None:
    inspector = referral.inspector(1, capacity=1)
    held, waiting = referral.paid(), referral.paid()
    assert waiting.status == FileStatus.AWAITING_REFERRAL
    if how == "withdraw":
        referral.withdraw(held, inspector)
    elif how == "dismiss":
        referral.dismiss(held)
    elif how == "cancel":
        referral.cancel(held)
    else:
        referral.approve(held, inspector, Phase.PRE, Phase.FINAL)
    assert holder(referral.look_at(waiting)) == inspector.id


def test_the_timer_refers_when_an_inspector_is_active_again(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    told = UserUpdated(
        id=inspector.id,
        membership_code=inspector.membership_code,
        full_name="سارا رضایی",
        role=Role.INSPECTOR,
        active=False,
    )
    referral.desk.command(use_cases.apply_user_updated, told)
    file = referral.paid()
    assert file.status == FileStatus.AWAITING_REFERRAL
    again = UserUpdated(**{**told.__dict__, "active": True})
    referral.desk.command(use_cases.apply_user_updated, again)
    referral.desk.command(use_cases.refer_waiting)
    after = referral.look_at(file)
    assert after.inspector is not None
    assert after.inspector.full_name == "سارا رضایی"


def test_hopeless_files_do_not_hold_up_the_others(
    referral: ReferralDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.referral.use_cases.referring.settings", lambda: ReferralSettings(refer_batch=2)
    )
    for _ in range(4):
        referral.paid(area="nowhere")
    files = [referral.paid() for _ in range(5)]
    inspector = referral.inspector(1)
    statuses = [referral.look_at(file).status for file in files]
    assert statuses == [FileStatus.REFERRED] * 2 + [FileStatus.AWAITING_REFERRAL] * 3
    referral.desk.command(use_cases.refer_waiting)
    referral.desk.command(use_cases.refer_waiting)
    assert {holder(referral.look_at(file)) for file in files} == {inspector.id}


def test_a_withdrawal_is_final_and_refers_to_somebody_else(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1), referral.inspector(2)
    file = referral.paid()
    referral.set_appointment(file, first)
    after = referral.withdraw(file, first, "دوری راه")
    assert holder(after) == second.id
    assert after.appointment is None
    (event,) = referral.desk.told(FileWithdrawn)
    assert isinstance(event, FileWithdrawn)
    assert (event.inspector.id, event.reason, event.file.inspector) == (first.id, "دوری راه", None)
    assert event.file.status is FileStatus.AWAITING_REFERRAL
    ended, active = referrals_of(referral, file)
    assert (ended.ended_by, ended.end_reason, active.ended_by) == (ReferralEnd.WITHDRAWN, "دوری راه", None)
    assert [each.why.partition("؛")[0] for each in active.candidates] == [
        "واجد شرایط",
        "پیش‌تر از این پرونده انصراف داده است",
    ]
    with pytest.raises(NotFound):
        referral.withdraw(file, first)
    last = referral.withdraw(file, second)
    assert (last.status, holder(last), last.referred_at) == (FileStatus.AWAITING_REFERRAL, None, None)


def test_a_dismissal_refers_to_somebody_else(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1), referral.inspector(2)
    file = referral.paid()
    assert holder(referral.dismiss(file)) == second.id
    (event,) = referral.desk.told(InspectorDismissed)
    assert isinstance(event, InspectorDismissed)
    assert event.inspector.id == first.id
    assert holder(referral.dismiss(file)) is None
    with pytest.raises(Conflict) as caught:
        referral.dismiss(file)
    assert caught.value.code == ReferralCode.NOT_REFERRED


def test_the_office_refers_by_hand_with_a_reason_beyond_worksheet_and_capacity(
    referral: ReferralDesk,
) -> None:
    elsewhere = referral.inspector(1, areas=("sirjan",), capacity=0)
    file = referral.paid()
    with pytest.raises(InvalidRequest) as caught:
        refer(referral, file, elsewhere.id)
    assert caught.value.code == ReferralCode.REASON_REQUIRED
    given = refer(referral, file, elsewhere.id, "تنها بازرس شیفت")
    assert (given.kind, given.reason, given.inspector.id) == (
        ReferralKind.MANUAL,
        "تنها بازرس شیفت",
        elsewhere.id,
    )
    assert given.referred_by is not None
    assert given.referred_by.id == referral.office.id
    assert holder(referral.look_at(file)) == elsewhere.id


def test_the_office_lets_the_engine_choose(referral: ReferralDesk) -> None:
    file = referral.paid()
    with pytest.raises(Conflict) as caught:
        refer(referral, file)
    assert caught.value.code == ReferralCode.NOBODY_ELIGIBLE
    inspector = referral.inspector(1, capacity=0)
    referral.desk.command(
        lambda work: work.session.connection().exec_driver_sql("UPDATE worksheets SET capacity = 5") and None
    )
    given = refer(referral, file, reason="فوری است")
    assert (given.kind, given.inspector.id) == (ReferralKind.AUTOMATIC, inspector.id)
    assert given.reason == "تنها بازرس واجد شرایط این پرونده بود. توضیح دفتر: فوری است"


def test_whom_the_office_may_not_name(referral: ReferralDesk) -> None:
    withdrawn = referral.inspector(1)
    file = referral.paid()
    referral.withdraw(file, withdrawn)
    inactive = referral.inspector(2, areas=("sirjan",))
    referral.desk.command(
        use_cases.apply_user_updated,
        UserUpdated(
            id=inactive.id,
            membership_code=inactive.membership_code,
            full_name=inactive.full_name,
            role=Role.INSPECTOR,
            active=False,
        ),
    )
    for named in (withdrawn.id, inactive.id, referral.contractor.id, new_id(), "nonsense"):
        with pytest.raises(Conflict) as caught:
            refer(referral, file, named, "به هر حال")
        assert caught.value.code == ReferralCode.INSPECTOR_NOT_ELIGIBLE


def test_what_cannot_be_referred(referral: ReferralDesk) -> None:
    referral.inspector(1)

    def refusal(file: FileView) -> str:
        with pytest.raises(Conflict) as caught:
            refer(referral, file)
        return caught.value.code

    unpaid, referred = referral.register(), referral.paid()
    assert refusal(unpaid) == ReferralCode.NOT_PAID
    assert refusal(referred) == ReferralCode.ALREADY_REFERRED
    referral.cancel(referred)
    assert refusal(referred) == ReferralCode.ALREADY_ENDED
    with pytest.raises(NotFound):
        referral.desk.command(use_cases.refer_file, caller=referral.office, file_id=new_id())


def test_a_cancelled_file_is_over(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    referral.set_appointment(file, inspector)
    after = referral.cancel(file)
    assert (after.status, after.appointment) == (FileStatus.CANCELLED, None)
    (event,) = referral.desk.told(FileCancelled)
    assert isinstance(event, FileCancelled)
    assert event.file.inspector == as_person(inspector)
    assert referrals_of(referral, file)[0].ended_by is ReferralEnd.CANCELLED
    for act in (referral.cancel, referral.dismiss):
        with pytest.raises(Conflict) as caught:
            act(file)
        assert caught.value.code == ReferralCode.ALREADY_ENDED
    with pytest.raises(NotFound):
        referral.withdraw(file, inspector)


def test_a_file_paid_after_its_cancellation_stays_cancelled(referral: ReferralDesk) -> None:
    referral.inspector(1)
    file = referral.register()
    referral.cancel(file)
    assert referral.pay(file).status == FileStatus.CANCELLED
    assert referral.desk.told(FileReferred) == []


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.FINANCE, Role.IT, Role.INSPECTOR])
def test_only_the_office_refers_dismisses_and_cancels(referral: ReferralDesk, role: Role) -> None:
    file, other = referral.register(), person(role, 5)
    with pytest.raises(Forbidden):
        referral.desk.command(use_cases.refer_file, caller=other, file_id=file.id)
    with pytest.raises(Forbidden):
        referral.desk.command(use_cases.dismiss_inspector, caller=other, file_id=file.id, reason="x")
    with pytest.raises(Forbidden):
        referral.desk.command(use_cases.cancel_file, caller=other, file_id=file.id, reason="x")


def test_only_the_inspector_who_has_it_withdraws(referral: ReferralDesk) -> None:
    referral.inspector(1)
    file = referral.paid()
    other = referral.inspector(2)
    for caller, family in ((other, NotFound), (referral.office, Forbidden), (referral.contractor, Forbidden)):
        with pytest.raises(Refusal) as caught:
            referral.withdraw(file, caller)
        assert isinstance(caught.value, family)


def test_every_event_carries_the_next_version(referral: ReferralDesk) -> None:
    first = referral.inspector(1)
    referral.inspector(2)
    file = referral.paid()
    referral.withdraw(file, first)
    referral.dismiss(file)
    referral.cancel(file)
    versions = [event.file.version for event in referral.desk.events if isinstance(event, FileEvent)]
    assert versions == list(range(1, 8))
    names = [event.name for event in referral.desk.events]
    assert names == [
        "file_registered",
        "file_referred",
        "file_withdrawn",
        "file_referred",
        "inspector_dismissed",
        "file_waiting",
        "file_cancelled",
    ]
    snapshot = referral.desk.query(use_cases.get_snapshot, file_id=file.id)
    last = referral.desk.told(FileCancelled)[-1]
    assert isinstance(last, FileCancelled)
    assert snapshot == last.file
