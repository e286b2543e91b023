# make book       build the pages into _build/html     make serve   show them from a local server
# make test       check everything                     make lint    check the style only
# make test-full  the same with the long runs          make clean   remove what was built
# make study      train the runs that have no record yet, or some of them: make study RUNS="fast best-step"
# make test-colab, make test-oldest, make test-newest   run the chapters with the versions of other places
# Each of them first makes the environment .venv, when it is missing or the pins have changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PORT ?= 8000
# TensorFlow has wheels for these Pythons; PYTHON=... asks for another.
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

# What every page is made of. When one of these changed, all pages are built anew; else only those whose source did.
SITE := _config.yml _toc.yml $(shell find src/convbook/site src/convbook/widgets src/convbook/palette.py -type f -not -name '*.py[co]')

PYTEST := $(BIN)/python -m pytest --nbval --nbval-current-env --nbval-cell-timeout=3000 -n 2 --dist loadfile --no-loadscope-reorder

# TensorFlow then keeps its start-up lines to itself.
export TF_CPP_MIN_LOG_LEVEL := 3
unexport MPLBACKEND

.PHONY: help book serve test test-full study race lint clean

help:
	@sed -n '1,6s/^# //p' Makefile

define find_python
usable='import sys, venv, ensurepip; assert (3, 11) <= sys.version_info[:2] <= (3, 13)'; \
python=; for candidate in $(PYTHONS); do \
  if "$$candidate" -c "$$usable" >/dev/null 2>&1; then python=$$candidate; break; fi; \
done
endef

# An environment, in the folder of the target, with the packages of its first prerequisite.
define make_environment
@$(find_python); \
if ! $(@D)/bin/python -c "$$usable; import pip" >/dev/null 2>&1; then \
  if [ -z "$$python" ]; then \
    echo "No usable Python was found (tried: $(PYTHONS))." >&2; \
    echo "The book needs Python 3.11, 3.12 or 3.13 with its venv module." >&2; \
    echo "On Debian and Ubuntu: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.12" >&2; \
    exit 1; \
  fi; \
  echo "Making the environment in $(@D) with $$("$$python" --version). This takes some minutes, once."; \
  rm -rf $(@D); "$$python" -m venv $(@D); \
else echo "Bringing the environment in $(@D) up to $<."; fi; \
if ! $(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-input -r $< \
     >$(@D)/install.log 2>&1; then \
  cat $(@D)/install.log >&2; echo "The packages in $< were not installed: see above." >&2; exit 1; \
fi
endef

$(READY): requirements.txt pyproject.toml
	$(make_environment)
	@touch $@

_build/.site: $(SITE)
	@rm -rf _build/html _build/.doctrees
	@mkdir -p _build && touch $@

# A page with a warning is read again next time: a build that failed once must not pass because nothing changed since.
book: $(READY) _build/.site
	@rm -f _build/.built
	@$(BIN)/jupyter-book build . -q -W --keep-going -n >_build/book.log 2>&1 || { \
	  sed 's/\x1b\[[0-9;]*m//g' _build/book.log >&2; rm -rf _build/.site _build/.doctrees; echo "The book was not built: see above." >&2; exit 1; }
	@touch _build/.built
	@echo "The book is built: open _build/html/book/index.html"

serve: book
	@echo "The book is at http://localhost:$(PORT)/ until you press Ctrl-C."
	@$(BIN)/python -m http.server $(PORT) --bind localhost --directory _build/html >/dev/null 2>&1

# Two tests run at once, on two cores: more threads would only wait for each other.
test test-full test-colab test-oldest test-newest: export OMP_NUM_THREADS := 1
test test-full test-colab test-oldest test-newest: export OPENBLAS_NUM_THREADS := 1
test test-full test-colab test-oldest test-newest: export TF_NUM_INTRAOP_THREADS := 1

# The tests judge the build too, so they run whether or not it went well, and pytest has the last line.
test: $(READY)
	@$(MAKE) book || true
	@CONVBOOK_EPOCHS=$${CONVBOOK_EPOCHS:-2} $(PYTEST) tests book

test-full: $(READY)
	@$(MAKE) book || true
	@env -u CONVBOOK_EPOCHS CONVBOOK_CASES=2000 $(PYTEST) tests book

# The chapters with the versions of other places: tests/environments/NAME.txt, in an environment .venv-NAME of its own.
# On the first of these Pythons that is here, in the path or from pyenv.
PYTHON_FOR_colab := 3.12 3.13 3.11
PYTHON_FOR_oldest := 3.11 3.12
PYTHON_FOR_newest := 3.13 3.12 3.11
found_as = python$1 $(wildcard $(HOME)/.pyenv/versions/$1.*/bin/python$1)
.venv-%/.ready: PYTHONS = $(or $(PYTHON),$(foreach version,$(PYTHON_FOR_$*),$(call found_as,$(version))) python3)

# Then the package comes as the first cell of a chapter fetches it, and must leave all that is there as it is.
.venv-%/.ready: tests/environments/%.txt pyproject.toml
	$(make_environment)
	@pip="$(@D)/bin/python -m pip --disable-pip-version-check"; \
	$$pip list --format=freeze | sort >$(@D)/before.txt; \
	$$pip install --quiet --no-input -e .; \
	$$pip list --format=freeze | sort >$(@D)/after.txt; \
	if comm -23 $(@D)/before.txt $(@D)/after.txt | grep .; then \
	  echo "Installing the package replaced these: its bounds in pyproject.toml are too narrow." >&2; exit 1; \
	fi; \
	echo "The package brought along:" $$(comm -13 $(@D)/before.txt $(@D)/after.txt)
	@touch $@

# There may be newer ones since the last time.
.PHONY: test-colab test-oldest test-newest look-again
.venv-newest/.ready: look-again
.venv-newest/.ready: export PIP_UPGRADE := 1
.venv-newest/.ready: export PIP_UPGRADE_STRATEGY := eager

# Beside the chapters the tests that need nothing but the package and ask most of its libraries.
TESTED := $(patsubst %,tests/test_%.py,conv equations faces fitting folder losses network pictures pooling training widgets)
# An old debugger would print warnings between the results.
test-colab test-oldest test-newest: export PYDEVD_DISABLE_FILE_VALIDATION := 1
test-colab test-oldest test-newest: test-%: .venv-%/.ready
	@echo "The chapters with the versions in tests/environments/$*.txt, on $$(.venv-$*/bin/python --version)"
	@CONVBOOK_EPOCHS=$${CONVBOOK_EPOCHS:-2} $(subst $(BIN),.venv-$*/bin,$(PYTEST)) $(TESTED) book

# Killed, it goes on where it was. With DASK_SCHEDULER_ADDRESS set, the workers of that cluster do the runs.
study: $(READY)
	@$(BIN)/python -m convbook.tf.study $(RUNS)

# Needs LFW, some fifteen minutes, and a machine with nothing else to do.
race: $(READY)
	@$(BIN)/python -m convbook.tf.race

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

clean:
	@rm -rf _build $(VENV) .venv-* .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
