"""Equations of Word as one line of text: (a+b)/c, x^2, √(x).

The signs alone are kept, in the order in which they are read aloud; how it was set is lost. What was changed in an equation
comes with its changes, and brackets are set as the words of the asked view need them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from clauses.ingest.revisions import Change
from clauses.ingest.word.changes import NAMES, change_of
from clauses.ingest.word.styles import local
from clauses.model import View

_LEFT_OUT = ("ctrlPr", "rPr", "fPr", "dPr", "naryPr", "radPr", "sSupPr", "sSubPr", "sSubSupPr", "sPrePr", "funcPr", "accPr", "barPr", "groupChrPr", "limLowPr", "limUppPr", "mPr", "eqArrPr", "boxPr", "borderBoxPr", "phantPr", "oMathParaPr")


class Sign(NamedTuple):
    """Signs of an equation and the changes, within it, that they stand under."""

    words: str
    changes: tuple[Change, ...] = ()


def linear(element: Any, view: View) -> list[Sign]:
    """The equation in one line, in pieces; those that this view does not show are among them."""
    return _Equation(view).signs(element, ())


class _Equation:
    """An equation that is being read in a view."""

    def __init__(self, view: View) -> None:
        self._view = view

    def signs(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        tag = local(element)
        if tag in ("t", "delText"):
            return [Sign(element.text or "", changes)]
        changes = (*changes, *_changes_of(element, tag))
        write = _SHAPES.get(tag)
        if write is not None:
            return write(self, element, changes)
        return [sign for child in element if local(child) not in _LEFT_OUT for sign in self.signs(child, changes)]

    def fraction(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        return [*self._bound(self._part(element, "num", changes), changes), Sign("/", changes), *self._bound(self._part(element, "den", changes), changes)]

    def raised(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        return [*self._part(element, "e", changes), Sign("^", changes), *self._bound(self._part(element, "sup", changes), changes)]

    def lowered(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        return [*self._part(element, "e", changes), Sign("_", changes), *self._bound(self._part(element, "sub", changes), changes)]

    def both(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        return [*self.lowered(element, changes), Sign("^", changes), *self._bound(self._part(element, "sup", changes), changes)]

    def root(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        degree = self._part(element, "deg", changes)
        return [*([Sign("(", changes), *degree, Sign(")", changes)] if self._shown(degree, changes) else degree), Sign("√", changes), *self._bound(self._part(element, "e", changes), changes)]

    def total(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        made = [Sign(_said(element, "naryPr", "chr", "∫"), changes)]
        for name, mark in (("sub", "_"), ("sup", "^")):
            part = self._part(element, name, changes)
            made += [Sign(mark, changes), *self._bound(part, changes)] if self._shown(part, changes) else part
        return [*made, Sign(" ", changes), *self._part(element, "e", changes)]

    def bracketed(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        made = [Sign(_said(element, "dPr", "begChr", "("), changes)]
        for n, child in enumerate(child for child in element if local(child) == "e"):
            made += [*([Sign(_said(element, "dPr", "sepChr", "|"), changes)] if n else []), *self.signs(child, changes)]
        return [*made, Sign(_said(element, "dPr", "endChr", ")"), changes)]

    def lines(self, element: Any, changes: tuple[Change, ...]) -> list[Sign]:
        made: list[Sign] = []
        for child in element:
            if local(child) in ("e", "mr"):
                words = self.signs(child, changes)
                made += [*([Sign("; ", changes)] if self._shown(words, changes) and self._shown(made, changes) else []), *words]
        return made

    def _shown(self, signs: list[Sign], shape: tuple[Change, ...]) -> str:
        """The words that stand where the shape does, which stands under changes itself."""
        return "".join(words for words, changes in signs if all(change in shape or change.shown(self._view) for change in changes))

    def _part(self, element: Any, name: str, changes: tuple[Change, ...]) -> list[Sign]:
        return next((self.signs(child, changes) for child in element if local(child) == name), [])

    def _bound(self, signs: list[Sign], changes: tuple[Change, ...]) -> list[Sign]:
        """The signs, in brackets where more than one sign or number stands in them."""
        words = self._shown(signs, changes)
        if words.isalnum() or (words[:1] == "(" and words[-1:] == ")" and words.count("(") == 1):
            return signs
        return [Sign("(", changes), *signs, Sign(")", changes)]


_SHAPES: dict[str, Callable[[_Equation, Any, tuple[Change, ...]], list[Sign]]] = {
    "f": _Equation.fraction,
    "sSup": _Equation.raised,
    "sSub": _Equation.lowered,
    "sSubSup": _Equation.both,
    "rad": _Equation.root,
    "nary": _Equation.total,
    "d": _Equation.bracketed,
    "eqArr": _Equation.lines,
    "m": _Equation.lines,
}


def _changes_of(element: Any, tag: str) -> tuple[Change, ...]:
    """The changes that an element marks: of what stands in it, or of the shape that its properties describe."""
    if tag in NAMES:
        return (change_of(element),)
    controls = (control for properties in element if local(properties) == f"{tag}Pr" for control in properties if local(control) == "ctrlPr")
    return tuple(change_of(change) for control in controls for change in control if local(change) in NAMES)


def _said(element: Any, group: str, name: str, otherwise: str) -> str:
    """A sign that the properties name; an empty one is meant to be empty."""
    for properties in element:
        if local(properties) == group:
            for child in properties:
                if local(child) == name:
                    return next((v for key, v in child.attrib.items() if key.endswith("}val")), "")
    return otherwise
