"""A payment provider to try with: Zarinpal's interface, version 4, and a page with buttons; no money moves."""
