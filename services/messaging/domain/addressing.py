"""Who may do what with messages, to whom one goes and when, and whose it is (R31)."""

from datetime import datetime, timedelta

from contracts.errors import CommonCode, Forbidden, InvalidRequest
from contracts.terms import Audience, Role

_MISSING = "Missing data for required field."
_SUPERFLUOUS = "Does not go with this audience."
_FARTHEST_YEARS = 2
_GRACE = timedelta(minutes=1)
_PAST = "Must be in the future."
_TOO_FAR = f"Must be within the next {_FARTHEST_YEARS} years."


def allow(role: Role, *roles: Role) -> None:
    """Raise :class:`Forbidden` unless the role is one of those."""
    if role not in roles:
        raise Forbidden(CommonCode.FORBIDDEN)


def goes_out_at(send_at: datetime | None, now: datetime) -> datetime | None:
    """When a message is to go out; None for at once, which is also meant by a moment that has just passed.

    Raises :class:`InvalidRequest` for one that is long past, or too far away to be meant.
    """
    if send_at is None:
        return None
    if send_at < now - _GRACE:
        raise InvalidRequest(CommonCode.INVALID, errors={"send_at": [_PAST]})
    if send_at > now + timedelta(days=366 * _FARTHEST_YEARS):
        raise InvalidRequest(CommonCode.INVALID, errors={"send_at": [_TOO_FAR]})
    return send_at if send_at > now else None


def check_addressee(*, audience: Audience, role: Role | None, recipient_id: str | None) -> None:
    """Raise :class:`InvalidRequest`, by field, unless exactly what the audience asks for is given."""
    errors: dict[str, list[str]] = {}
    for field, value, wanted_by in (
        ("role", role, Audience.ROLE),
        ("recipient_id", recipient_id, Audience.PERSON),
    ):
        if audience is wanted_by and value is None:
            errors[field] = [_MISSING]
        if audience is not wanted_by and value is not None:
            errors[field] = [_SUPERFLUOUS]
    if errors:
        raise InvalidRequest(CommonCode.INVALID, errors=errors)


def concerns(
    *, audience: str, role: str | None, recipient_id: str | None, person_id: str, person_role: Role
) -> bool:
    """Whether a message is this person's to read."""
    match audience:
        case Audience.ALL:
            return True
        case Audience.ROLE:
            return role == person_role
        case _:
            return recipient_id == person_id
