"""Word files built by hand, one trap each, with what a reader sees in them: `lists` (numbers), `changes` (tracked changes), `parts` (the rest)."""
