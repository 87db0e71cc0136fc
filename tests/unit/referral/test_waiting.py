"""Why a file waits, in one sentence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given

from contracts.terms import FileKind, ReferralEnd
from services.referral.domain import Inspector, Job, choose_inspector, explain_waiting
from tests.unit.referral.test_engine import INSPECTORS, JOBS, inspector

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
JOB = Job(area="kerman", kind=FileKind.CONCEALED, block=True)
FULL, IDLE = {"active_referrals": 10}, {"accepting": False}
WITHDREW, DISMISSED = {"refusal": ReferralEnd.WITHDRAWN}, {"refusal": ReferralEnd.DISMISSED}
CONNECTED, INACTIVE = {"connected": True}, {"active": False}


@pytest.mark.parametrize(
    ("inspectors", "why"),
    [
        ([], "کاربرگ هیچ بازرسی شهر یا منطقهٔ این پرونده را در بر ندارد."),
        (
            [{"areas": frozenset({"sirjan"})}],
            "کاربرگ هیچ بازرسی شهر یا منطقهٔ این پرونده را در بر ندارد.",
        ),
        (
            [{"kinds": frozenset({FileKind.EXPOSED})}, {"areas": frozenset({"sirjan"})}],
            "در این منطقه کاربرگ هیچ بازرسی پروندهٔ زیرکار را نمی‌پذیرد.",
        ),
        (
            [{"blocks": False}, {"kinds": frozenset({FileKind.EXPOSED})}],
            "در این منطقه کاربرگ هیچ بازرسی بلوک (ساختمان چندواحدی) را نمی‌پذیرد.",
        ),
        ([FULL], "تنها بازرسی که کاربرگش این پرونده را می‌پذیرد ظرفیتش پر است."),
        ([FULL, FULL], "هر ۲ بازرسی که کاربرگشان این پرونده را می‌پذیرد ظرفیتشان پر است."),
        (
            [IDLE, IDLE, {"blocks": False}],
            "هر ۲ بازرسی که کاربرگشان این پرونده را می‌پذیرد در کاربرگ خود کار نمی‌پذیرند.",
        ),
        (
            [WITHDREW, DISMISSED, CONNECTED],
            "هر ۳ بازرسی که کاربرگشان این پرونده را می‌پذیرد از آن کنار گذاشته شده‌اند: ۱ نفر با مجری آن ارتباط "
            "اعلام‌شده دارد، ۱ نفر پیش‌تر از آن عزل شده است، ۱ نفر پیش‌تر از آن انصراف داده است.",
        ),
        (
            [WITHDREW, FULL, FULL, FULL | IDLE, INACTIVE],
            "هیچ‌یک از ۵ بازرسی که کاربرگشان این پرونده را می‌پذیرد اکنون نمی‌تواند آن را بگیرد: ۱ نفر پیش‌تر از آن "
            "انصراف داده است، ۱ نفر حساب کاربری فعال ندارد، ۱ نفر در کاربرگ خود کار نمی‌پذیرد، ۲ نفر ظرفیتشان پر "
            "است.",
        ),
        ([FULL, {}], "بازرس واجد شرایط پیدا شده است و پرونده به‌زودی ارجاع می‌شود."),
    ],
)
def test_why(inspectors: list[dict[str, object]], why: str) -> None:
    assert explain_waiting(JOB, [inspector(n, **changes) for n, changes in enumerate(inspectors, 1)]) == why


def test_what_lasts_longest_counts() -> None:
    everything = inspector(1, **FULL, **IDLE, **WITHDREW, **CONNECTED)
    assert "ارتباط اعلام‌شده" in explain_waiting(JOB, [everything])
    assert "انصراف" in explain_waiting(JOB, [replace(everything, connected=False)])


@given(job=JOBS, inspectors=INSPECTORS)
def test_a_referral_is_promised_just_when_the_engine_has_a_choice(
    job: Job, inspectors: list[Inspector]
) -> None:
    why = explain_waiting(job, inspectors)
    assert why.endswith(".")
    assert not set(why) & set("{}0123456789")
    assert ("به‌زودی" in why) == (choose_inspector(job, inspectors).inspector is not None)
