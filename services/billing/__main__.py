"""``python -m services.billing`` runs the service; with a command (``audit``, ``events``) it does that instead."""

import sys

if __name__ == "__main__":
    if len(sys.argv) > 1:
        from services.billing.cli import main

        sys.exit(main(sys.argv[1:]))
    # The runner makes the standard library cooperative, so it comes before whatever opens a connection.
    from chassis.runner import run
    from services.billing.service import Billing

    run(Billing)
