"""The app: `streamlit run app.py`. The one place where what stops a review becomes a message on the page."""

import streamlit as st

from clauses.errors import ClausesError
from clauses.ui import labels, review_page, state

st.set_page_config(page_title=labels.say("title", state.language()), page_icon="📑", layout="wide")
page = st.navigation([st.Page(review_page.show, title=labels.say("title", state.language()), icon="📑")], position="hidden")
try:
    page.run()
except ClausesError as refusal:
    st.error(f"{labels.plain(refusal.message)}\n\n{labels.plain(refusal.hint)}")
