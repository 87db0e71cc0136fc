"""R7: the choice of an inspector, by example and by property."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import FileKind, ReferralEnd
from services.referral.domain import Inspector, Job, Past, Roster, choose_inspector, rank_candidates

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
JOB = Job(area="kerman", kind=FileKind.CONCEALED, block=False)
WILLING = Inspector(
    id="i-1",
    membership_code="19-3-00001",
    full_name="سارا رضایی",
    active=True,
    accepting=True,
    areas=frozenset({"kerman", "sirjan"}),
    kinds=frozenset({FileKind.CONCEALED, FileKind.EXPOSED}),
    blocks=True,
    capacity=10,
    active_referrals=0,
    value_rials=0,
    last_referred_at=None,
    refusal=None,
)


def inspector(number: int, **changes: object) -> Inspector:
    return replace(WILLING, id=f"i-{number}", membership_code=f"19-3-{number:05d}", **changes)  # type: ignore[arg-type]


def chosen_of(*inspectors: Inspector, job: Job = JOB) -> str | None:
    choice = choose_inspector(job, inspectors)
    return choice.inspector.id if choice.inspector else None


def test_the_least_load_for_the_capacity_is_chosen() -> None:
    small = inspector(1, capacity=5, value_rials=40_000_000)
    large = inspector(2, capacity=20, value_rials=100_000_000)
    assert chosen_of(small, large) == "i-2"
    assert choose_inspector(JOB, [small, large]).reason == (
        "از میان ۲ بازرس واجد شرایط، کمترین کار را نسبت به ظرفیت خود داشت."
    )


def test_the_score_is_rials_for_each_place_of_capacity() -> None:
    assert inspector(1, capacity=20, value_rials=6_900_019).score == 345_000


def test_equal_loads_go_to_the_longest_wait() -> None:
    recent = inspector(1, last_referred_at=NOW - timedelta(days=1))
    patient = inspector(2, last_referred_at=NOW - timedelta(days=9))
    assert chosen_of(recent, patient) == "i-2"
    assert "زمان بیشتری گذشته بود" in choose_inspector(JOB, [recent, patient]).reason


def test_whoever_was_never_referred_to_has_waited_longest() -> None:
    assert chosen_of(inspector(1, last_referred_at=NOW - timedelta(days=900)), inspector(2)) == "i-2"


def test_equal_in_everything_the_lower_membership_code_is_chosen() -> None:
    assert chosen_of(inspector(7), inspector(3), inspector(5)) == "i-3"
    assert "کد عضویت" in choose_inspector(JOB, [inspector(7), inspector(3)]).reason


def test_the_only_one_is_chosen_because_of_it() -> None:
    choice = choose_inspector(JOB, [inspector(1, value_rials=10**12)])
    assert choice.inspector is not None
    assert choice.reason == "تنها بازرس واجد شرایط این پرونده بود."


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"active": False}, "حساب کاربری او فعال نیست"),
        ({"accepting": False}, "در کاربرگ خود کار نمی‌پذیرد"),
        ({"active_referrals": 10}, "ظرفیت او پر است"),
        ({"active_referrals": 12}, "ظرفیت او پر است"),
        ({"capacity": 0}, "ظرفیت او پر است"),
        ({"refusal": ReferralEnd.WITHDRAWN}, "پیش‌تر از این پرونده انصراف داده است"),
        ({"refusal": ReferralEnd.DISMISSED}, "پیش‌تر از این پرونده عزل شده است"),
        ({"connected": True}, "با مجری این پرونده ارتباط اعلام‌شده دارد"),
    ],
)
def test_who_is_not_eligible_stays_a_candidate_and_is_told_why(changes: dict[str, object], why: str) -> None:
    barred = inspector(1, **changes)
    busier = inspector(2, value_rials=10**9)
    choice = choose_inspector(JOB, [barred, busier])
    assert choice.inspector == busier
    assert [candidate.inspector.id for candidate in choice.candidates] == ["i-2", "i-1"]
    assert not choice.candidates[1].eligible
    assert why in choice.candidates[1].why
    assert chosen_of(barred) is None


@pytest.mark.parametrize(
    ("job", "changes"),
    [
        (JOB, {"areas": frozenset({"sirjan"})}),
        (JOB, {"kinds": frozenset({FileKind.EXPOSED})}),
        (replace(JOB, block=True), {"blocks": False}),
        (JOB, {"areas": frozenset()}),
    ],
)
def test_whose_worksheet_does_not_admit_the_file_is_no_candidate(
    job: Job, changes: dict[str, object]
) -> None:
    assert rank_candidates(job, [inspector(1, **changes)]) == []
    assert chosen_of(inspector(1, **changes), job=job) is None


def test_who_takes_blocks_takes_other_files_too() -> None:
    assert chosen_of(inspector(1, blocks=True)) == "i-1"
    assert chosen_of(inspector(1, blocks=False)) == "i-1"


def test_nobody_leaves_a_reason_and_the_candidates() -> None:
    choice = choose_inspector(JOB, [inspector(1, active=False)])
    assert choice.inspector is None
    assert choice.reason == "هیچ بازرسی واجد شرایط این پرونده نیست."
    assert len(choice.candidates) == 1


def test_the_standing_is_said_in_persian() -> None:
    (candidate,) = rank_candidates(JOB, [inspector(1, active_referrals=3, value_rials=6_900_000)])
    assert candidate.why == "واجد شرایط؛ ۳ پرونده در دست از ظرفیت ۱۰؛ کار ارجاع‌شدهٔ امسال: ۶٬۹۰۰٬۰۰۰ ریال"


def test_a_roster_shows_each_as_they_stand_towards_the_file() -> None:
    roster = Roster.of([inspector(1), inspector(2), inspector(3)])
    past = Past(
        refusals={"i-1": ReferralEnd.WITHDRAWN, "gone": ReferralEnd.DISMISSED}, connected=frozenset({"i-2"})
    )
    assert {one.id: (one.refusal, one.connected) for one in roster.facing(past)} == {
        "i-1": (ReferralEnd.WITHDRAWN, False),
        "i-2": (None, True),
        "i-3": (None, False),
    }
    assert choose_inspector(JOB, roster.facing(past)).inspector == inspector(3)


def test_a_roster_counts_each_referral_for_the_next_and_forgets_nothing() -> None:
    before = Roster.of([inspector(1), inspector(2)])
    after = before.after("i-1", 6_900_000, NOW)
    assert after.inspectors["i-1"] == inspector(
        1, active_referrals=1, value_rials=6_900_000, last_referred_at=NOW
    )
    assert after.inspectors["i-2"] == inspector(2)
    assert before.inspectors["i-1"] == inspector(1)


# --------------------------------------------------------------------------------------------------- properties

AREAS = st.sampled_from(["kerman", "sirjan", "rafsanjan"])
KINDS = st.sampled_from(list(FileKind))
JOBS = st.builds(Job, area=AREAS, kind=KINDS, block=st.booleans())
INSPECTORS = st.lists(
    st.builds(
        Inspector,
        id=st.uuids().map(str),
        membership_code=st.integers(1, 99_999).map(lambda n: f"19-3-{n:05d}"),
        full_name=st.just("نام"),
        active=st.booleans(),
        accepting=st.booleans(),
        areas=st.frozensets(AREAS),
        kinds=st.frozensets(KINDS),
        blocks=st.booleans(),
        capacity=st.integers(0, 4),
        active_referrals=st.integers(0, 5),
        value_rials=st.integers(0, 40).map(lambda n: n * 1_000_000),
        last_referred_at=st.none() | st.integers(0, 5).map(lambda n: NOW - timedelta(days=n)),
        refusal=st.none() | st.sampled_from([ReferralEnd.WITHDRAWN, ReferralEnd.DISMISSED]),
        connected=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.membership_code,
)


def may_have(one: Inspector, job: Job) -> bool:
    """The rule once more, in other words."""
    willing = (
        one.accepting
        and job.area in one.areas
        and job.kind in one.kinds
        and not (job.block and not one.blocks)
    )
    free = one.active and one.capacity > one.active_referrals
    return willing and free and one.refusal is None and not one.connected


@given(job=JOBS, inspectors=INSPECTORS)
def test_nobody_ineligible_is_ever_chosen_and_somebody_is_if_anybody_can(
    job: Job, inspectors: list[Inspector]
) -> None:
    able = [one for one in inspectors if may_have(one, job)]
    choice = choose_inspector(job, inspectors)
    assert (choice.inspector is None) == (not able)
    assert choice.inspector is None or choice.inspector in able


@given(job=JOBS, inspectors=INSPECTORS)
def test_no_eligible_one_has_less_load_than_the_chosen(job: Job, inspectors: list[Inspector]) -> None:
    choice = choose_inspector(job, inspectors)
    able = [one for one in inspectors if may_have(one, job)]
    if choice.inspector is not None:
        assert choice.inspector.score == min(one.value_rials // one.capacity for one in able)
        assert choice.candidates[0].inspector == choice.inspector


@given(job=JOBS, inspectors=INSPECTORS, data=st.data())
def test_the_choice_does_not_depend_on_the_order_of_asking(
    job: Job, inspectors: list[Inspector], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(inspectors))
    assert choose_inspector(job, shuffled) == choose_inspector(job, inspectors)


@given(job=JOBS, inspectors=INSPECTORS)
def test_the_candidates_are_all_whom_the_file_concerns_each_with_a_reason(
    job: Job, inspectors: list[Inspector]
) -> None:
    candidates = rank_candidates(job, inspectors)
    assert {candidate.inspector.id for candidate in candidates} == {
        one.id for one in inspectors if one.admits(job)
    }
    assert all(candidate.eligible == may_have(candidate.inspector, job) for candidate in candidates)
    assert all(candidate.why for candidate in candidates)


@given(
    jobs=st.lists(st.tuples(JOBS, st.integers(0, 9).map(lambda n: n * 1_000_000)), max_size=12),
    inspectors=INSPECTORS,
)
def test_referring_one_after_the_other_never_overshoots_a_capacity(
    jobs: list[tuple[Job, int]], inspectors: list[Inspector]
) -> None:
    roster, given_rials = Roster.of(inspectors), 0
    for job, value_rials in jobs:
        choice = choose_inspector(job, list(roster.inspectors.values()))
        if choice.inspector is not None:
            roster = roster.after(choice.inspector.id, value_rials, NOW)
            given_rials += value_rials
    for one in inspectors:
        after = roster.inspectors[one.id]
        assert after.active_referrals <= max(one.active_referrals, one.capacity)
    added = sum(after.value_rials for after in roster.inspectors.values()) - sum(
        one.value_rials for one in inspectors
    )
    assert added == given_rials
