"""Guessing: under what a failure is counted, how often one may fail, and for how long nobody listens then."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address

from contracts.errors import AuthCode, LimitExceeded
from services.auth.domain.people import is_membership_code

# What a household or an office has of IPv6: whoever has one address of it has them all.
_IPV6_PREFIX_BITS = 64

# Enough for any lock to reach its longest; more would only overflow.
_MOST_DOUBLINGS = 16


class TallyKind(StrEnum):
    """What failures are counted under."""

    CODE = "code"
    ADDRESS = "address"
    DEVICE = "device"
    SECOND_FACTOR = "second_factor"
    OWN_PASSWORD = "own_password"


@dataclass(frozen=True, order=True)
class Tally:
    """A count of failures: those of one membership code, address, device or person."""

    kind: TallyKind
    subject: str


@dataclass(frozen=True, kw_only=True)
class GuessingLimits:
    """How often a password may be wrong: ``failures`` times within ``window``; each one more locks for longer."""

    failures: int = 10
    window: timedelta = timedelta(minutes=15)
    shortest_lock: timedelta = timedelta(minutes=1)
    longest_lock: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """The failures under one tally, and until when no further try is looked at."""

    failures: int
    first_at: datetime
    locked_until: datetime | None


def sign_in_tallies(membership_code: str, *, address: str | None, device: str | None) -> tuple[Tally, ...]:
    """What a failed sign-in is counted under, in the order in which they are to be locked.

    A device on which this person signed in before counts by itself: no stranger's failures keep its owner out. Text
    that cannot be a code is not counted as one: there is no password behind it to guess.
    """
    if device is not None:
        return (Tally(TallyKind.DEVICE, f"{membership_code} {device}"),)
    network = network_of(address)
    tallies = [Tally(TallyKind.ADDRESS, network)] if network is not None else []
    if is_membership_code(membership_code):
        tallies.append(Tally(TallyKind.CODE, membership_code))
    return tuple(tallies)


def second_factor_tally(user_id: str, *, device: str | None) -> Tally:
    """What a wrong code of the second factor is counted under."""
    return Tally(TallyKind.SECOND_FACTOR, user_id if device is None else f"{user_id} {device}")


def person_of(tally: Tally) -> str:
    """The id of the user against whom a tally counts, on whichever device."""
    return tally.subject.split(" ", 1)[0]


def settled_by_success(tallies: Sequence[Tally]) -> list[Tally]:
    """The tallies that begin anew after a sign-in: not an address's, or one's own account would hide one's guesses."""
    return [each for each in tallies if each.kind is not TallyKind.ADDRESS]


def network_of(address: str | None) -> str | None:
    """The network that failures are counted under: an IPv4 address, 64 bits of an IPv6 one; None for neither."""
    try:
        read = ip_address(address or "")
    except ValueError:
        return None
    if not isinstance(read, IPv6Address):
        return str(read)
    if read.ipv4_mapped is not None:
        return str(read.ipv4_mapped)
    host_bits = 128 - _IPV6_PREFIX_BITS
    return f"{IPv6Address(int(read) >> host_bits << host_bits)}/{_IPV6_PREFIX_BITS}"


def count_guess(seen: Guesses, *, now: datetime, limits: GuessingLimits) -> Guesses:
    """The failures with one more at ``now``; the first too many locks for the shortest time, each further one doubles.

    They are forgotten a window after the first, or after the last lock is over: nobody is locked out for ever.
    """
    if (seen.locked_until or seen.first_at) + limits.window <= now:
        seen = Guesses(failures=0, first_at=now, locked_until=None)
    failures = seen.failures + 1
    if failures < limits.failures:
        return Guesses(failures=failures, first_at=seen.first_at, locked_until=None)
    doublings = min(failures - limits.failures, _MOST_DOUBLINGS)
    lock = min(limits.shortest_lock * 2**doublings, limits.longest_lock)
    return Guesses(failures=failures, first_at=seen.first_at, locked_until=now + lock)


def refuse_while_locked(locked_until: datetime | None, now: datetime) -> None:
    """Raise :class:`LimitExceeded`, with the seconds that are left, unless the lock is over."""
    if locked_until is not None and locked_until > now:
        seconds = math.ceil((locked_until - now).total_seconds())
        raise LimitExceeded(
            AuthCode.TOO_MANY_ATTEMPTS, retry_after_seconds=seconds, minutes=math.ceil(seconds / 60)
        )
