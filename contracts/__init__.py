"""What crosses the bus, declared once.

One module per service holds its ``…Api`` (typed, keyword-only signatures) and its events (frozen dataclasses).
A publisher and its consumers, a caller and its callee use the same declaration. Nothing of ours is imported here.
"""
