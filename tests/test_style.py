"""The pages' style: every coloured word can be read on every ground it may stand on, in light and in dark; what differs in colour differs in more."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from clauses.ui.html import STYLES

ROOT = Path(__file__).resolve().parent.parent
LEAST = 4.5  # of contrast, for words of any size (WCAG 2.2, AA)
GROUNDS = ("ground", "soft", "hover", "chosen", "grey", "reddish", "yellowish", "doubted", "greenish")
WORDS = ("ink", "dim", "blue", "red", "green", "amber")
SCHEMES = ("light", "dark")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")
_PAIR = re.compile(r"light-dark\(([^,]+),([^)]+)\)")

Colours = tuple[str, str]  # in light and in dark


def rules(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Every rule of a style sheet: its selector, and what it sets."""
    for selector, body in _RULE.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
        yield " ".join(selector.split()), {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in body.split(";")) if name.strip()}


def variables(path: Path) -> dict[str, str]:
    return {name: value for _, declared in rules(path) for name, value in declared.items() if name.startswith("--")}


SHARED = variables(STYLES[0])


def colours(value: str, known: dict[str, str]) -> Colours | None:
    """The colour that is set, in light and in dark; None where it is none of its own (transparent, inherit)."""
    while found := re.search(r"var\((--[a-z-]+)\)", value):
        assert found[1] in known, f"{found[1]} is nowhere set"
        value = value.replace(found[0], known[found[1]])
    if pair := _PAIR.search(value):
        return pair[1].strip(), pair[2].strip()
    return (found[0], found[0]) if (found := _HEX.search(value)) else None


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colours."""

    def bright(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((bright(one), bright(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def unreadable(words: Colours, ground: Colours) -> list[str]:
    """The schemes in which the words cannot be read on the ground."""
    return [f"{scheme}: {w} on {g} is {contrast(w, g):.2f}" for scheme, w, g in zip(SCHEMES, words, ground, strict=True) if contrast(w, g) < LEAST]


@pytest.mark.parametrize(("one", "other", "expected"), [("#000", "#ffffff", 21.0), ("#fff", "#fff", 1.0), ("#767676", "#fff", 4.54), ("#777777", "#fff", 4.48)], ids=["black on white", "white on white", "the darkest grey that may stand", "the lightest that may not"])
def test_contrast_is_reckoned_as_the_standard_says(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_shared_words_are_read_on_every_shared_ground(word: str, ground: str) -> None:
    words, under = colours(f"var(--{word})", SHARED), colours(f"var(--{ground})", SHARED)
    assert words and under and not unreadable(words, under)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_words_of_every_rule_are_read(path: Path) -> None:
    """On the rule's own ground; without one, on the page's and on the soft one. A ground (but of dots, bars and the like, which hold no words) without words of its own bears the page's ink and dim words."""
    known = {**SHARED, **variables(path)}
    wrong = []
    for selector, declared in rules(path):
        ground = colours(declared.get("background", declared.get("background-color", "")), known)
        words = colours(declared.get("color", ""), known)
        pairs = [(words, ground)] if words and ground else []
        if words and not ground:
            pairs = [(words, colours(f"var(--{name})", known)) for name in ("ground", "soft")]
        if ground and not words and not re.search(r"\.(dot|mark|fill|part|sev|spot)\b", selector):
            pairs = [(colours(f"var(--{name})", known), ground) for name in ("ink", "dim")]
        wrong += [f"{selector}: {line}" for one, under in pairs if one and under for line in unreadable(one, under)]
    assert not wrong, "\n".join(wrong)


def test_the_app_follows_the_readers_scheme() -> None:
    """Neither scheme is fixed, each is whole, its words are the pages' words, and no font or file is fetched."""
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert "base" not in theme
    assert theme["light"].keys() == theme["dark"].keys()
    for at, scheme in enumerate(SCHEMES):
        own = theme[scheme]
        for name, setting in (("ink", "textColor"), ("ground", "backgroundColor"), ("soft", "secondaryBackgroundColor"), ("blue", "primaryColor")):
            shown = colours(f"var(--{name})", SHARED)
            assert shown and shown[at] == own[setting]
        for words in ("textColor", "linkColor", "primaryColor"):
            for ground in ("backgroundColor", "secondaryBackgroundColor"):
                assert contrast(own[words], own[ground]) >= LEAST
    written = (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8") + "".join(path.read_text(encoding="utf-8") for path in STYLES)
    assert not re.search(r"https?:|url\(|@import|@font-face", written)


@pytest.mark.parametrize(("one", "more"), [("del", "line-through"), ("ins", "underline"), (".doubt", "dotted"), ("del.slot, ins.slot", "dashed")])
def test_what_differs_in_colour_differs_in_more(one: str, more: str) -> None:
    found = [declared for path in STYLES for selector, declared in rules(path) if selector == one]
    assert any(more in value for declared in found for value in declared.values())
