"""A proxy for PostgreSQL: it cuts and delays, and knows nothing of what it carries.

A database's answers cannot be doubled or put in another order by any network; that they come late, or never, can.
"""

from tests.faults.proxy import Proxy


class TcpProxy(Proxy):
    """Carries, delays and cuts the connections to a server on a port of 127.0.0.1."""
