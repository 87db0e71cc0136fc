"""The audit of the books."""

from contracts.billing import AuditRun, AuditView, BillingApi
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("audit", __name__, description="حسابرسی دفتر · Audit of the books")
FINANCE = frozenset({Role.FINANCE})


@routes.serve("GET", "/accounting/audit", BillingApi.audit, fa="حسابرسی دفتر در این لحظه", who=FINANCE)
def audit(ask: Ask) -> AuditView:
    """Whether everything holds that must hold of the books, as of now, as far as a few seconds go.

    What there was no time for has `holds: null`; `newest_run` is the newest audit in the background, which takes its
    time.
    """
    return ask.billing.audit(caller=ask.caller)


@routes.serve(
    "POST", "/accounting/audit", BillingApi.request_audit, fa="درخواست حسابرسی کامل", who=FINANCE, status=202
)
def request_audit(ask: Ask) -> AuditRun:
    """Have the books audited in the background, as every night; if one waits or runs already, that is the answer."""
    return ask.billing.request_audit(caller=ask.caller)
