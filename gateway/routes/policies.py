"""Policies: what the organization decides by itself, each kept by the service that obeys it."""

from typing import Any

from contracts.errors import CommonCode, NotFound
from contracts.inspection import InspectionApi
from contracts.messaging import MessagingApi
from contracts.policies import DECIDERS, READERS, PolicyView
from contracts.referral import ReferralApi
from contracts.shapes import Page
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("policies", __name__, description="سیاست‌ها · Policies")
# By the part of a policy's key before the dot.
OWNERS: dict[str, type] = {
    "inspection": InspectionApi,
    "referral": ReferralApi,
    "messaging": MessagingApi,
}


@routes.serve("GET", "/policies", InspectionApi.list_policies, fa="سیاست‌های سازمان", who=READERS)
def list_policies(ask: Ask) -> Page[PolicyView]:
    """What the organization decides by itself, as in force now."""
    answers = [ask.begin(api, "list_policies") for api in OWNERS.values()]
    found = [policy for answer in answers for policy in answer.result()]
    return Page(items=sorted(found, key=lambda policy: policy.key), next_cursor=None)


@routes.serve(
    "GET",
    "/policies/<key>",
    InspectionApi.list_policy_versions,
    fa="نسخه‌های یک سیاست",
    who=READERS,
    refuses=(CommonCode.POLICY_NOT_FOUND,),
)
def list_policy_versions(ask: Ask, key: str) -> Page[PolicyView]:
    """Every version of a policy, newest first, with who made it, when and why; version 0 is the system's default."""
    versions = ask.begin(_owner(key), "list_policy_versions", key=key).result()
    return Page(items=versions, next_cursor=None)


@routes.serve(
    "PUT",
    "/policies/<key>",
    InspectionApi.change_policy,
    fa="تغییر سیاست",
    who=DECIDERS,
    refuses=(CommonCode.POLICY_NOT_FOUND, CommonCode.POLICY_CHANGED),
)
def change_policy(ask: Ask, key: str, **body: Any) -> PolicyView:
    """Make a new version of a policy, in force at once; with `version`, only if that is still the newest."""
    changed: PolicyView = ask.rpc.client(_owner(key), context=ask.command).change_policy(
        caller=ask.caller, key=key, **body
    )
    return changed


def _owner(key: str) -> Any:
    owner = OWNERS.get(key.partition(".")[0])
    if owner is None:
        raise NotFound(CommonCode.POLICY_NOT_FOUND)
    return owner
