import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bt_tui.summary import WIDTH, Summary, as_json, as_text
from core.holdings import Holdings
from core.machine import Machine
from core.measures import Totals
from core.model import Address, ClientInput, Manifest, download_thread, upload_thread
from core.sim.world import World
from core.uploader import Uploader
from tests.machines import Dead, Liar
from tests.worlds import client, file, scenario


def ran(*clients: ClientInput, cast: Mapping[Address, Machine] | None = None) -> Totals:
    """Return what a run of these clients came to."""
    return World(scenario(*clients), cast=cast).run().totals


def summary(totals: Totals, *, name: str = "lab", record: str | None = None) -> Summary:
    """Return the summary of a run that came to this."""
    return Summary(
        scenario=name,
        ranks=len(totals.ranks),
        transport="MPICH 5.0.2",
        profile="peers-then-seeds",
        seed=7,
        speed=None,
        output="output",
        record=record,
        wall_s=1.5,
        totals=totals,
    )


def text(totals: Totals) -> str:
    return as_text(summary(totals))


def told(totals: Totals) -> dict[str, Any]:
    """Return the summary as a program would read it."""
    parsed = json.loads(as_json(summary(totals)))
    assert isinstance(parsed, dict)
    return parsed


def rows(text: str) -> list[list[str]]:
    """Return the cells of every line that could be a row of a table."""
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines()]


def holding(rank: int, manifest: Manifest, *segments: int) -> Uploader:
    """Return an upload thread that has only these segments, whatever was registered."""
    holdings = Holdings()
    for segment in segments:
        holdings.open(manifest).store(segment)
    return Uploader(rank, holdings)


@pytest.fixture(scope="module")
def complete() -> Totals:
    """A run in which all got what they wanted."""
    atlas, poem = file("atlas", 24), file("poem", 6)
    return ran(
        client(1, owns=[atlas]),
        client(2, owns=[poem], wants=[atlas]),
        client(3, wants=[poem, atlas]),
        client(4),
    )


@pytest.fixture(scope="module")
def incomplete() -> Totals:
    """A run in which client 1 registered a file that it does not have all of."""
    atlas = file("atlas", 8)
    return ran(
        client(1, owns=[atlas]),
        client(2, wants=["missing", atlas]),
        cast={upload_thread(1): holding(1, atlas, 1, 5, 6)},
    )


# ---- for people ---------------------------------------------------------------------------------


def test_a_complete_run_says_so_with_what_it_was_a_run_of(complete: Totals) -> None:
    first, second, third, *_ = text(complete).splitlines()
    assert first == "lab · 5 ranks · MPICH 5.0.2 · peers-then-seeds · seed 7"
    assert second.startswith("all files complete after 0.")
    assert f" {complete.traffic.messages} messages, " in second
    assert third.startswith("requests denied: ")
    assert "lacks" not in text(complete)
    assert "answer any more" not in text(complete)


def test_every_client_is_told_with_its_files_and_who_gave_them(complete: Totals) -> None:
    table = rows(text(complete))
    assert ["C1", "atlas", "seed", "24 of 24", "own", str(complete.ranks[1].served)] in table
    assert ["C2", "poem", "seed", "6 of 6", "own", str(complete.ranks[2].served)] in table
    assert ["C3", "poem", "seed", "6 of 6", "C2 6", str(complete.ranks[3].served)] in table
    assert ["C4", "-", "-", "-", "-", "0"] in table
    sources = complete.ranks[3].files["atlas"].sources
    from_whom = ", ".join(f"C{rank} {count}" for rank, count in sorted(sources.items()))
    assert ["atlas", "seed", "24 of 24", from_whom] in table
    assert sum(sources.values()) == 24


def test_kinds_of_message_are_told_the_most_frequent_first(complete: Totals) -> None:
    table = rows(text(complete))
    kinds = [row for row in table if row[0] in complete.sent]
    assert len(kinds) == len(complete.sent)
    counts = [int(row[1]) for row in kinds]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == complete.traffic.messages
    assert sum(int(row[2]) for row in kinds) == complete.traffic.bytes


def test_an_incomplete_run_names_client_file_segments_and_reason(incomplete: Totals) -> None:
    lines = text(incomplete).splitlines()
    assert lines[1].startswith("NOT all files complete after ")
    assert "C2 lacks all of missing: nobody has registered it" in lines
    reason = "nobody who is listed gave it in 5 rounds"
    assert f"C2 lacks segments 1, 3-5, 8 of atlas: {reason}" in lines
    table = rows(text(incomplete))
    assert ["C2", "missing", "leecher", "0 of ?", "-", "0"] in table
    assert ["atlas", "peer", "3 of 8", "C1 3"] in table


def test_requests_that_were_denied_are_counted(incomplete: Totals) -> None:
    denied = incomplete.ranks[2].denials
    assert denied == 5 * 5
    assert f"requests denied: {denied}, timed out: 0, answered wrong: 0" in text(incomplete)


def test_answers_with_wrong_bytes_are_counted() -> None:
    atlas = file("atlas", 3)
    owner, asker = client(1, owns=[atlas]), client(2, wants=[atlas])
    totals = ran(owner, asker, cast={upload_thread(1): Liar(1)})
    assert totals.ranks[2].rejected > 0
    assert f"answered wrong: {totals.ranks[2].rejected}" in text(totals)


def test_a_single_missing_segment_is_told_as_one() -> None:
    atlas = file("atlas", 3)
    cast = {upload_thread(1): holding(1, atlas, 0, 2)}
    totals = ran(client(1, owns=[atlas]), client(2, wants=[atlas]), cast=cast)
    assert "C2 lacks segment 2 of atlas: " in text(totals)


def test_who_is_gone_is_told_and_what_was_asked_in_vain() -> None:
    atlas = file("atlas", 1)
    owner, asker = client(1, owns=[atlas]), client(2, wants=[atlas])
    totals = ran(owner, asker, cast={upload_thread(1): Dead()})
    assert "C1↑ does not answer any more" in text(totals).splitlines()
    assert f"timed out: {totals.ranks[2].timeouts}," in text(totals)
    assert totals.ranks[2].timeouts > 0


def test_a_file_of_no_segments_is_complete() -> None:
    empty = file("empty", 0)
    table = rows(text(ran(client(1, owns=[empty]), client(2, wants=[empty]))))
    assert ["C2", "empty", "seed", "0 of 0", "-", "0"] in table


def test_a_run_that_could_not_be_recorded_says_why(complete: Totals) -> None:
    unrecorded = msgspec.structs.replace(summary(complete), unrecorded="/state: read-only")
    assert "\noutput: output\nnot recorded: /state: read-only\n" in as_text(unrecorded)
    assert json.loads(as_json(unrecorded))["record"] is None


def test_places_are_told_last_and_a_recording_only_where_there_is_one(complete: Totals) -> None:
    assert text(complete).endswith("\noutput: output\ntime: 1.50 s, as rank 0 saw it\n")
    recorded = as_text(summary(complete, record="runs/trace.jsonl"))
    assert recorded.endswith(
        "\noutput: output\nrecording: runs/trace.jsonl\ntime: 1.50 s, as rank 0 saw it\n"
    )


def test_the_text_is_plain_whatever_the_terminal_can(
    complete: Totals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    lines = text(complete).splitlines()
    assert not [line for line in lines if "\x1b" in line]
    assert not [line for line in lines if line != line.rstrip() or len(line) > WIDTH]
    assert "lab · 5 ranks · MPICH 5.0.2 · peers-then-seeds · seed 7" in lines


# ---- names --------------------------------------------------------------------------------------

STRANGE = ["[red]x[/red]", "[/]", "[b", "x]", "[link=a]x", "été", "日本", "$(x)", "--x"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_name_comes_out_as_it_is(name: str) -> None:
    totals = ran(client(1, owns=[file(name)]), client(2, wants=[name, f"{name}2"]))
    assert ["C1", name, "seed", "3 of 3", "own", "3"] in rows(text(totals))
    assert f"C2 lacks all of {name}2: nobody has registered it" in text(totals)
    files = told(totals)["clients"][1]["files"]
    assert [one["name"] for one in files] == [name, f"{name}2"]


def test_a_scenario_and_places_with_strange_names_come_out_as_they_are(complete: Totals) -> None:
    strange = as_text(summary(complete, name="[red]x[/red]", record="[b]/trace"))
    assert strange.startswith("[red]x[/red] · 5 ranks")
    assert "\nrecording: [b]/trace\n" in strange


def test_a_name_that_is_too_long_for_the_table_is_folded_and_not_cut() -> None:
    name = "".join(chr(ord("a") + place % 26) for place in range(150))
    told = text(ran(client(1, owns=[file(name)])))
    folded = [row[0] for row in rows(told) if row[0] and row[0] in name]
    row = next(row for row in rows(told) if row[0] == "C1")
    assert "".join([row[1], *folded]) == name
    assert row[2:] == ["seed", "3 of 3", "own", "0"]


@pytest.mark.parametrize("name", [":smile:.txt", "a:fire:b"])
def test_an_emoji_code_in_a_name_comes_out_as_it_is(name: str) -> None:
    told = text(ran(client(1, owns=[file(name)]), client(2, wants=[name, name + "2"])))
    assert f" {name} " in told
    assert f"all of {name}2:" in told


def test_the_width_does_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    totals = ran(client(1, owns=[file("n" * 60)]))
    wide = text(totals)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert text(totals) == wide


def test_a_run_is_not_complete_when_a_client_never_started() -> None:
    dead = {download_thread(2): Dead(), upload_thread(2): Dead()}
    clients = (client(1, owns=[file()]), client(2, wants=[file()]), client(3, wants=[file()]))
    totals = ran(*clients, cast=dead)
    assert told(totals)["complete"] is False
    assert told(totals)["gone"] == [[2, "download"], [2, "upload"]]
    assert "NOT all files complete" in text(totals)
    assert "C2↓ does not answer any more" in text(totals).splitlines()


def test_a_name_is_whole_where_its_file_is_missing() -> None:
    name = "n" * 200
    totals = ran(client(1), client(2, wants=[name]))
    assert f"\nC2 lacks all of {name}: nobody has registered it\n" in text(totals)


# ---- for programs -------------------------------------------------------------------------------


def keys(value: object) -> set[str]:
    """Return the keys of all objects in it, without those that are ranks or kinds of message."""
    if isinstance(value, list):
        return {key for one in value for key in keys(one)}
    if not isinstance(value, dict):
        return set()
    return {key for key in value if key.islower()} | keys(list(value.values()))


def test_the_json_is_one_object_with_the_keys_of_the_readme(incomplete: Totals) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    section = readme.partition("## For programs")[2].partition("A recording begins")[0]
    documented = set(re.findall(r"`([a-z_]+)`", section))
    assert keys(told(incomplete)) == documented
    assert as_json(summary(incomplete)).endswith("}\n")


def test_the_json_tells_of_a_complete_run(complete: Totals) -> None:
    parsed = told(complete)
    assert parsed["complete"] is True
    assert (parsed["scenario"], parsed["ranks"], parsed["seed"]) == ("lab", 5, 7)
    assert (parsed["output"], parsed["record"], parsed["wall_s"]) == ("output", None, 1.5)
    assert [one["rank"] for one in parsed["clients"]] == [1, 2, 3, 4]
    assert parsed["clients"][2]["files"][0] == {
        "name": "poem",
        "wanted": True,
        "role": "seed",
        "segments": 6,
        "held": 6,
        "complete": True,
        "sources": {"2": 6},
        "missing": [],
        "reason": "",
    }


def test_the_json_adds_up(complete: Totals) -> None:
    parsed = told(complete)
    kinds = parsed["by_kind"].values()
    assert sum(kind["messages"] for kind in kinds) == parsed["messages"]
    assert sum(kind["bytes"] for kind in kinds) == parsed["bytes"]
    assert sum(one["served"] for one in parsed["clients"]) == 24 + 6 + 24
    tracker = sum(traffic.messages for traffic in complete.ranks[0].sent.values())
    assert sum(one["sent"] for one in parsed["clients"]) + tracker == parsed["messages"]


def test_the_json_tells_what_an_incomplete_run_lacks(incomplete: Totals) -> None:
    parsed = told(incomplete)
    assert parsed["complete"] is False
    missing, atlas = parsed["clients"][1]["files"]
    assert (missing["segments"], missing["held"], missing["complete"]) == (None, 0, False)
    assert missing["reason"] == "nobody has registered it"
    assert (atlas["segments"], atlas["held"], atlas["complete"]) == (8, 3, False)
    assert atlas["missing"] == [0, 2, 3, 4, 7]  # counted from 0, as events are
    assert atlas["role"] == "peer"


def test_the_json_names_who_is_gone() -> None:
    owner, asker = client(1, owns=[file()]), client(2, wants=[file()])
    assert told(ran(owner, asker))["gone"] == []
    assert told(ran(owner, asker, cast={upload_thread(1): Dead()}))["gone"] == [[1, "upload"]]
