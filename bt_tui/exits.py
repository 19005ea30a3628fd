"""The exit codes of the program, the same for every way to run it."""

ALL_DONE = 0
NOT_DONE = 1
"""Some download is incomplete, a check failed, or the run broke."""
USAGE = 2
INTERRUPTED = 130
