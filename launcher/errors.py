"""What the launcher raises for things that a person has to put right."""


class LauncherError(Exception):
    """Something to be told to the person in one line, without a traceback: `str(error)` is that line."""
