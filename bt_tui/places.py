"""What is at a path that a user named, which may be too long, or closed to this user."""

from pathlib import Path


def is_directory(path: Path) -> bool:
    """Tell whether the path is a directory, as far as this user can see."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Tell whether anything is at this path, be it a link to nothing.

    Raises `OSError` where this user cannot tell.
    """
    return path.is_symlink() or path.exists()
