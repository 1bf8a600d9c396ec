"""The app: `streamlit run app.py`. The one place where what stops a review becomes a message on the page."""

from collections.abc import Callable
from importlib import import_module

import streamlit as st

from clauses.errors import ClausesError
from clauses.ui import frame, labels, state


def shown(name: str) -> Callable[[], None]:
    """What draws the page of that name; its module is loaded when it is drawn first."""
    return lambda: import_module(f"clauses.ui.{name}_page").show()  # type: ignore[no-any-return]


page = frame.open_pages({name: shown(name) for name in ("review", "terms", "dashboard", "standards", "history")})
try:
    page.run()
except ClausesError as refusal:
    st.error(labels.refused(refusal, state.language()))
state.warm()
