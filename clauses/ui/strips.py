"""Strip plots in the language of Vega-Lite, which Streamlit brings and draws by itself: a strip a kind of number, a dot a contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from clauses.beside import Dot, Kind

HEIGHT, ROUND = 26, 105  # pixels of a strip; of legend and axis
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# Told apart by shape and size as well as by colour; the colours are Okabe and Ito's, which the colour-blind can tell.
MARKS = {"": ("circle", "#8a97ab", 45), "out": ("square", "#e69f00", 100), "hurts": ("triangle-up", "#d55e00", 150), "chosen": ("diamond", "#0072b2", 190)}


def strip_plot(dots: Sequence[Dot], *, named: Callable[[Kind], str], words: Callable[[Dot], Mapping[str, str]], legend: Mapping[str, str], axis: str, shown: Mapping[str, str]) -> dict[str, Any]:
    """The chart of the dots, in their order of kinds: how many times the others' median each is.

    Args:
        dots: at least one.
        named: a kind in the reader's words.
        words: what is told of a dot where the pointer rests on it, by the keys of `shown`.
        legend: the words of each mark.
        axis: the words of the axis.
        shown: the titles of what is told.
    """
    marks = [mark for mark in MARKS if any(dot.mark == mark for dot in dots)]
    rows = [{"kind": named(dot.kind), "times": dot.times, "mark": legend[dot.mark], "order": list(MARKS).index(dot.mark), **words(dot)} for dot in dots]
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    times = [dot.times for dot in dots]

    def scale(which: int) -> dict[str, Any]:
        return {"domain": [legend[mark] for mark in marks], "range": [MARKS[mark][which] for mark in marks]}

    key = {"orient": "top", "title": None, "offset": 4}
    points = {
        "mark": {"type": "point", "filled": True, "opacity": 0.85},
        "encoding": {
            "x": {
                "field": "times", "type": "quantitative", "title": axis, "scale": {"type": "log", "domain": [min(*times, 0.5) * 0.8, max(*times, 2) * 1.25]},
                "axis": {"values": list(TICKS), "format": "~g", "grid": True},
            },
            "y": {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": kinds}, "axis": {"labelLimit": 360, "labelOverlap": False, "ticks": False, "grid": True}},
            "color": {"field": "mark", "type": "nominal", "scale": scale(1), "legend": key},
            "shape": {"field": "mark", "type": "nominal", "scale": scale(0), "legend": key},
            "size": {"field": "mark", "type": "nominal", "scale": scale(2), "legend": None},
            "order": {"field": "order", "type": "quantitative"},
            "tooltip": [{"field": field, "type": "nominal", "title": title} for field, title in shown.items()],
        },
    }  # fmt: skip
    middle = {"data": {"values": [{"times": 1}]}, "mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"field": "times", "type": "quantitative"}}}
    return {"data": {"values": rows}, "height": HEIGHT * len(kinds) + ROUND, "layer": [middle, points], "config": {"view": {"strokeWidth": 0}}}
