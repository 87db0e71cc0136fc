"""``python -m gateway``: serve HTTP at ``GATEWAY_HOST``:``GATEWAY_PORT``."""

from gateway.server import serve
from gateway.settings import Settings

if __name__ == "__main__":
    serve(Settings.from_environment())
