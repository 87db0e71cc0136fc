"""``python -m services.referral`` runs the service; with a command (``events``) it does that instead."""

import sys

if __name__ == "__main__":
    if len(sys.argv) > 1:
        from services.referral.cli import main

        sys.exit(main(sys.argv[1:]))
    # The runner makes the standard library cooperative, so it comes before whatever opens a connection.
    from chassis.runner import run
    from services.referral.service import Referral

    run(Referral)
