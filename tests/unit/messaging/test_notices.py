"""What the system says of what happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import Audience, Outcome, Phase, Role
from services.messaging.domain import Notice
from services.messaging.domain.notices import files, money, visits

FILE = "1405-000123"


def plain(text: str) -> str:
    """The text as one sees it, without its direction marks."""
    return text.replace("\u2066", "").replace("\u2069", "")


def report(meters_by_outcome: dict[Outcome, int], mismatched_meters: int = 0) -> str:
    (notice,) = visits.report_filed(
        key="k",
        file=FILE,
        sequence=4,
        phase=Phase.PRE,
        meters_by_outcome=meters_by_outcome,
        mismatched_meters=mismatched_meters,
        contractor_id="c",
    )
    return plain(notice.body)


def test_a_notice_is_one_per_fact_and_recipient() -> None:
    to_person = Notice(key="k", recipient_id="p", subject="s", body="b")
    to_role = Notice(key="k", role=Role.OFFICE, subject="s", body="b")
    assert (to_person.audience, to_person.dedupe_key) == (Audience.PERSON, "k:p")
    assert (to_role.audience, to_role.dedupe_key) == (Audience.ROLE, "k:office")


def test_a_report_with_one_verdict() -> None:
    assert report({Outcome.CONCEALED_STAGE: 2}) == (
        "گزارش شمارهٔ ۴ پروندهٔ 1405-000123 در مرحلهٔ پیش‌بازرسی ثبت شد. نتیجه: ثبت مرحلهٔ زیرکار برای ۲ کنتور."
    )


def test_a_report_with_several_verdicts_and_a_meter_that_differs() -> None:
    body = report({Outcome.DEFECTIVE: 1, Outcome.APPROVED: 3, Outcome.ABSENT_FREE: 2}, mismatched_meters=1)
    assert (
        "نتیجه: تأیید برای ۳ کنتور، رد به‌دلیل اشکال برای ۱ کنتور و عدم حضور بدون هزینه برای ۲ کنتور." in body
    )
    assert body.endswith(
        "مشخصات ۱ کنتور در محل با پرونده مغایرت داشت؛ لطفاً متراژ و میزان مصرف را در پرونده اصلاح کنید."
    )


@given(st.dictionaries(st.sampled_from(Outcome), st.integers(min_value=1, max_value=200), min_size=1))
def test_every_verdict_of_a_report_is_told(meters_by_outcome: dict[Outcome, int]) -> None:
    assert report(meters_by_outcome).count(" کنتور") == len(meters_by_outcome)


def test_every_outcome_has_its_own_words() -> None:
    assert len({report({outcome: 1}) for outcome in Outcome}) == len(Outcome)


def test_a_debt_says_what_this_report_added_and_what_the_file_owes() -> None:
    (notice,) = money.charge_made_debt(
        key="k", file=FILE, sequence=5, debt_rials=390_000, file_debt_rials=2_115_000, contractor_id="c"
    )
    assert plain(notice.body) == (
        "بابت گزارش شمارهٔ ۵ پروندهٔ 1405-000123 مبلغ ۳۹۰٬۰۰۰ ریال بدهی ثبت شد."
        " بدهی این پرونده اکنون ۲٬۱۱۵٬۰۰۰ ریال است و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود."
    )


@pytest.mark.parametrize(("debt_rials", "told"), [(0, False), (1, True)])
def test_a_payment_says_what_is_still_owed(debt_rials: int, told: bool) -> None:
    (notice,) = money.payment_received(
        key="k", file=FILE, amount_rials=10, reference="BR-1", debt_rials=debt_rials, contractor_id="c"
    )
    assert ("باقی مانده است" in notice.body) is told


@pytest.mark.parametrize(("kept", "credited", "sentences"), [(0, 0, 0), (10, 0, 1), (0, 10, 1), (10, 10, 2)])
def test_units_that_nobody_used(kept: int, credited: int, sentences: int) -> None:
    notices = money.units_closed(
        key="k", file=FILE, kept_rials=kept, credited_rials=credited, contractor_id="c"
    )
    assert sum(notice.body.count(".") for notice in notices) == sentences


def test_the_office_alone_reads_why_an_inspector_withdrew() -> None:
    to_contractor, to_office = files.file_withdrawn(
        key="k", file=FILE, inspector_name="ن", inspector_code="19-3-1", reason=" بیماری ", contractor_id="c"
    )
    assert "بیماری" not in to_contractor.body
    assert to_office.role is Role.OFFICE
    assert to_office.body.endswith("دلیل: بیماری")
    _, silent = files.file_withdrawn(
        key="k", file=FILE, inspector_name="ن", inspector_code="19-3-1", reason=" ", contractor_id="c"
    )
    assert "دلیل" not in silent.body


def test_a_meter_whose_class_did_not_change() -> None:
    (notice,) = files.meter_corrected(
        key="k", file=FILE, label="۱", old_class="G4", new_class="G4", inspector_id="i"
    )
    assert "همچنان" in notice.body


def test_without_an_inspector_nobody_hears_what_is_the_inspectors() -> None:
    assert files.phase_changed(key="k", file=FILE, inspector_id=None) == []
    assert (
        files.meter_corrected(key="k", file=FILE, label="۱", old_class="a", new_class="b", inspector_id=None)
        == []
    )
    assert len(money.debt_cleared(key="k", file=FILE, contractor_id="c", inspector_id=None)) == 1
    assert len(files.file_cancelled(key="k", file=FILE, reason="", contractor_id="c", inspector_id=None)) == 1


def test_a_moved_appointment_says_so() -> None:
    def subject(moved: bool) -> str:
        (notice,) = visits.appointment_set(
            key="k",
            file=FILE,
            phase=Phase.FINAL,
            inspector_name="ن",
            starts_at="1405-09-01 10:30",
            duration_minutes=60,
            moved=moved,
            contractor_id="c",
        )
        return plain(notice.subject)

    assert subject(False) == "زمان بازرسی نهایی پروندهٔ 1405-000123"
    assert subject(True) == "تغییر زمان بازرسی نهایی پروندهٔ 1405-000123"
