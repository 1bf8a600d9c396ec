"""The program's version, as every hand-over names it; pyproject.toml says the same."""

VERSION = "0.1.0"
