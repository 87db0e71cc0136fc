"""What a route may ask of: the services, in the name of the signed-in person, within the request's time."""

import time
from dataclasses import dataclass, replace
from typing import Any

from chassis.rpc import CallContext, Pending, RpcClient
from contracts.auth import AuthApi
from contracts.billing import BillingApi
from contracts.errors import CommonCode, DeadlineExceeded, Unauthenticated
from contracts.inspection import InspectionApi
from contracts.messaging import MessagingApi
from contracts.referral import ReferralApi
from contracts.shapes import Caller
from gateway.auth import EndedSessions


@dataclass
class Ask:
    """One request's way to the services.

    ``command`` is the context of the one command that a request may give: it carries the idempotency key.
    """

    rpc: RpcClient
    command: CallContext
    expires_at: float
    ended_sessions: EndedSessions

    @property
    def caller(self) -> Caller:
        """The signed-in person."""
        if self.command.caller is None:
            raise Unauthenticated(CommonCode.UNAUTHENTICATED)
        return self.command.caller

    @property
    def auth(self) -> AuthApi:
        """The auth service."""
        return self.rpc.client(AuthApi, context=self.command)

    @property
    def referral(self) -> ReferralApi:
        """The referral service."""
        return self.rpc.client(ReferralApi, context=self.command)

    @property
    def inspection(self) -> InspectionApi:
        """The inspection service."""
        return self.rpc.client(InspectionApi, context=self.command)

    @property
    def billing(self) -> BillingApi:
        """The billing service."""
        return self.rpc.client(BillingApi, context=self.command)

    @property
    def messaging(self) -> MessagingApi:
        """The messaging service."""
        return self.rpc.client(MessagingApi, context=self.command)

    def begin(
        self, api: type, name: str, *, at_most_seconds: float = float("inf"), **arguments: Any
    ) -> Pending[Any]:
        """Send a question beside others; it takes no more than is left of the request's time, and no key."""
        return self.rpc.begin(api, name, self._question(at_most_seconds), **arguments)

    def sparing(self, seconds: float) -> "Ask":
        """The same way with so much less time, for questions whose answers take time to be written."""
        return replace(self, expires_at=self.expires_at - seconds)

    def _question(self, at_most_seconds: float) -> CallContext:
        remaining = min(self.expires_at - time.monotonic(), at_most_seconds)
        if remaining <= 0:
            raise DeadlineExceeded(CommonCode.DEADLINE)
        return CallContext(
            correlation_id=self.command.correlation_id,
            caller=self.command.caller,
            deadline_seconds=remaining,
        )
