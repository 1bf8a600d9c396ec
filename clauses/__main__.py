"""`python -m clauses`: the command line."""

from clauses.cli import main

if __name__ == "__main__":
    main()
