"""What a password may be, and for how long a one-time one is good."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Conflict
from services.auth import domain
from services.auth.domain import Owner, Weakness
from services.auth.passwords import common_passwords

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CODE = "19-3-01234"
OWNER = Owner(membership_code=CODE, full_name="مریم کیانی", mobile="09131234567")

codes = st.from_regex(r"[0-9]{1,3}(-[0-9]{1,10}){1,3}", fullmatch=True)


def weakness_of(new: str, *, owner: Owner = OWNER, current: str = "the present one") -> Weakness | None:
    return domain.weakness_of(new, owner=owner, current_password=current, common=common_passwords())


@pytest.mark.parametrize(
    ("new", "weakness"),
    [
        ("", Weakness.TOO_SHORT),
        ("1234567", Weakness.TOO_SHORT),
        ("گاز‌بان", Weakness.TOO_SHORT),
        ("19-3-01234", Weakness.MEMBERSHIP_CODE),
        ("19301234", Weakness.MEMBERSHIP_CODE),
        ("19 3 01234", Weakness.MEMBERSHIP_CODE),
        ("19/3/01234", Weakness.MEMBERSHIP_CODE),
        ("۱۹-۳-۰۱۲۳۴", Weakness.MEMBERSHIP_CODE),
        ("01234-3-19", Weakness.MEMBERSHIP_CODE),
        ("19301234x", Weakness.MEMBERSHIP_CODE),
        ("19301234 دریا", None),
        ("the present one", Weakness.UNCHANGED),
        ("The present one", None),
        ("مريم كياني", Weakness.PERSONAL),
        ("کیانی-مریم!12", Weakness.PERSONAL),
        ("مریم و باران", None),
        ("09131234567", Weakness.PERSONAL),
        ("9131234567ab", Weakness.PERSONAL),
        ("+98 912 765 43 21", Weakness.PERSONAL),
        ("0499370899", Weakness.PERSONAL),
        ("0499370898", None),
        ("Gazban12", Weakness.PERSONAL),
        ("12345678", Weakness.COMMON),
        ("۱۲۳۴۵۶۷۸", Weakness.COMMON),
        ("Password", Weakness.COMMON),
        ("P@ssw0rd", Weakness.COMMON),
        ("abababab", Weakness.COMMON),
        ("!!!!!!!!", Weakness.COMMON),
        ("87654321", Weakness.COMMON),
        ("ضصثقفغعه", Weakness.COMMON),
        ("رمزِ بلند", None),
        ("?!-&%=+*", None),
    ],
)
def test_what_is_wrong_with_a_new_password(new: str, weakness: Weakness | None) -> None:
    assert weakness_of(new) is weakness


@given(codes, st.text(max_size=12), st.text(max_size=12))
def test_an_accepted_password_is_long_and_new_and_not_the_code(code: str, current: str, new: str) -> None:
    owner = Owner(membership_code=code, full_name="", mobile=None)
    if weakness_of(new, owner=owner, current=current) is None:
        assert len(new) >= 8
        assert new not in (current, code, code.replace("-", ""))
        assert new.casefold() not in common_passwords()


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=20, max_size=128), codes)
def test_what_is_long_and_random_is_accepted_whatever_it_is_made_of(new: str, code: str) -> None:
    walks = len(set(new)) < 12
    owner = Owner(membership_code=code, full_name="مریم کیانی", mobile=None)
    assert walks or weakness_of(new, owner=owner) is None


@given(codes.filter(lambda code: len(code.replace("-", "")) >= 8), st.sampled_from("-_/. –"), st.booleans())
def test_no_writing_of_the_code_is_accepted(code: str, separator: str, persian: bool) -> None:
    written = code.replace("-", separator)
    if persian:
        written = written.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    owner = Owner(membership_code=code, full_name="", mobile=None)
    assert weakness_of(written, owner=owner) is Weakness.MEMBERSHIP_CODE


def test_the_list_is_of_the_passwords_that_are_tried_first() -> None:
    listed = common_passwords()
    assert len(listed) > 3_000, "OWASP ASVS 6.2.4 asks for so many"
    assert {"password", "12345678", "iloveyou", "qwertyuiop"} <= listed
    assert all(len(each) >= domain.MIN_PASSWORD_LENGTH and each == each.lower() for each in listed)


@pytest.mark.parametrize(
    ("new", "numbers"),
    [
        ("3001", ("3001",)),
        ("1234567890", ("1234567890",)),
        ("00003001", ("00003001", "3001")),
        ("3001-3001", ("30013001", "3001")),
        ("۳۰۰۱ ۳۰۰۱", ("30013001", "3001")),
        ("300130013001", ("3001",)),
        ("12345678901", ()),
        ("3001x", ()),
        ("", ()),
    ],
)
def test_only_what_may_be_a_certificate_number_is_compared_with_the_first_password(
    new: str, numbers: tuple[str, ...]
) -> None:
    assert domain.possible_first_passwords(new) == numbers


def test_a_weakness_is_said_for_people_and_for_programs() -> None:
    for weakness in Weakness:
        refusal = domain.weak_password(weakness)
        assert refusal.params == {"reason": str(weakness)}
        (messages,) = refusal.errors.values()
        assert isinstance(messages, list)
        assert messages[0].endswith(".")


@pytest.mark.parametrize(("seconds_ago", "signed_in_since"), [(15, False), (0, True), (99, True)])
def test_when_another_reset_is_due(seconds_ago: int, signed_in_since: bool) -> None:
    domain.refuse_early_reset(
        reset_at=NOW - timedelta(seconds=seconds_ago),
        signed_in_since=signed_in_since,
        now=NOW,
        pause=timedelta(seconds=15),
    )


def test_a_reset_right_after_another_has_to_wait() -> None:
    with pytest.raises(Conflict) as refusal:
        domain.refuse_early_reset(
            reset_at=NOW - timedelta(seconds=5.5),
            signed_in_since=False,
            now=NOW,
            pause=timedelta(seconds=15),
        )
    assert (refusal.value.code, refusal.value.retry_after_seconds) == ("auth.reset_just_now", 10)


@given(st.integers())
def test_temporary_passwords_can_be_read_aloud_and_are_strong_enough_to_keep(seed: int) -> None:
    password = domain.temporary_password(random.Random(seed).choice)
    assert len(password) == 10
    assert not set(password) & set("0Oo1Il5Ss2Zz")
    assert weakness_of(password) is None


def test_the_alphabet_of_temporary_passwords_has_no_character_twice() -> None:
    assert len(set(domain.TEMPORARY_PASSWORD_ALPHABET)) == len(domain.TEMPORARY_PASSWORD_ALPHABET)
    assert len(domain.TEMPORARY_PASSWORD_ALPHABET) ** domain.TEMPORARY_PASSWORD_LENGTH > 2**50


@pytest.mark.parametrize(
    ("set_hours_ago", "used_minutes_ago", "over"),
    [(0, None, False), (71.9, None, False), (72, None, True), (1, 0, False), (80, 59, False), (2, 60, True)],
)
def test_a_one_time_password_is_used_once_or_never(
    set_hours_ago: float, used_minutes_ago: float | None, over: bool
) -> None:
    used_at = None if used_minutes_ago is None else NOW - timedelta(minutes=used_minutes_ago)
    assert over is domain.is_temporary_password_over(
        set_at=NOW - timedelta(hours=set_hours_ago),
        first_used_at=used_at,
        now=NOW,
        lifetime=timedelta(hours=72),
        grace=timedelta(hours=1),
    )
