"""The first missing segment, looked up anew each time."""

from core.policies.file_order import FileOrder


class FirstMissing(FileOrder):
    """Always the first one that is missing, also one that nobody gave before the last list."""

    looks_anew = True
