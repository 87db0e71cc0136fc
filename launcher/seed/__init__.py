"""`python -m launcher.seed`: fills an empty system with an organization to try it with.

Everything is done as a front-end would, through the gateway's own routes, so that the demonstration holds nothing that
a person could not have made. The gateway's port is not open yet: its application is called in this process, over the
real bus. Each step may be repeated after a crash: people who exist are skipped, files have fixed idempotency keys,
receipts their references, and a visit that was reported is not made again.
"""
