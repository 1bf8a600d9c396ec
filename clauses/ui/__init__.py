"""Review -> page (streamlit's home): draws the facts of a review and judges nothing.

`state` alone touches the session and the caches; `html` makes elements in which every text is escaped; labels are data.
"""
