"""``python -m sandbox`` serves it at SANDBOX_HOST and SANDBOX_PORT; what it knows is kept in SANDBOX_FILE."""

import os
import sys
from pathlib import Path

from werkzeug.serving import make_server

from sandbox.app import create_app
from sandbox.book import Book


def main() -> None:
    """Serve until a signal ends it: what it knows is in its file already. There is none in production."""
    if os.environ.get("GAZBAN_DEMO") == "0":
        print("no sandbox payment provider: GAZBAN_DEMO=0 is production", file=sys.stderr, flush=True)
        return
    host = os.environ.get("SANDBOX_HOST") or "127.0.0.1"
    port = int(os.environ.get("SANDBOX_PORT") or "8090")
    book = Book(Path(os.environ.get("SANDBOX_FILE") or "sandbox.json"))
    server = make_server(host, port, create_app(book), threaded=True)
    print(f"sandbox payment provider at http://{host}:{port}", file=sys.stderr, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
