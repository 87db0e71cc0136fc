"""What arrives at an inbox, as rows: read from raw messages and stored once each; unreadable or too late, parked."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis import clock, outbox
from chassis.telemetry import get_logger

log = get_logger(__name__)

ERROR_CHARACTERS = 4000
_FIRST_YEAR, _LAST_YEAR = 2000, 2200

# One statement for all that has arrived, in the order of arrival: nobody waits long for its transaction to end.
_STORE = text(
    """
    INSERT INTO inbox (event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state, error)
    SELECT event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state, error
    FROM unnest(
        CAST(:event_id AS text[]), CAST(:source AS text[]), CAST(:name AS text[]), CAST(:lane AS text[]),
        CAST(:sequence AS bigint[]), CAST(:body AS bytea[]), CAST(:correlation_id AS text[]),
        CAST(:occurred_at AS timestamptz[]), CAST(:state AS text[]), CAST(:error AS text[])
    ) WITH ORDINALITY
        AS arrived (
            event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state, error, place
        )
    ORDER BY place
    ON CONFLICT (event_id) DO NOTHING
    """
)
_COLUMNS = (
    "event_id", "source", "name", "lane", "sequence", "body", "correlation_id", "occurred_at", "state", "error",
)  # fmt: skip
# A statement of its own: an arrival that waited for pruning to delete its twin must see what that has marked. What
# was there before this transaction is of another moment, and left as it is.
_PARK_LATE = text(
    """
    UPDATE inbox i SET state = 'parked', error = format(
        'older than what is kept: it is of %s, and what is of %s or earlier may have been here and been pruned',
        i.occurred_at, r.pruned_before
    )
    FROM retention r
    WHERE r.kept = 'inbox' AND i.occurred_at <= r.pruned_before
      AND i.event_id = ANY(:event_ids) AND i.received_at = now() AND i.state <> 'parked'
    RETURNING i.event_id, i.name, i.lane, i.error
    """
)


def store(session: Session, rows: list[dict[str, Any]]) -> None:
    """Keep facts that are not here yet; what may have been here and been pruned is parked."""
    session.execute(_STORE, {column: [row[column] for row in rows] for column in _COLUMNS})
    event_ids = [row["event_id"] for row in rows]
    for late in session.execute(_PARK_LATE, {"event_ids": event_ids}):
        log.error(
            "event_parked", event_name=late.name, event_id=late.event_id, lane=late.lane, error=late.error
        )


def row_of(message: Any) -> dict[str, Any]:
    """An inbox row from a raw message. What cannot be understood is kept too, parked, under a hash of itself."""
    properties = message.properties
    headers = properties.get("application_headers") or {}
    raw = message.body
    body: bytes = raw.encode() if isinstance(raw, str) else bytes(raw)
    row: dict[str, Any] = {"body": body, "correlation_id": storable(properties.get("correlation_id") or "")}
    try:
        if not isinstance(json.loads(body), dict):
            raise ValueError("the body is not a map")
        told = {
            "event_id": str(properties["message_id"]),
            "source": str(properties["app_id"]),
            "name": str(properties["type"]),
            "lane": str(headers[outbox.HEADER_LANE]),
            "correlation_id": str(properties.get("correlation_id") or ""),
        }
        sequence = int(headers[outbox.HEADER_SEQUENCE])
        occurred_at = datetime.fromisoformat(str(headers[outbox.HEADER_OCCURRED]))
        if not _FIRST_YEAR <= occurred_at.year <= _LAST_YEAR:
            raise ValueError("it is from no time that could be meant")
        if abs(sequence) >= 2**63 or any(storable(text) != text for text in told.values()):
            raise ValueError("it has what no database stores")
        return row | {
            **told,
            "sequence": sequence,
            "occurred_at": occurred_at,
            "state": "pending",
            "error": None,
        }
    except Exception as error:  # whatever is wrong with a message, it is kept
        log.error("event_unreadable", error=str(error))
        return row | unreadable(body, error)


def unreadable(body: bytes, error: Exception) -> dict[str, Any]:
    """How a message is kept that cannot be understood, or not be stored as it is."""
    return {
        "event_id": f"unreadable:{hashlib.sha256(body).hexdigest()}",
        "source": "unknown",
        "name": "unknown",
        "lane": "",
        "correlation_id": "",
        "sequence": 0,
        "occurred_at": clock.now(),
        "state": "parked",
        "error": storable(said(error))[:ERROR_CHARACTERS],
    }


def storable(value: object) -> str:
    """The value as text that a database can store: a question mark for NUL and for halves of surrogate pairs."""
    return str(value).replace("\x00", "?").encode("utf-8", "replace").decode()


def said(error: BaseException) -> str:
    """An error as it is kept beside a row."""
    return f"{type(error).__name__}: {error}"
