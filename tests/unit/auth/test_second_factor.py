"""Codes of the second factor: which are right, and that none is right twice."""

import base64
import random
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Conflict
from contracts.terms import Role
from services.auth import domain, totp

NOW = datetime(2026, 11, 22, 8, 0, 10, tzinfo=UTC)
STEP = int(NOW.timestamp()) // 30
SECRET = base64.b32encode(b"12345678901234567890").decode()


def code_of_step(step: int) -> str:
    return totp.code_of_step(SECRET, step)


def accepted(code: str, *, last_step: int = 0, now: datetime = NOW) -> int | None:
    return domain.accepted_step(code, now=now, last_step=last_step, code_of_step=code_of_step)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, of which the last six digits are shown."""
    assert code_of_step(seconds // 30) == code


@pytest.mark.parametrize(("off", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(off: int, good: bool) -> None:
    assert accepted(code_of_step(STEP + off)) == (STEP + off if good else None)


@given(st.integers(min_value=-1, max_value=1), st.integers(min_value=-3, max_value=3))
def test_no_code_is_right_twice_nor_any_before_it(off: int, other: int) -> None:
    used = accepted(code_of_step(STEP + off))
    assert used is not None
    again = accepted(code_of_step(STEP + other), last_step=used)
    assert again is None or again > used


@given(st.text(max_size=8).filter(lambda text: not text.isdecimal()))
def test_what_is_no_code_is_never_right(code: str) -> None:
    assert accepted(domain.plain_code(code)) is None or domain.is_timed_code(domain.plain_code(code))


@pytest.mark.parametrize("typed", ["287 082", "287-082", "۲۸۷۰۸۲", "٢٨٧٠٨٢", " ۲۸۷ ۰۸۲ "])
def test_a_code_however_it_is_typed(typed: str) -> None:
    assert domain.plain_code(typed) == "287082"
    assert domain.is_timed_code(domain.plain_code(typed))


@given(st.integers())
def test_recovery_codes_survive_being_written_down(seed: int) -> None:
    codes = domain.new_recovery_codes(random.Random(seed).choice)
    assert len(set(codes)) == domain.RECOVERY_CODES == 10
    for number, code in enumerate(codes):
        shown = domain.readable(code)
        for typed in (shown, shown.upper(), shown.replace("-", " "), f" {shown.replace('-', '')} "):
            assert domain.plain_code(typed) == code
        assert domain.number_of_recovery_code(code) == number
        assert not domain.is_timed_code(code)


@pytest.mark.parametrize("code", ["", "123456", "0abc", "x" * 11, "0oooooooooo", "00000000000"])
def test_what_is_no_recovery_code(code: str) -> None:
    assert domain.number_of_recovery_code(code) is None


def test_recovery_codes_are_strong_enough() -> None:
    assert 25**10 > 2**46, "OWASP ASVS 6.5.4 asks for 20 bits"


def test_an_app_is_told_everything() -> None:
    secret = totp.new_secret()
    address = urlsplit(totp.otpauth_uri(secret, "19-3-01234"))
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Gazban:19-3-01234")
    told = {name: value for name, (value,) in parse_qs(address.query).items()}
    assert told.items() >= {"secret": secret, "issuer": "Gazban", "digits": "6", "period": "30"}.items()
    assert len(base64.b32decode(secret)) * 8 == 160
    assert secret != totp.new_secret()


@pytest.mark.parametrize(
    ("role", "active", "due"),
    [(Role.IT, False, True), (Role.IT, True, False), (Role.INSPECTOR, False, False)],
)
def test_whose_set_up_is_due(role: Role, active: bool, due: bool) -> None:
    assert domain.is_second_factor_due(role, active=active, required_of={Role.IT, Role.OFFICE}) is due


def test_who_must_have_one_does_not_go_without() -> None:
    domain.refuse_removal(Role.INSPECTOR, required_of={Role.IT})
    with pytest.raises(Conflict, match="second_factor_mandatory"):
        domain.refuse_removal(Role.IT, required_of={Role.IT})


def test_the_it_unit_does_not_remove_its_own_without_a_code() -> None:
    domain.refuse_own_removal(caller_id="a", user_id="b")
    with pytest.raises(Conflict, match="own_account"):
        domain.refuse_own_removal(caller_id="a", user_id="A")


def test_a_challenge_says_nothing_but_who_and_with_which_password() -> None:
    claims = domain.challenge_claims(user_id="u", password_set_at=NOW, now=NOW + timedelta(hours=1))
    assert claims["aud"] != domain.AUDIENCE
    assert set(claims) == {"iss", "aud", "sub", "pwd", "iat", "exp"}
    assert int(claims["exp"]) - int(claims["iat"]) == 300


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("no address", None),
        (None, None),
    ],
)
def test_what_failures_of_an_address_are_counted_under(address: str | None, network: str | None) -> None:
    assert domain.network_of(address) == network


@given(st.one_of(st.none(), st.ip_addresses().map(str)), st.one_of(st.none(), st.just("digest")))
def test_a_strangers_failures_never_count_against_a_known_device(
    address: str | None, device: str | None
) -> None:
    strangers = domain.sign_in_tallies("19-3-01234", address=address, device=None)
    owners = domain.sign_in_tallies("19-3-01234", address=address, device=device)
    assert strangers[-1].subject == "19-3-01234"
    assert device is None or set(owners).isdisjoint(strangers)
    assert all(each.kind is not domain.TallyKind.ADDRESS for each in domain.settled_by_success(strangers))
