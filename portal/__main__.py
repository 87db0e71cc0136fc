"""``python -m portal``: serve pages at ``PORTAL_HOST``:``PORTAL_PORT``."""

from portal.server import serve
from portal.settings import Settings

if __name__ == "__main__":
    serve(Settings.from_environment())
