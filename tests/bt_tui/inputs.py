"""Writing `in<R>.txt`, as a teacher's directory would have them."""

from pathlib import Path

from core.inputs import input_name, input_text
from core.model import ClientInput


def write_inputs(directory: Path, *clients: ClientInput) -> Path:
    """Write the inputs of these clients into the directory, and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    for client in clients:
        (directory / input_name(client.rank)).write_text(input_text(client), "utf-8")
    return directory
