"""Equations of Word as one line of text: (a+b)/c, x^2, √(x).

The signs alone are kept, in the order in which they are read aloud; how it was set is lost.
"""

from __future__ import annotations

from typing import Any

from clauses.ingest.styles import local

_LEFT_OUT = ("del", "moveFrom", "ctrlPr", "rPr", "fPr", "dPr", "naryPr", "radPr", "sSupPr", "sSubPr", "sSubSupPr", "sPrePr", "funcPr", "accPr", "barPr", "groupChrPr", "limLowPr", "limUppPr", "mPr", "eqArrPr", "boxPr", "borderBoxPr", "phantPr", "oMathParaPr")


def linear(element: Any) -> str:
    """The equation in one line."""
    tag = local(element)
    if tag == "t":
        return element.text or ""
    write = _SHAPES.get(tag)
    if write is not None:
        return write(element)
    return "".join(linear(child) for child in element if local(child) not in _LEFT_OUT)


def _fraction(element: Any) -> str:
    return f"{_bound(_part(element, 'num'))}/{_bound(_part(element, 'den'))}"


def _raised(element: Any) -> str:
    return f"{_part(element, 'e')}^{_bound(_part(element, 'sup'))}"


def _lowered(element: Any) -> str:
    return f"{_part(element, 'e')}_{_bound(_part(element, 'sub'))}"


def _both(element: Any) -> str:
    return f"{_lowered(element)}^{_bound(_part(element, 'sup'))}"


def _root(element: Any) -> str:
    degree = _part(element, "deg")
    return f"{f'({degree})' if degree else ''}√{_bound(_part(element, 'e'))}"


def _sum(element: Any) -> str:
    below, above = _part(element, "sub"), _part(element, "sup")
    return f"{_said(element, 'naryPr', 'chr', '∫')}{f'_{_bound(below)}' if below else ''}{f'^{_bound(above)}' if above else ''} {_part(element, 'e')}"


def _bracketed(element: Any) -> str:
    inside = [linear(child) for child in element if local(child) == "e"]
    return _said(element, "dPr", "begChr", "(") + _said(element, "dPr", "sepChr", "|").join(inside) + _said(element, "dPr", "endChr", ")")


def _lines(element: Any) -> str:
    return "; ".join(words for child in element if local(child) in ("e", "mr") and (words := linear(child)))


_SHAPES = {"f": _fraction, "sSup": _raised, "sSub": _lowered, "sSubSup": _both, "rad": _root, "nary": _sum, "d": _bracketed, "eqArr": _lines, "m": _lines}


def _part(element: Any, name: str) -> str:
    return next((linear(child) for child in element if local(child) == name), "")


def _said(element: Any, group: str, name: str, otherwise: str) -> str:
    """A sign that the properties name; an empty one is meant to be empty."""
    for properties in element:
        if local(properties) == group:
            for child in properties:
                if local(child) == name:
                    return next((v for key, v in child.attrib.items() if key.endswith("}val")), "")
    return otherwise


def _bound(words: str) -> str:
    """The words, in brackets where more than one sign or number stands in them."""
    return words if words.isalnum() or (words[:1] == "(" and words[-1:] == ")" and words.count("(") == 1) else f"({words})"
