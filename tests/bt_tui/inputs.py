"""Writing `in<R>.txt`, as a teacher's directory would have them."""

from pathlib import Path

from core.inputs import input_name
from core.model import ClientInput


def as_text(client: ClientInput) -> str:
    """Return what the input of this client says."""
    lines = [str(len(client.owned))]
    for file in client.owned:
        lines += [f"{file.name} {len(file.hashes)}", *file.hashes]
    return "\n".join([*lines, str(len(client.wanted)), *client.wanted]) + "\n"


def write_inputs(directory: Path, *clients: ClientInput) -> Path:
    """Write the inputs of these clients into the directory, and return it."""
    directory.mkdir(parents=True, exist_ok=True)
    for client in clients:
        (directory / input_name(client.rank)).write_text(as_text(client), "utf-8")
    return directory
