"""What inspection knows before referral does: looked at before a command that would contradict it.

A report that was accepted may complete a file, or close a meter, a moment before referral hears of it. Referral cannot
ask (inspection asks referral, and RPC has no ring), so the gateway does. Inspection only refuses: when it is away, slow
or knows no such file of this person, referral decides by what it knows.
"""

from chassis.telemetry import get_logger
from contracts.errors import Conflict, ReferralCode, Refusal
from contracts.inspection import FileProgress, InspectionApi
from contracts.terms import MeterState, Phase
from gateway.ask import Ask

_PATIENCE_SECONDS = 1.0

log = get_logger(__name__)


def require_uncompleted(ask: Ask, file_id: str) -> None:
    """Refuse what cannot be done to a file any more once its last report was accepted: ``referral.already_ended``."""
    progress = _progress(ask, file_id)
    if progress is not None and progress.completed:
        raise Conflict(ReferralCode.ALREADY_ENDED)


def require_open_meter(ask: Ask, file_id: str, meter_id: str) -> None:
    """Refuse to correct a meter that was approved in the present phase: ``referral.meter_closed`` (R16, R17)."""
    progress = _progress(ask, file_id)
    if progress is None:
        return
    for meter in progress.meters:
        state = meter.pre if progress.phase is Phase.PRE else meter.final
        if meter.id == meter_id and state is MeterState.APPROVED:
            raise Conflict(ReferralCode.METER_CLOSED)


def _progress(ask: Ask, file_id: str) -> FileProgress | None:
    try:
        question = ask.begin(
            InspectionApi, "get_progress", at_most_seconds=_PATIENCE_SECONDS, file_id=file_id
        )
        answer: FileProgress = question.result()
    except Refusal as refusal:
        log.debug("decided_without_inspection", code=refusal.code)
        return None
    return answer
