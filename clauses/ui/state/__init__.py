"""What the pages remember, and nothing else in them does: the session's choices, what is read once a server, the store and the open contracts."""

from clauses.ui.state.choices import (
    SAMPLE,
    became,
    become,
    choice,
    chosen,
    clicked,
    drawn,
    forget_typed,
    go,
    going,
    held,
    keep,
    keep_text,
    language,
    look_at,
    look_at_finding,
    looked_at,
    named_person,
    open_name,
    opened_name,
    person,
    put,
    remember,
    remembered,
    show_address,
    stay,
    taken,
    typed,
)
from clauses.ui.state.contracts import (
    content,
    decisions,
    forget,
    latest,
    opened_matter,
    opened_sample,
    overview,
    pictures,
    stand,
    store,
)
from clauses.ui.state.desk import bundled, desk, differences, form_read, library, samples, version_read, warm

__all__ = [
    "SAMPLE", "became", "become", "bundled", "choice", "chosen", "clicked", "content", "decisions", "desk", "differences", "drawn", "forget", "forget_typed", "form_read", "go", "going", "held", "keep",
    "keep_text", "language", "latest", "library", "look_at", "look_at_finding", "looked_at", "named_person", "open_name", "opened_matter", "opened_name", "opened_sample", "overview", "person",
    "pictures", "put", "remember", "remembered", "samples", "show_address", "stand", "stay", "store", "taken", "typed", "version_read", "warm",
]  # fmt: skip
