"""Watch a BitTorrent-like protocol run for real: the program around `core`."""

__version__ = "0.1.0"
