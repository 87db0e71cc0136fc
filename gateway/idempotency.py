"""The key under which a command runs once.

The caller's ``Idempotency-Key``, or else a key of our own, so that a command which the broker delivers twice is done
once even for a caller who sent none.
"""

import re
import uuid

from werkzeug.datastructures import Headers

from contracts.errors import CommonCode, InvalidRequest

HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
_VISIBLE = re.compile(r"^[\x21-\x7e]{1,200}$")
_MESSAGE = "Must be 1 to 200 visible ASCII characters."


def key_of(headers: Headers) -> str:
    """The key for this request; one that is given must be 1 to 200 visible ASCII characters, else 422."""
    given = headers.get(HEADER)
    if given is None:
        return fresh_key()
    if not _VISIBLE.match(given):
        raise InvalidRequest(CommonCode.INVALID, errors={HEADER: [_MESSAGE]})
    return given


def fresh_key() -> str:
    """A key that nobody used before."""
    return str(uuid.uuid4())
