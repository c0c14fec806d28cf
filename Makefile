# make run    set up, index the articles that ship with Wenju, open the page
# make test   set up, run all tests
# make eval   measure the quality of the answers      make bench  measure speed, print tables
# make eval-check   a sample; fail on a significant loss against the accepted answers
# make eval-accept REASON="…"   the last run becomes what is accepted
# make eval-sabotage   plant faults, show which metric notices
# make lint   ruff, mypy, import contracts            make lock   choose the versions anew (needs uv)
# make clean  remove what make made here (indexes and models of the user stay)
#
# Plain pip and venv, with pip's own settings (index, find-links, proxies) as they are on the machine. What is installed
# is remembered by the content of the lock files, so with nothing to do no step starts pip or needs a network.

VENV := .venv
PYTHON ?= python3
PY := $(VENV)/bin/python
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(PY) -m pip
WENJU := $(VENV)/bin/wenju
CHECK_SAMPLE := 36
CHECKED := rag store ui evals benchmarks tests

.PHONY: help install install-dev models run test eval eval-check eval-accept eval-sabotage bench lint lock clean

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -8

install: $(VENV)/venv.stamp
	$(call install_lock,requirements.lock,run)

install-dev: $(VENV)/venv.stamp
	$(call install_lock,requirements-dev.lock,dev)

models: install
	@$(WENJU) models pull

run: models
	@$(WENJU) ui --with-corpus

test: install-dev
	@$(WENJU) models pull
	@$(PY) -m pytest

eval: install-dev
	@$(WENJU) models pull
	@$(WENJU) eval

eval-check: install-dev
	@$(WENJU) models pull
	@$(WENJU) eval --check --sample $(CHECK_SAMPLE) --no-report

eval-accept: install-dev
	@$(WENJU) eval accept --reason "$(REASON)"

eval-sabotage: install-dev
	@$(WENJU) models pull
	@$(WENJU) eval sabotage

bench: install-dev
	@$(WENJU) models pull
	@$(WENJU) bench startup
	@$(WENJU) bench embedding
	@$(WENJU) bench retrieval
	@$(WENJU) bench scale
	@$(WENJU) bench page
	@$(WENJU) bench speed

lint: install-dev
	@$(PY) -m ruff check $(CHECKED)
	@$(PY) -m ruff format --check $(CHECKED)
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports

# torch brings CUDA packages where its build wants them; they are no choice of ours, so the lock leaves them out.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url \
	--no-emit-find-links --extra build --extra docs pyproject.toml
lock:
	@$(COMPILE) --upgrade -o requirements.lock
	@$(COMPILE) --upgrade --extra st --extra dev -c requirements.lock -o requirements-dev.lock
	@sed -i.old -E '/^(nvidia-|cuda-|triton)/d' requirements-dev.lock && rm requirements-dev.lock.old

clean:
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@rm -rf evals/out evals/.cache benchmarks/out
	@find $(CHECKED) -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/venv.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
		echo "Wenju needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)." \
			"Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# $(1) the lock file, $(2) the name of its stamp. The development lock holds all of the other one, in the same versions.
define install_lock
	@key() { cat "$$1" pyproject.toml | cksum; }; stamp=$(VENV)/$(2).lock.stamp; \
	[ "$$(cat $$stamp 2>/dev/null)" = "$$(key $(1))" ] || { \
		echo "Installing the packages of $(1) (minutes, the first time)..." && \
		$(PIP) install -qq -r $(1) && \
		$(PIP) install -qq --no-deps --no-build-isolation --editable . && \
		key requirements.lock > $(VENV)/run.lock.stamp && \
		key $(1) > $$stamp; }
endef
