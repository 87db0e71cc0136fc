"""The public number of a file."""


def file_number(year: int, counter: int) -> str:
    """``1405-000123``: the Jalali year of registration (in Tehran) and the file's place in that year, from 1."""
    if counter < 1:
        raise ValueError("a year's files are counted from 1")
    return f"{year:04d}-{counter:06d}"
