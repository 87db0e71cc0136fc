"""Deadlines, and what the office decides about who missed one."""

from typing import Any

from contracts.errors import ReferralCode
from contracts.inspection import FileDeadline, InspectionApi
from contracts.referral import DismissalProposal, ReferralApi
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.foresight import require_uncompleted
from gateway.routing import Routes

routes = Routes(
    "deadlines", __name__, description="مهلت‌ها و پیشنهادهای عزل · Deadlines and proposed dismissals"
)
INSPECTOR, OFFICE = frozenset({Role.INSPECTOR}), frozenset({Role.OFFICE})


@routes.serve("GET", "/me/deadlines", InspectionApi.list_my_deadlines, fa="مهلت‌های من", who=INSPECTOR)
def list_my_deadlines(ask: Ask, **query: Any) -> Page[FileDeadline]:
    """The deadlines of the files in one's hands, running and missed ones, soonest first."""
    return ask.inspection.list_my_deadlines(caller=ask.caller, **query)


@routes.serve("GET", "/deadlines", InspectionApi.list_deadlines, fa="مهلت‌های پرونده‌ها", who=OFFICE)
def list_deadlines(ask: Ask, **query: Any) -> Page[FileDeadline]:
    """Missed deadlines, newest first; with `missed=false` those that run, soonest first.

    `resolved_at` says when what was missed was done after all, or had no object any more; `resolved` narrows to those
    with or without it. `oldest_first` turns the order round.
    """
    return ask.inspection.list_deadlines(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/dismissal-proposals",
    ReferralApi.list_dismissal_proposals,
    fa="پیشنهادهای عزل بازرس",
    who=OFFICE,
)
def list_dismissal_proposals(ask: Ask, **query: Any) -> Page[DismissalProposal]:
    """Proposals to dismiss inspectors who missed deadlines, newest first."""
    return ask.referral.list_dismissal_proposals(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/dismissal-proposals/<id>",
    ReferralApi.get_dismissal_proposal,
    fa="جزئیات پیشنهاد عزل",
    who=OFFICE,
    refuses=(ReferralCode.PROPOSAL_NOT_FOUND,),
)
def get_dismissal_proposal(ask: Ask, proposal_id: str) -> DismissalProposal:
    """A proposal with the deadlines that it rests on, and whether what was missed was done after all."""
    return ask.referral.get_dismissal_proposal(caller=ask.caller, proposal_id=proposal_id)


@routes.serve(
    "POST",
    "/dismissal-proposals/<id>/decision",
    ReferralApi.decide_dismissal,
    fa="تصمیم دربارهٔ پیشنهاد عزل",
    who=OFFICE,
    refuses=(
        ReferralCode.PROPOSAL_NOT_FOUND,
        ReferralCode.PROPOSAL_DECIDED,
        ReferralCode.NOT_REFERRED,
        ReferralCode.ALREADY_ENDED,
    ),
)
def decide_dismissal(ask: Ask, proposal_id: str, **body: Any) -> DismissalProposal:
    """Accept a proposal, which takes the file from its inspector for good and refers it again, or decline it."""
    if body["accept"]:
        proposal = ask.begin(ReferralApi, "get_dismissal_proposal", proposal_id=proposal_id).result()
        require_uncompleted(ask, proposal.file_id)
    return ask.referral.decide_dismissal(caller=ask.caller, proposal_id=proposal_id, **body)
