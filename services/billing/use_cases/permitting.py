"""Who may look at the books and change them."""

from contracts.errors import CommonCode, Forbidden
from contracts.shapes import Caller
from contracts.terms import Role


def require_finance(caller: Caller) -> None:
    """The books are for finance alone."""
    if caller.role is not Role.FINANCE:
        raise Forbidden(CommonCode.FORBIDDEN)
