# What a person types. `make help` lists the commands; deploy/setup/ does the setting up.
SAMPLE = full
PORT = 8000
DATA = var/data
TLS =
HOST =

PY = .venv/bin/python
# what needs nothing but itself runs two at a time; what drives servers and browsers comes after it, one at a time
ALONE = not live and not browser and not soak and not bench
TOGETHER = (live or browser) and not soak and not bench
CLIENT = services/intake/client
BUILT = services/intake/static/dist/.built
SPOKEN = $(patsubst %.po,%.mo,$(wildcard services/*/translations/*/LC_MESSAGES/*.po \
                                         shared/*/translations/*/LC_MESSAGES/*.po))
export PYTHON

.DEFAULT_GOAL = help
.PHONY: help install run ocr test soak lint bench lock clean packages-run packages-test packages-bench
.DELETE_ON_ERROR:

help: ## lists these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 18

install: packages-run .venv/.ready $(BUILT) $(SPOKEN) ## system packages, Python environment, client build

run: install ## Minyi at http://127.0.0.1:8000; takes SAMPLE=none PORT=8123 DATA=/some/folder TLS=1 HOST=192.168.1.10
	@exec $(PY) -m deploy.embedded --port "$(PORT)" --data "$(DATA)" --sample "$(SAMPLE)" \
	  $(if $(TLS),--tls) $(if $(HOST),--host "$(HOST)")

ocr: install ## adds what reads scanned slips by machine (optional)
	@deploy/setup/python.sh requirements-ocr.txt --no-deps

test: packages-test install .venv/.ready-dev ## all tests, the long campaigns as a slice
	@failed=0; $(PY) -m pytest -n 2 --dist loadfile -m "$(ALONE)" || failed=$$?; \
	  $(PY) -m pytest -m "$(TOGETHER)" || failed=$$?; exit $$failed

soak: packages-test install .venv/.ready-dev ## the long campaigns whole
	@MINYI_TEST_TIMES=10 $(PY) -m pytest tests/live -m "live or soak" -s

bench: packages-bench install .venv/.ready-dev ## measures: a table, and JSON in var/bench.json
	@$(PY) -m tests.bench

lint: install .venv/.ready-dev ## ruff, mypy, the import rules, the client's types
	@$(PY) -m ruff check
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@deploy/setup/client.sh $(CLIENT) run check

lock: .venv/.ready-dev ## writes the lock files anew from requirements*.in and package.json
	@deploy/setup/lock.sh

clean: ## removes what make made; var/ with its data stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf $(CLIENT)/node_modules services/intake/static/dist
	rm -f $(SPOKEN)
	find deploy services shared tests -name __pycache__ -type d -prune -exec rm -rf {} +

packages-run:
	@deploy/setup/packages.sh run

packages-test:
	@deploy/setup/packages.sh run test

packages-bench:
	@deploy/setup/packages.sh run test bench

.venv/.ready: requirements.txt | packages-run
	@deploy/setup/python.sh $<
	@touch $@

.venv/.ready-dev: requirements-dev.txt .venv/.ready
	@deploy/setup/python.sh $<
	@touch $@

$(CLIENT)/node_modules/.ready: $(CLIENT)/package-lock.json | .venv/.ready
	@deploy/setup/client.sh $(CLIENT) ci
	@touch $@

$(BUILT): $(CLIENT)/node_modules/.ready $(wildcard $(CLIENT)/*.ts $(CLIENT)/src/*.ts $(CLIENT)/*.json)
	@deploy/setup/client.sh $(CLIENT) run --silent build
	@touch $@

%.mo: %.po | .venv/.ready
	@.venv/bin/pybabel -q compile -i $< -o $@
