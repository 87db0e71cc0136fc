"""One module per service; each route is one RPC."""

from gateway.routes.auth import routes as auth
from gateway.routes.billing import routes as billing
from gateway.routes.inspection import routes as inspection
from gateway.routes.messaging import routes as messaging
from gateway.routes.messaging_office import routes as messaging_office
from gateway.routes.policies import routes as policies
from gateway.routes.referral import routes as referral

ALL = (auth, referral, inspection, billing, messaging, messaging_office, policies)
