"""Review -> bytes or text: the published JSON (json), a table on a terminal (terminal), tables for the screen (tables)."""
