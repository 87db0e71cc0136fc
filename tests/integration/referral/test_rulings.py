"""Withdrawals and dismissals cannot be undone, whatever is ruled; an unexcused withdrawal stays load."""

from collections.abc import Iterator

import pytest

from chassis.ids import new_id
from contracts.errors import Conflict, Forbidden, NotFound, ReferralCode
from contracts.referral import FileView, WithdrawalRuled, WithdrawalView
from contracts.shapes import Caller
from contracts.terms import FileResult, FileStatus, Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, person


def rule(
    referral: ReferralDesk, withdrawal_id: str, *, excused: bool, reason: str = "بررسی شد"
) -> WithdrawalView:
    referral.desk.pass_time(minutes=1)
    return referral.desk.command(
        use_cases.rule_withdrawal,
        caller=referral.office,
        referral_id=withdrawal_id,
        excused=excused,
        reason=reason,
    )


def withdrawals(referral: ReferralDesk, **wanted: object) -> list[WithdrawalView]:
    page = referral.desk.query(use_cases.list_withdrawals, caller=referral.office, **wanted)  # type: ignore[arg-type]
    return page.items


def scores(referral: ReferralDesk, file: FileView) -> dict[str, int]:
    (only,) = referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    return {candidate.inspector.id: candidate.score for candidate in only.candidates}


def test_a_ruling_is_shown_to_whom_it_concerns(referral: ReferralDesk) -> None:
    first, second = referral.inspector(1), referral.inspector(2)
    file = referral.paid()
    referral.withdraw(file, first, "دوری راه")
    (waiting,) = withdrawals(referral, ruled=False)
    assert (waiting.file_id, waiting.file_number, waiting.inspector.id) == (file.id, file.number, first.id)
    assert (waiting.reason, waiting.excused, waiting.ruled_by) == ("دوری راه", None, None)
    assert withdrawals(referral, ruled=True) == []
    ruled = rule(referral, waiting.id, excused=False, reason="راه نزدیک بود")
    assert (ruled.excused, ruled.ruling_reason, ruled.ruled_at) == (False, "راه نزدیک بود", referral.desk.now)
    assert ruled.ruled_by is not None
    assert ruled.ruled_by.id == referral.office.id
    assert withdrawals(referral, ruled=True) == withdrawals(referral) == [ruled]
    (event,) = referral.desk.told(WithdrawalRuled)
    assert isinstance(event, WithdrawalRuled)
    assert (event.referral_id, event.inspector.id, event.excused) == (waiting.id, first.id, False)

    past = referral.desk.query(use_cases.list_my_files, caller=first, result=FileResult.WITHDRAWN).items
    assert [(each.excused, each.ruling_reason) for each in past] == [(False, "راه نزدیک بود")]

    def told(caller: Caller) -> tuple[str, str | None]:
        entries = referral.desk.query(use_cases.get_timeline, caller=caller, file_id=file.id, limit=200).items
        (entry,) = (each for each in entries if each.event == "withdrawal_ruled")
        return entry.summary, entry.details.get("reason")

    sentence = f"انصراف {first.full_name} غیرموجه شناخته شد."
    assert told(referral.office) == told(referral.finance) == (sentence, "راه نزدیک بود")
    assert told(second) == told(referral.contractor) == (sentence, None)


def test_a_ruling_is_final(referral: ReferralDesk) -> None:
    first = referral.inspector(1)
    file = referral.paid()
    referral.withdraw(file, first)
    (waiting,) = withdrawals(referral)
    ruled = rule(referral, waiting.id, excused=True)
    assert rule(referral, waiting.id, excused=True, reason="باز هم همان") == ruled
    assert len(referral.desk.told(WithdrawalRuled)) == 1
    with pytest.raises(Conflict) as caught:
        rule(referral, waiting.id, excused=False)
    assert caught.value.code == ReferralCode.ALREADY_RULED


def test_only_withdrawals_are_ruled_on_and_only_by_the_office(referral: ReferralDesk) -> None:
    first = referral.inspector(1)
    dismissed, active = referral.paid(), referral.paid()
    referral.dismiss(dismissed)
    referrals = [
        each.id
        for file in (dismissed, active)
        for each in referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    ]
    for referral_id in (*referrals, new_id(), "nonsense"):
        with pytest.raises(NotFound) as caught:
            rule(referral, referral_id, excused=True)
        assert caught.value.code == ReferralCode.WITHDRAWAL_NOT_FOUND
    for caller in (referral.finance, referral.contractor, first, referral.it):
        with pytest.raises(Forbidden):
            referral.desk.query(use_cases.list_withdrawals, caller=caller)
        with pytest.raises(Forbidden):
            referral.desk.command(
                use_cases.rule_withdrawal, caller=caller, referral_id=new_id(), excused=True, reason="x"
            )


def test_withdrawals_are_paged_newest_first(referral: ReferralDesk) -> None:
    first = referral.inspector(1)
    files = [referral.paid() for _ in range(3)]
    for file in files:
        referral.withdraw(file, first)
    page = referral.desk.query(use_cases.list_withdrawals, caller=referral.office, limit=2)
    rest = referral.desk.query(
        use_cases.list_withdrawals, caller=referral.office, limit=2, cursor=page.next_cursor
    )
    assert [each.file_id for each in page.items + rest.items] == [file.id for file in reversed(files)]


@pytest.fixture
def forgiving(referral: ReferralDesk) -> Iterator[None]:
    """A policy under which no withdrawal counts; afterwards the default again, as a version of its own."""

    def decide(count: bool) -> None:
        referral.desk.command(
            use_cases.change_policy,
            caller=referral.office,
            key="referral.engine",
            value={"unexcused_withdrawals_count": count},
            reason="آزمون",
        )

    decide(False)
    yield
    decide(True)


def ruled_then_compared(referral: ReferralDesk, *, excused: bool) -> tuple[int, int]:
    """The scores of who withdrew and of who did not, for the next file."""
    first, second = referral.inspector(1), referral.inspector(2)
    referral.withdraw(referral.paid(), first)
    rule(referral, withdrawals(referral)[0].id, excused=excused)
    found = scores(referral, referral.paid())
    return found[first.id], found[second.id]


def test_an_excused_withdrawal_is_no_load(referral: ReferralDesk) -> None:
    assert ruled_then_compared(referral, excused=True) == (0, 345_000)


def test_an_unexcused_withdrawal_stays_load(referral: ReferralDesk) -> None:
    assert ruled_then_compared(referral, excused=False) == (345_000, 345_000)


def test_unless_the_policy_says_otherwise(referral: ReferralDesk, forgiving: None) -> None:
    assert ruled_then_compared(referral, excused=False) == (0, 345_000)


@pytest.mark.parametrize("how", ["withdrawn", "withdrawn and excused", "dismissed"])
def test_who_lost_a_file_never_gets_it_again(referral: ReferralDesk, how: str) -> None:
    lost = referral.inspector(1)
    file = referral.paid()
    if how == "dismissed":
        referral.dismiss(file)
    else:
        referral.withdraw(file, lost)
    if how == "withdrawn and excused":
        rule(referral, withdrawals(referral)[0].id, excused=True)
    for inspector_id, reason in ((None, None), (lost.id, "با این حال")):
        with pytest.raises(Conflict):
            referral.desk.command(
                use_cases.refer_file,
                caller=referral.office,
                file_id=file.id,
                inspector_id=inspector_id,
                reason=reason,
            )
    referral.fill_worksheet(lost, capacity=50)
    referral.desk.command(use_cases.refer_waiting)
    referral.desk.command(use_cases.start_referral_batch, caller=referral.office)
    while referral.desk.command(use_cases.work_on_batch):
        pass
    assert referral.look_at(file).status == FileStatus.AWAITING_REFERRAL
    other = referral.inspector(2)
    after = referral.look_at(file)
    assert after.inspector is not None
    assert after.inspector.id == other.id
    with pytest.raises(NotFound):
        referral.withdraw(file, lost)


def test_nobody_reads_of_others_why_a_file_was_given(referral: ReferralDesk) -> None:
    given, other = person(Role.INSPECTOR, 1, "سارا رضایی"), person(Role.INSPECTOR, 2, "علی‌اکبر کریمی")
    referral.fill_worksheet(given, areas=("sirjan",))
    referral.fill_worksheet(other, areas=("rafsanjan",))
    by_hand, by_rule = referral.paid(), referral.paid()
    reason = "علی اکبر کریمی (19-3-00002) در سفر است و سارا رضایی نزدیک‌تر است."
    referral.desk.command(
        use_cases.refer_file,
        caller=referral.office,
        file_id=by_hand.id,
        inspector_id=given.id,
        reason=reason,
    )
    referral.fill_worksheet(given, areas=("sirjan", "kerman"), capacity=1)
    assert referral.look_at(by_rule).inspector is None
    referral.desk.command(
        lambda work: work.session.connection().exec_driver_sql("UPDATE worksheets SET capacity = 5") and None
    )
    referral.desk.command(
        use_cases.refer_file,
        caller=referral.office,
        file_id=by_rule.id,
        reason="علی‌اکبر کریمی نمی‌تواند",
    )

    def told(file: FileView, caller: Caller) -> tuple[str, str | None]:
        (view,) = referral.desk.query(use_cases.list_referrals, caller=caller, file_id=file.id)
        entries = referral.desk.query(use_cases.get_timeline, caller=caller, file_id=file.id).items
        (entry,) = (each for each in entries if each.event == "file_referred")
        assert (view.referred_by is None) == (caller in (referral.contractor, given))
        assert entry.details["reason"] == view.reason or caller == referral.office
        return view.reason, entry.details["reason"]

    masked = "بازرس دیگری (بازرس دیگری) در سفر است و سارا رضایی نزدیک‌تر است."
    assert told(by_hand, referral.office) == (reason, masked)
    assert told(by_hand, referral.contractor) == told(by_hand, given) == (masked, masked)
    sentence = "تنها بازرس واجد شرایط این پرونده بود."
    assert told(by_rule, referral.office)[0] == f"{sentence} توضیح دفتر: علی‌اکبر کریمی نمی‌تواند"
    assert told(by_rule, referral.contractor) == told(by_rule, given) == (sentence, sentence)
