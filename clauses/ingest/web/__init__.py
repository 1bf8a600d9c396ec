"""Web pages, and what Word saves as such, read by `html`; which characters a page's bytes are, what its lines and lists show."""
