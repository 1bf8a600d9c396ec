"""Forms that change a threshold or a scenario of a playbook: what is typed is read by the library at once, and saved as a new version.

A value and the reason for it are one thing: who changes the value is asked for the reason anew, and a translation of the former
reason is dropped.
"""

from __future__ import annotations

import streamlit as st

from clauses.editions import Held, number_of, with_scenario, with_threshold, without
from clauses.model import Library, Playbook, Scenario, Side, Template, Threshold
from clauses.ui.fields import Fields, Made, finish
from clauses.ui.labels import say
from clauses.ui.playbook_view import SUPPOSED, worth


def threshold_form(threshold: Threshold, side: Side, held: Held, bundled: Playbook, library: Library, language: str) -> None:
    """The threshold's value and reason can be changed, and the bundled ones be taken again."""
    fields = Fields(f"playbooks/{side}/{threshold.name}", held, language)
    was = f"{threshold.value:f}"
    number = number_of(fields.line(say("std_field_value", language), "value", was, "value", max_chars=40))
    reason, reason_en, stale = _reasons(fields, threshold, changed=number != was)
    content = with_threshold(held.content, threshold.name, value=number, reason=reason, reason_en=reason_en)

    def reads(made: Made) -> str:
        assert isinstance(made, Playbook)
        return say("std_reads", language, value=number, figure=worth(made.thresholds[threshold.name], library, language))

    same = (number, reason.strip(), reason_en.strip()) == (was, threshold.reason, threshold.reason_en)
    own = threshold != bundled.thresholds[threshold.name]
    instead = {"std_reset": without(held.content, "thresholds", threshold.name)} if own else {}
    finish("playbooks", side, content, fields, library, below=("thresholds", threshold.name), changed=not same, stale=stale, told=reads, instead=instead)


def scenario_form(case: Scenario, side: Side, held: Held, bundled: Playbook, library: Library, language: str) -> None:
    """What the scenario supposes can be changed, and the bundled ones be taken again."""
    fields = Fields(f"playbooks/{side}/case/{case.name}", held, language)
    known = {key: f"{getattr(case, key):f}" for key in SUPPOSED if getattr(case, key) is not None}
    typed = {key: number_of(fields.line(say(f"std_field_{key}", language), key, was, key, max_chars=40)) for key, was in known.items()}
    reason, reason_en, stale = _reasons(fields, case, changed=typed != known)
    content = with_scenario(held.content, case.name, typed, reason=reason, reason_en=reason_en)
    same = (typed, reason.strip(), reason_en.strip()) == (known, case.reason, case.reason_en)
    own = case != bundled.scenarios[case.name]
    instead = {"std_reset": without(held.content, "scenarios", case.name)} if own else {}
    finish("playbooks", side, content, fields, library, below=("scenarios", case.name), changed=not same, stale=stale, instead=instead)


def head_form(template: Template, held: Held, library: Library, language: str) -> None:
    """The standard's title and the words by which drafts of its kind are told can be changed."""
    fields = Fields(f"templates/{template.id}/head", held, language)
    title = fields.line(say("std_import_name", language), "title", template.title, "title", max_chars=100).strip()
    title_en = fields.line(say("std_change_title_en", language), "title_en", template.title_en, "title_en", max_chars=100).strip()
    if title != template.title and title_en and title_en == template.title_en:
        title_en = ""  # the translation of another title
        st.caption(say("std_stale_en", language))
    typed = fields.line(say("std_field_keywords", language), "keywords", " / ".join(template.keywords), "keywords")
    keywords = [word for part in typed.split("/") if (word := part.strip())]
    head = {"title": title, "title_en": title_en, "keywords": keywords}
    content = {**{key: value for key, value in held.content.items() if key not in head}, **{key: value for key, value in head.items() if value}}
    changed = (title, title_en, tuple(keywords)) != (template.title, template.title_en, template.keywords)
    finish("templates", template.id, content, fields, library, below=(), changed=changed)


def _reasons(fields: Fields, row: Threshold | Scenario, *, changed: bool) -> tuple[str, str, bool]:
    """The reason in both languages, and whether it is still that of the former value; its translation goes with it."""
    language = fields.language
    reason = fields.text(say("std_field_reason", language), "reason", row.reason, "reason")
    translated = fields.line(say("std_field_reason_en", language), "reason_en", row.reason_en, "reason_en")
    stale = changed and reason.strip() == row.reason
    if stale:
        fields.wrong(say("std_stale", language), "reason")
    elif reason.strip() != row.reason and translated and translated.strip() == row.reason_en:
        translated = ""
        st.caption(say("std_stale_en", language))
    return reason, translated, stale
