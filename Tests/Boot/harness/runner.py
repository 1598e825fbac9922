"""Which scenarios there are, in which order they run, and the table of what came of them."""
import time
import traceback
from dataclasses import dataclass
from typing import Callable

from .machine import Failed


class Skipped(Exception):
    """A scenario that can't be tried here, with the reason."""


@dataclass
class Scenario:
    name: str
    summary: str
    function: Callable
    after: str | None
    fast: bool
    image: str
    profile: str


SCENARIOS = {}


def scenario(name, summary, after=None, fast=False, image="bookworm", profile="dev"):
    """Makes a scenario of a function. One that comes after another goes on with that one's machines, which saves a boot."""
    def register(function):
        same = SCENARIOS.get(after)
        SCENARIOS[name] = Scenario(name, summary, function, after, fast, same.image if same else image, same.profile if same else profile)
        return function
    return register


def chosen(words):
    """The scenarios that the words ask for (names, `fast`, `all`), and those that they go on from."""
    names = set()
    for word in words or ["all"]:
        if word in ("all", "fast"):
            names |= {one.name for one in SCENARIOS.values() if one.fast or word == "all"}
        elif word in SCENARIOS:
            names.add(word)
        else:
            raise SystemExit(f"no scenario {word}; there are: fast, all, {', '.join(SCENARIOS)}")
    for one in reversed(SCENARIOS.values()):
        if one.name in names and one.after:
            names.add(one.after)
    return [one for one in SCENARIOS.values() if one.name in names]


def run(lab, words):
    """Runs scenarios; returns whether none failed."""
    rows, states, outcomes = [], {}, {}
    for one in chosen(words):
        if one.after is None:
            lab.clear()
        print(f"{time.strftime('%H:%M:%S')} {one.name}: {one.summary}", flush=True)
        started, lab.notes = time.monotonic(), []
        outcome, reason = attempt(lab, one, states, outcomes)
        outcomes[one.name] = outcome
        if outcome != "skipped":
            lab.keep(one.name, outcome)
        row = f"{outcome:8} {one.name:22} {time.monotonic() - started:6.0f} s  {reason or one.summary}"
        rows.append(row)
        print(row, flush=True)
        (lab.report / "table.txt").write_text("".join(line + "\n" for line in rows))
    lab.clear()
    counts = [sum(value == kind for value in outcomes.values()) for kind in ("passed", "failed", "skipped")]
    closing = "{} passed, {} failed, {} skipped".format(*counts)
    print("\n" + "\n".join(rows) + f"\nevidence: {lab.report}\n{closing}", flush=True)
    (lab.report / "table.txt").write_text("\n".join([*rows, closing]) + "\n")
    return not counts[1]


def skip(words, reason):
    """Says of every scenario that it can't be tried on this machine."""
    for one in chosen(words):
        print(f"{'skipped':8} {one.name:22} {reason}")
    print(f"0 passed, 0 failed, {len(chosen(words))} skipped")


def attempt(lab, one, states, outcomes):
    """Runs one scenario; returns its outcome and the reason, if there is one."""
    if one.after and outcomes[one.after] != "passed":
        return "skipped", f"goes on from {one.after}, which {outcomes[one.after]}"
    try:
        lab.profile = lab.profiles[one.profile]
        states[one.name] = one.function(lab, *([states[one.after]] if one.after else []))
        return "passed", None
    except Skipped as reason:
        return "skipped", str(reason)
    except Failed as reason:
        lab.note(f"failed: {reason}")
        return "failed", str(reason).replace("\n", " ")[:300]
    except Exception as error:  # a fault of the harness is a failure of the scenario, not the end of the others
        lab.note(traceback.format_exc())
        return "failed", f"{type(error).__name__}: {error}"[:300]
