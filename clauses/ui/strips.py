"""Strip plots as elements of the page: a strip a kind of number, a mark a contract, each leading to it. Computes places alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from math import log

from clauses.beside import Dot, Kind
from clauses.ui.html import Html, el

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
MARKS = ("", "out", "hurts", "chosen")  # told apart by shape and size as well as by colour; later ones lie on top
CLOSEST = 0.09  # of the axis: ticks that are nearer to each other are not all named


def strip_plot(dots: Sequence[Dot], *, named: Callable[[Kind], str], words: Callable[[Dot], str], leads: Callable[[Dot], str], kind: Callable[[Kind], str], legend: Mapping[str, str], axis: str) -> Html:
    """The strips of the dots, in their order of kinds: how many times the others' median each is.

    Args:
        dots: at least one.
        named: a kind in the reader's words.
        words: what is told of a dot where the pointer rests on it.
        leads: what a click on a dot tells.
        kind: what a click on a strip tells.
        legend: the words of each mark.
        axis: the words of the axis.
    """
    times = [dot.times for dot in dots]
    least, most = log(min(*times, 0.5) * 0.8), log(max(*times, 2) * 1.25)

    def at(number: float) -> float:
        return (log(number) - least) / (most - least)

    def spot(dot: Dot) -> Html:
        many = "" if dot.count == 1 else ".some" if dot.count < 10 else ".many"
        own = leads(dot) if dot.mark else None
        return el(f"span.spot.{dot.mark or 'usual'}{many}", style=f"left:{100 * at(dot.times):.1f}%", title=words(dot), pick=own)

    ticks = _ticks(at)
    middle = el("span.middle", style=f"left:{100 * at(1):.1f}%")
    rows = []
    for one, group in groupby(dots, key=lambda dot: dot.kind):
        spots = sorted(group, key=lambda dot: MARKS.index(dot.mark))
        rows.append(el("div.lane-row", el("div.lane-name", named(one)), el("div.lane", middle, (spot(dot) for dot in spots)), pick=kind(one), title=named(one)))
    shown = [mark for mark in MARKS if any(dot.mark == mark for dot in dots)]
    keys = el("div.lane-keys", (el("span.lane-key", el(f"span.spot.{mark or 'usual'}"), legend[mark]) for mark in shown))
    scale = el("div.lane-row.scale", el("div.lane-name", axis), el("div.lane", (el("span.tick", f"{tick:g}×", style=f"left:{100 * place:.1f}%") for tick, place in ticks)))
    return el("div.numbers.lanes", keys, rows, scale)


def _ticks(at: Callable[[float], float]) -> list[tuple[float, float]]:
    """The numbers that are named on the axis, with their places: one first, then those that leave room."""
    named: list[tuple[float, float]] = [(1, at(1))]
    for tick in sorted(TICKS, key=lambda tick: (abs(log(tick)), tick)):
        place = at(tick)
        if 0.02 <= place <= 0.98 and all(abs(place - other) >= CLOSEST for _, other in named):
            named.append((tick, place))
    return sorted(named)
