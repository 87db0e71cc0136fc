"""To whom a message goes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Forbidden, InvalidRequest
from contracts.terms import Audience, Role
from services.messaging import domain

roles = st.sampled_from(Role)
people = st.sampled_from(["a", "b", "c"])


@pytest.mark.parametrize(
    ("audience", "role", "recipient_id", "wrong"),
    [
        (Audience.ALL, None, None, []),
        (Audience.ROLE, Role.OFFICE, None, []),
        (Audience.PERSON, None, "a", []),
        (Audience.ALL, Role.OFFICE, None, ["role"]),
        (Audience.ALL, Role.OFFICE, "a", ["recipient_id", "role"]),
        (Audience.ROLE, None, None, ["role"]),
        (Audience.ROLE, None, "a", ["recipient_id", "role"]),
        (Audience.ROLE, Role.OFFICE, "a", ["recipient_id"]),
        (Audience.PERSON, None, None, ["recipient_id"]),
        (Audience.PERSON, Role.OFFICE, None, ["recipient_id", "role"]),
        (Audience.PERSON, Role.OFFICE, "a", ["role"]),
    ],
)
def test_an_audience_wants_exactly_its_addressee(
    audience: Audience, role: Role | None, recipient_id: str | None, wrong: list[str]
) -> None:
    if not wrong:
        domain.check_addressee(audience=audience, role=role, recipient_id=recipient_id)
        return
    with pytest.raises(InvalidRequest) as refusal:
        domain.check_addressee(audience=audience, role=role, recipient_id=recipient_id)
    assert refusal.value.code == "request.invalid"
    assert sorted(refusal.value.errors) == wrong


@given(roles, people)
def test_a_message_to_all_is_everybodys(role: Role, person: str) -> None:
    assert domain.concerns(audience="all", role=None, recipient_id=None, person_id=person, person_role=role)


@given(roles, roles, people)
def test_a_message_to_a_role_is_that_roles(to: Role, role: Role, person: str) -> None:
    concerned = domain.concerns(
        audience="role", role=to.value, recipient_id=None, person_id=person, person_role=role
    )
    assert concerned == (to == role)


@given(people, people, roles)
def test_a_message_to_a_person_is_that_persons(to: str, person: str, role: Role) -> None:
    concerned = domain.concerns(
        audience="person", role=None, recipient_id=to, person_id=person, person_role=role
    )
    assert concerned == (to == person)


def test_only_the_roles_that_may() -> None:
    domain.allow(Role.OFFICE, Role.OFFICE, Role.FINANCE)
    for role in set(Role) - {Role.OFFICE}:
        with pytest.raises(Forbidden):
            domain.allow(role, Role.OFFICE)


NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "later"), [(None, False), (-1, False), (0, False), (1, True), (60 * 24 * 700, True)]
)
def test_a_message_goes_out_at_once_or_at_its_time(minutes: int | None, later: bool) -> None:
    send_at = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert domain.goes_out_at(send_at, NOW) == (send_at if later else None)


@pytest.mark.parametrize("minutes", [-2, -60 * 24, 60 * 24 * 800])
def test_a_time_long_past_or_too_far_away_is_refused(minutes: int) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        domain.goes_out_at(NOW + timedelta(minutes=minutes), NOW)
    assert list(refusal.value.errors) == ["send_at"]
