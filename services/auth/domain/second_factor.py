"""The second factor: codes of a phone that change every half minute (RFC 6238), and codes for the day it is lost."""

import hmac
import re
from collections.abc import Callable, Collection
from datetime import datetime

from contracts.errors import AuthCode, Conflict, InvalidRequest, Unauthenticated
from contracts.terms import Role
from services.auth.domain.people import fold

ISSUER_NAME = "Gazban"
SECRET_BYTES = 20
STEP_SECONDS = 30
CODE_DIGITS = 6
# A phone's clock may be so many steps fast or slow.
_STEPS_OFF = 1

RECOVERY_CODES = 10
_RECOVERY_LENGTH = 10
# Small letters only, and nothing that is mistaken for something else: typed from paper, in whichever case.
_RECOVERY_ALPHABET = "346789abcdefghjkmnpqrtwxy"
_RECOVERY_CODE = re.compile(rf"[0-9][{_RECOVERY_ALPHABET}]{{{_RECOVERY_LENGTH}}}", re.ASCII)
_TIMED_CODE = re.compile(rf"[0-9]{{{CODE_DIGITS}}}", re.ASCII)
_SEPARATORS = re.compile(r"[\W_]+")


def is_second_factor_due(role: Role, *, active: bool, required_of: Collection[Role]) -> bool:
    """Whether somebody has to set up a second factor before anything else."""
    return role in required_of and not active


def plain_code(typed: str) -> str:
    """A code as it is compared: Latin digits, small letters, without what stands between them."""
    return _SEPARATORS.sub("", fold(typed))


def is_timed_code(code: str) -> bool:
    """Whether a plain code is one of those that change, by its form."""
    return _TIMED_CODE.fullmatch(code) is not None


def accepted_step(
    code: str, *, now: datetime, last_step: int, code_of_step: Callable[[int], str]
) -> int | None:
    """The time step whose code this is; None when it is none of now, or not after the last that was used.

    A code that was looked at over a shoulder, or caught on its way, is worth nothing once its owner has used it.
    """
    present = int(now.timestamp()) // STEP_SECONDS
    for step in range(present - _STEPS_OFF, present + _STEPS_OFF + 1):
        if step > last_step and hmac.compare_digest(code_of_step(step).encode(), code.encode()):
            return step
    return None


def new_recovery_codes(choose: Callable[[str], str]) -> list[str]:
    """Plain codes, each of which opens once; it begins with its number, so that one hash finds out about it."""
    return [
        f"{number}{''.join(choose(_RECOVERY_ALPHABET) for _ in range(_RECOVERY_LENGTH))}"
        for number in range(RECOVERY_CODES)
    ]


def number_of_recovery_code(code: str) -> int | None:
    """Which of somebody's recovery codes a plain code wants to be; None for none."""
    return int(code[0]) if _RECOVERY_CODE.fullmatch(code) else None


def readable(recovery_code: str) -> str:
    """A recovery code as it is shown and written down: ``3-mk7wq-z4tpx``."""
    half = 1 + _RECOVERY_LENGTH // 2
    return f"{recovery_code[0]}-{recovery_code[1:half]}-{recovery_code[half:]}"


def refuse_removal(role: Role, *, required_of: Collection[Role]) -> None:
    """Who has to have a second factor replaces it, and does not go without."""
    if role in required_of:
        raise Conflict(AuthCode.SECOND_FACTOR_MANDATORY)


def refuse_own_removal(*, caller_id: str, user_id: str) -> None:
    """The IT unit removes others' second factor, and its own only as everybody does: with a code."""
    if caller_id.lower() == user_id.lower():
        raise Conflict(AuthCode.OWN_ACCOUNT)


def wrong_code() -> InvalidRequest:
    """The refusal of a code of somebody who is signed in; as with passwords, no 401."""
    return InvalidRequest(AuthCode.WRONG_CODE, errors={"code": ["Not the present code."]})


def second_step(challenge: str) -> Unauthenticated:
    """The password was right, and a code is asked for; ``challenge`` goes with it."""
    return Unauthenticated(AuthCode.SECOND_FACTOR_REQUIRED, challenge=challenge)
