# 办理台 from a fresh clone. What the commands share is bin/setup: it installs only what is missing.
.PHONY: run case test lint bench prove format
PYTHON = BANLI_DEMO=1 PYTHONUTF8=1 .venv/bin/python

run: ## the demo at http://127.0.0.1:8000 (PORT=8080 make run: another port)
	@bin/run

case: ## case 070 walked through, its four-copy form in out/070.pdf
	@bin/setup run
	@$(PYTHON) manage.py walk_demo --pdf out/070.pdf

test: ## lint, then the whole suite on SQLite and on PostgreSQL (ARGS="-k letter -x": pytest's own)
	@bin/test $(ARGS)

lint: ## what `make test` checks before the suite
	@bin/setup dev
	@bin/lint

format: ## rewrite code and templates the way `make lint` wants them
	@bin/setup dev
	@bin/lint --fix

prove: ## the heavy proofs of bench/prove on both databases (hours; ARGS="races --size 1": one, a tenth of it)
	@bin/setup test
	@$(PYTHON) -m bench.prove $(ARGS)
	@BANLI_DEMO=1 PYTHONUTF8=1 bin/with-postgres .venv/bin/python -m bench.prove $(ARGS)

bench: ## the measurements of bench/
	@bin/setup run
	@$(PYTHON) -m bench
