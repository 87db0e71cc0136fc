"""One module per service; each route is one RPC."""

from gateway.routes.accounting import routes as accounting
from gateway.routes.appointments import routes as appointments
from gateway.routes.audit import routes as audit
from gateway.routes.auth import routes as auth
from gateway.routes.billing import routes as billing
from gateway.routes.calendars import routes as calendars
from gateway.routes.corrections import routes as corrections
from gateway.routes.deadlines import routes as deadlines
from gateway.routes.feed import routes as feed
from gateway.routes.inspection import routes as inspection
from gateway.routes.messaging import routes as messaging
from gateway.routes.messaging_office import routes as messaging_office
from gateway.routes.objections import routes as objections
from gateway.routes.online import routes as online
from gateway.routes.payouts import routes as payouts
from gateway.routes.periods import routes as periods
from gateway.routes.policies import routes as policies
from gateway.routes.receipts import routes as receipts
from gateway.routes.referral import routes as referral
from gateway.routes.sharing import routes as sharing
from gateway.routes.tariffs import routes as tariffs
from gateway.routes.webhooks import routes as webhooks

ALL = (
    auth,
    referral,
    sharing,
    appointments,
    inspection,
    objections,
    deadlines,
    billing,
    messaging,
    messaging_office,
    policies,
    calendars,
    corrections,
    tariffs,
    online,
    feed,
    periods,
    webhooks,
    accounting,
    payouts,
    receipts,
    audit,
)
