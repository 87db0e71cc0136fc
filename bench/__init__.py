"""What is measured by hand: never part of a running system, nor of the checks."""
