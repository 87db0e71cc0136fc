"""One module per service; each route is one RPC."""

from gateway.routes.appointments import routes as appointments
from gateway.routes.audit import routes as audit
from gateway.routes.auth import routes as auth
from gateway.routes.billing import routes as billing
from gateway.routes.calendars import routes as calendars
from gateway.routes.deadlines import routes as deadlines
from gateway.routes.inspection import routes as inspection
from gateway.routes.messaging import routes as messaging
from gateway.routes.messaging_office import routes as messaging_office
from gateway.routes.objections import routes as objections
from gateway.routes.policies import routes as policies
from gateway.routes.referral import routes as referral
from gateway.routes.sharing import routes as sharing

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
    audit,
)
