"""What crosses the bus, declared once.

One module or package per service holds its ``…Api`` (typed, keyword-only signatures), what that takes and gives, and
its events (frozen dataclasses); whoever uses a package imports from the package, not from the modules in it.
A publisher and its consumers, a caller and its callee use the same declaration. Nothing of ours is imported here.
"""
