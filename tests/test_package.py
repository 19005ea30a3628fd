"""What an installed package must hold."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from bt_tui.samples import samples

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the names of all files in the wheel."""
    directory = tmp_path_factory.mktemp("wheel")
    build = "--no-deps --no-build-isolation --disable-pip-version-check --wheel-dir"
    command = [sys.executable, "-m", "pip", "wheel", *build.split(), str(directory)]
    subprocess.run([*command, str(REPOSITORY)], check=True, capture_output=True)
    (wheel,) = directory.glob("*.whl")
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_a_wheel_holds_every_sample_where_the_program_looks(installed: set[str]) -> None:
    for sample in samples():
        for path in sample.directory.iterdir():
            assert f"bt_tui/sample_inputs/{sample.name}/{path.name}" in installed


def test_a_wheel_holds_both_packages_as_typed_ones(installed: set[str]) -> None:
    sources = [*REPOSITORY.glob("core/**/*.py"), *REPOSITORY.glob("bt_tui/**/*.py")]
    for path in sources:
        assert path.relative_to(REPOSITORY).as_posix() in installed
    assert {"core/py.typed", "bt_tui/py.typed"} <= installed
    assert not [name for name in installed if name.startswith("tests/")]
