"""To whom a message goes, and whose it is (R31)."""

from contracts.errors import CommonCode, Forbidden, InvalidRequest
from contracts.terms import Audience, Role

_MISSING = "Missing data for required field."
_SUPERFLUOUS = "Does not go with this audience."


def require_sender(role: Role) -> None:
    """Raise :class:`Forbidden` unless the role may send messages: the office's alone."""
    if role is not Role.OFFICE:
        raise Forbidden(CommonCode.FORBIDDEN)


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
