"""The app: `streamlit run app.py`. The one place where what stops a review becomes a message on the page."""

import streamlit as st

from clauses.errors import ClausesError
from clauses.ui import dashboard_page, frame, history_page, labels, review_page, standards_page, terms_page

page = frame.open_pages({"review": review_page.show, "terms": terms_page.show, "dashboard": dashboard_page.show, "standards": standards_page.show, "history": history_page.show})
try:
    page.run()
except ClausesError as refusal:
    st.error(f"{labels.plain(refusal.message)}\n\n{labels.plain(refusal.hint)}")
