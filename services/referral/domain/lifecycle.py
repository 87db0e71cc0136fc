"""What may happen to a file when. Each check passes silently or raises the ``Conflict`` that its caller is told."""

from contracts.errors import Conflict, InvalidRequest, ReferralCode
from contracts.terms import FileStatus, MeterState, Phase, ProposalState, ReferralEnd, Role

_ENDED = frozenset({FileStatus.COMPLETED, FileStatus.CANCELLED})


def is_ended(status: FileStatus) -> bool:
    """Whether nothing more will happen to the file: it is completed or cancelled."""
    return status in _ENDED


def check_referable(status: FileStatus) -> None:
    """A file is referred when it is paid (R19) and nobody has it."""
    if is_ended(status):
        raise Conflict(ReferralCode.ALREADY_ENDED)
    if status is FileStatus.REFERRED:
        raise Conflict(ReferralCode.ALREADY_REFERRED)
    if status is FileStatus.AWAITING_PAYMENT:
        raise Conflict(ReferralCode.NOT_PAID)


def check_nameable(inspector_id: str | None, reason: str | None) -> None:
    """The office may name an inspector, and then says why (R7)."""
    if inspector_id is not None and not (reason and reason.strip()):
        errors = {"reason": ["A referral by hand needs a reason."]}
        raise InvalidRequest(ReferralCode.REASON_REQUIRED, errors=errors)


def check_named(*, role: Role | None, active: bool, refusal: ReferralEnd | None, connected: bool) -> None:
    """Whom the office names must be an active inspector who never gave up or lost this file (R7), and is not declared
    to be connected with its contractor.

    Capacity and worksheet do not bind the office: that is what the reason is for.
    """
    if role is not Role.INSPECTOR or not active or refusal is not None or connected:
        raise Conflict(ReferralCode.INSPECTOR_NOT_ELIGIBLE)


def check_withdrawable(status: FileStatus) -> None:
    """An inspector gives up only a file that is still in work (R10)."""
    if is_ended(status):
        raise Conflict(ReferralCode.ALREADY_ENDED)


def check_dismissable(status: FileStatus) -> None:
    """A file is taken only from somebody who has it (R11)."""
    if is_ended(status):
        raise Conflict(ReferralCode.ALREADY_ENDED)
    if status is not FileStatus.REFERRED:
        raise Conflict(ReferralCode.NOT_REFERRED)


def check_decidable(state: ProposalState) -> None:
    """A proposal is decided once, and not when its referral has ended meanwhile."""
    if state is not ProposalState.OPEN:
        raise Conflict(ReferralCode.PROPOSAL_DECIDED)


def check_cancellable(status: FileStatus) -> None:
    """A file ends once."""
    if is_ended(status):
        raise Conflict(ReferralCode.ALREADY_ENDED)


def check_correctable(status: FileStatus, phase: Phase, *, pre: MeterState, final: MeterState) -> None:
    """A meter's data may be corrected while it is open in the file's current phase (R17)."""
    state = pre if phase is Phase.PRE else final
    if is_ended(status) or state is not MeterState.OPEN:
        raise Conflict(ReferralCode.METER_CLOSED)


def check_rulable(ruled: bool | None, excused: bool) -> None:
    """A withdrawal is ruled on once; ``ruled`` is what was ruled before, if anything. The same again is no harm."""
    if ruled is not None and ruled is not excused:
        raise Conflict(ReferralCode.ALREADY_RULED)


def check_endable(ended: bool) -> None:
    """A declared conflict ends once; declared anew it is another."""
    if ended:
        raise Conflict(ReferralCode.CONFLICT_ENDED)
