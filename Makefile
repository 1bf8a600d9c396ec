# make app: opens the app · make test: runs the tests. Both set up .venv first.
PYTHON ?= python3.11
VENV = .venv
RUN = $(VENV)/bin/python

.PHONY: app test check bench golden notebooks train clean
.DEFAULT_GOAL := app

$(VENV)/ready: requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11：未找到 $(PYTHON)。可用 make PYTHON=/path/to/python3.11"; exit 2; }
	test -x $(RUN) || $(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

app: $(VENV)/ready
	$(RUN) -m streamlit run app.py

test: $(VENV)/ready
	$(RUN) -m pytest -n 2 --dist loadfile $(PYTEST)

check: $(VENV)/ready
	$(RUN) -m ruff check clauses models tests app.py
	$(RUN) -m mypy --strict clauses
	$(RUN) -m clauses library check

bench: $(VENV)/ready
	$(RUN) -m tests.bench

golden: $(VENV)/ready
	$(RUN) -m tests.golden.make

notebooks: $(VENV)/ready
	for book in notebooks/*.ipynb; do PYTHONPATH="$(CURDIR)" $(RUN) -m jupyter execute --inplace "$$book" || exit 1; done

# needs text to train on: make train CORPORA=folder
train: $(VENV)/ready
	$(RUN) -m models.train --corpora $(CORPORA) --seed 0
	$(RUN) -m models.pairs

clean:
	rm -rf $(VENV)
