# make book       build the pages into _build/html     make serve   show them from a local server
# make test       check code, chapters and widgets     make lint    check the style only
# make test-slow  check what takes longer: every page in every view, every assignment graded
# make test-full  both of them, with the long runs     make clean   remove what was built
# make study      train the runs that have no record yet, or some of them: make study RUNS="fast best-step"
# make bench      time all that readers wait for, and the convolutions beside TensorFlow's; with nothing else running
# make benchmark   train the three recipes and time them against each other, with nothing else running
# make assignments   the students' notebooks, in ../NAME-course/release
# make grade N=7 FROM=folder   grade what came back: points in a table, feedback, a report, in ../NAME-course
# make book SOLUTIONS=0        the pages without the solutions of the exercises
# make address URL=https://github.com/OWNER/NAME   change the repository's address wherever it stands
# make chapter N=7            one chapter to hand out: notebook, exercises, and its page as one file
# make worksheet N=7 COUNT=30 SEED=1   sheets of practice problems, no two the same, with their keys
# make question-bank N=7      practice problems for Moodle (XML) and other platforms (QTI 2.1)
# make links HUB=https://hub.example.edu           links that open chapters and exercises on a JupyterHub
# make students                the notebooks without solutions, on the branches `students` and `readers`
# make course TO=../cnn-public URL=https://github.com/OWNER/NAME   a public repository for students, without solutions
# make update FROM=https://github.com/OWNER/NAME   take over what is new there, and keep your own changes
# make execute PAGES="book/07-input-gradient.ipynb"   run pages again and store their outputs
# Grades and submissions are beside the repository, in ../NAME-course, or in the folder of COURSE=folder.
# make test-colab, make test-oldest, make test-newest   run the chapters with the versions of other places
# Each of them first makes the environment .venv, when it is missing or the pins have changed.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV ?= .venv
SCRIPTS := bin
ifeq ($(OS),Windows_NT)
SHELL := C:/Program Files/Git/usr/bin/bash
SCRIPTS := Scripts
endif
BIN := $(VENV)/$(SCRIPTS)
READY := $(VENV)/.ready
GRADING := $(VENV)/.grading
PORT ?= 8000
# TensorFlow has wheels for these Pythons; PYTHON=... asks for another.
PYTHONS := $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python)

# What every page is made of. When one of these changed, all pages are built anew; else only those whose source did.
SOURCES := _config.yml _toc.yml $(shell find src/workshop/site src/workshop/sources.py src/convbook/practice src/convbook/questions src/convbook/widgets src/convbook/palette.py src/convbook/equations/color.py -type f -not -name '*.py[co]')

PYTEST := $(BIN)/python -m pytest --nbval --nbval-current-env --nbval-cell-timeout=3000 -n 2 --dist loadfile --no-loadscope-reorder

# TensorFlow then keeps its start-up lines to itself.
export TF_CPP_MIN_LOG_LEVEL := 3
# Windows has another encoding by default.
export PYTHONUTF8 := 1
unexport MPLBACKEND

.PHONY: help book serve test test-slow test-full assignments grade study bench benchmark lint clean

help:
	@sed -n '/^$$/q;s/^# //p' Makefile

define find_python
usable='import sys, venv, ensurepip; assert (3, 11) <= sys.version_info[:2] <= (3, 13)'; \
python=; for candidate in $(PYTHONS); do \
  if "$$candidate" -c "$$usable" >/dev/null 2>&1; then python=$$candidate; break; fi; \
done
endef

# An environment, in the folder of the target, with the packages of its first prerequisite.
define make_environment
@$(find_python); \
if ! $(@D)/$(SCRIPTS)/python -c "$$usable; import pip" >/dev/null 2>&1; then \
  if [ -z "$$python" ]; then \
    echo "No usable Python was found (tried: $(PYTHONS))." >&2; \
    echo "The book needs Python 3.11, 3.12 or 3.13 with its venv module." >&2; \
    echo "On Debian and Ubuntu: apt-get install python3 python3-venv. Elsewhere: make PYTHON=/path/to/python3.12" >&2; \
    exit 1; \
  fi; \
  echo "Making the environment in $(@D) with $$("$$python" --version). This takes some minutes, once."; \
  rm -rf $(@D); "$$python" -m venv $(@D); \
else echo "Bringing the environment in $(@D) up to $<."; fi; \
if ! $(@D)/$(SCRIPTS)/python -m pip install --quiet --disable-pip-version-check --no-input -r $< \
     >$(@D)/install.log 2>&1; then \
  cat $(@D)/install.log >&2; echo "The packages in $< were not installed: see above." >&2; exit 1; \
fi
endef

$(READY): requirements.txt pyproject.toml
	$(make_environment)
	@touch $@

# nbgrader and what it needs: for those who grade, and for the tests.
$(GRADING): $(READY) requirements-grading.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -r requirements-grading.txt >$(VENV)/install.log 2>&1 || { \
	  cat $(VENV)/install.log >&2; echo "The packages in requirements-grading.txt were not installed: see above." >&2; exit 1; }
	@touch $@

WITHHELD := _build/.without-solutions
_build/.site: $(SOURCES)
	@rm -rf _build/html _build/.doctrees
	@mkdir -p _build && touch $@

# SOLUTIONS=0 withholds the solutions, from then on, until SOLUTIONS=1: the build folder remembers it.
# A page with a warning is read again next time: a build that failed once must not pass because nothing changed since.
book: $(READY) _build/.site
	@rm -f _build/.built
	@$(BIN)/jupyter-book build . -q -W --keep-going -n >_build/book.log 2>&1 || { \
	  sed 's/\x1b\[[0-9;]*m//g' _build/book.log >&2; rm -rf _build/.site _build/.doctrees; echo "The book was not built: see above." >&2; exit 1; }
	@touch _build/.built
	@echo "The book is built: open _build/html/book/index.html"
	@if [ -e $(WITHHELD) ]; then echo "Built without solutions$(if $(filter 0,$(SOLUTIONS)),,, as last time); SOLUTIONS=1 brings them back."; fi

serve: book
	@echo "The book is at http://localhost:$(PORT)/ until you press Ctrl-C."
	@$(BIN)/python -m http.server $(PORT) --bind localhost --directory _build/html >/dev/null 2>&1

TESTING := test test-slow test-full test-colab test-oldest test-newest
# Two tests run at once, on two cores: more threads would only wait for each other.
$(TESTING): export OMP_NUM_THREADS := 1
$(TESTING): export OPENBLAS_NUM_THREADS := 1
$(TESTING): export TF_NUM_INTRAOP_THREADS := 1

# What takes longest comes first, so that both cores end together.
# The tests judge the build too, so they run whether or not it went well, and pytest has the last line.
test test-slow test-full: $(READY) $(GRADING)
	@$(MAKE) book || true
	@$(TEST)
test: TEST = CONVBOOK_EPOCHS=$${CONVBOOK_EPOCHS:-2} $(PYTEST) -m "not slow" book tests
test-slow: TEST = CONVBOOK_EPOCHS=$${CONVBOOK_EPOCHS:-2} $(PYTEST) -m slow tests/workshop tests
test-full: TEST = env -u CONVBOOK_EPOCHS CONVBOOK_CASES=2000 $(PYTEST) tests book

# make assignments [OWN=class.csv]: with OWN each of the class gets numbers of their own, where an exercise draws some.
assignments: $(GRADING)
	@$(BIN)/python -m workshop.assignments make $(if $(COURSE),--course "$(COURSE)") $(if $(OWN),--own "$(OWN)") book/exercises/*.ipynb

# make grade N=7 [FROM=folder] [ROSTER=class.csv] [STUDENT=ada,bob] [EXERCISE=2,3] [COURSE=folder] [UNSAFE=1]
# make grade N=7 MARKS=marks-07.csv: enter what was marked in the report.
# FROM: a folder or a zip file, as platforms export it; without it, those are graded again who were before. EXERCISE: only
# the points of these are entered, the others' stay. UNSAFE=1: without a sandbox.
grade: $(GRADING)
	@$(BIN)/python -m workshop.assignments grade "$(N)" $(if $(COURSE),--course "$(COURSE)") $(if $(FROM),--from "$(FROM)") \
	  $(if $(ROSTER),--roster "$(ROSTER)") $(if $(STUDENT),--students "$(STUDENT)") \
	  $(if $(EXERCISE),--exercises "$(EXERCISE)") $(if $(MARKS),--marks "$(MARKS)") $(if $(JOBS),--jobs $(JOBS)) $(if $(filter 1,$(UNSAFE)),--unsafe)

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
	@pip="$(@D)/$(SCRIPTS)/python -m pip --disable-pip-version-check"; \
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
TESTED := $(addprefix tests/,nn equations faces/test_dataset.py faces/test_crop.py faces/test_folder.py faces/test_images.py training/test_training.py widgets/test_widgets.py)
# An old debugger would print warnings between the results.
test-colab test-oldest test-newest: export PYDEVD_DISABLE_FILE_VALIDATION := 1
test-colab test-oldest test-newest: test-%: .venv-%/.ready
	@echo "The chapters with the versions in tests/environments/$*.txt, on $$(.venv-$*/bin/python --version)"
	@CONVBOOK_EPOCHS=$${CONVBOOK_EPOCHS:-2} $(subst $(BIN),.venv-$*/bin,$(PYTEST)) $(TESTED) book

# Killed, it goes on where it was. With DASK_SCHEDULER_ADDRESS set, the workers of that cluster do the runs.
study: $(READY)
	@$(BIN)/python -m convbook.study $(RUNS)

# No test asks how long something takes: these print it, with what it is compared with and the ratio.
bench: book
	@for script in benchmarks/*.py; do echo "$$script"; $(BIN)/python $$script; done

# Needs LFW, some fifteen minutes, and a machine with nothing else to do.
benchmark: $(READY)
	@$(BIN)/python -m workshop.benchmark

# ---- publishing ----

.PHONY: address links students course update execute report-failure lint-workflows

# make address URL=https://github.com/OWNER/NAME: the repository's address, wherever it stands.
address: $(READY)
	@$(BIN)/python -m workshop.address "$${URL:-}"

# make links HUB=https://hub.example.edu [PUBLIC=https://github.com/OWNER/NAME] [N=7]: the chapters on a JupyterHub.
# PUBLIC is a repository that `make course` made; REPO=https://github.com/OWNER/NAME a fork, with its branch `students`.
links: $(READY)
	@$(BIN)/python -m workshop.links --hub "$${HUB:-}" --repo "$${REPO:-}" --public "$${PUBLIC:-}" --number "$${N:-0}"

# make students [PUSH=1]: the notebooks without solutions, on two branches, here or also on origin.
students: $(READY)
	@$(BIN)/python -m workshop.students $(if $(PUSH),--push)

# make course TO=folder-or-address URL=https://github.com/OWNER/NAME: the public repository of a course, from what is
# committed here. CHAPTERS="1 2 7", SCHEDULE=dates.csv (chapter, day of pages, exercises, solutions), TAG=v1.0 (made from
# that), SITE=address of the pages, PUSH=1, PAGES=0 (do not build the pages), TODAY=2026-11-30. URL may be on a GitLab;
# without URL all goes to the folder TO, whose docs a web server shows at SITE.
course: $(READY)
	@$(BIN)/python -m workshop.publish --to "$${TO:-}" --url "$${URL:-}" --chapters "$${CHAPTERS:-}" \
	  --schedule "$${SCHEDULE:-}" --tag "$${TAG:-}" --site "$${SITE:-}" --push "$${PUSH:-}" --pages "$${PAGES:-}" \
	  --today "$${TODAY:-}"

# make update [FROM=address] [TO=tag]: upstream's changes, merged into this copy; FROM is not needed with a remote `upstream`.
update: $(READY)
	@$(BIN)/python -m workshop.updates --from "$${FROM:-}" --to "$${TO:-}"

# make execute PAGES="book/07-input-gradient.ipynb book/exercises/07-input-gradient.ipynb": run these and store the outputs.
execute: $(READY)
	@$(BIN)/python -m workshop.execute $(PAGES)

# For the weekly run: an issue with the run's address RUN, unless one is open. Needs GitHub's command gh.
FAILED := The weekly tests failed
report-failure:
	@open=$$(gh issue list --state open --limit 1000) && case "$$open" in \
	  *"$(FAILED)"*) echo "An issue about it is open already.";; \
	  *) gh issue create --title "$(FAILED)" --body "The run: $${RUN:-}";; \
	esac

lint: lint-workflows
lint-workflows: $(READY)
	@$(BIN)/zizmor --offline --quiet --strict-collection .github
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml

# ---- one chapter to hand out ----

.PHONY: chapter

# make chapter N=7: the notebook, its exercises, requirements.txt and the page as one file, in _build/chapters/07.
chapter: book
	@$(BIN)/python -m workshop.standalone "$${N:-}"

# ---- practice problems for a class ----

.PHONY: worksheet question-bank

# make worksheet [N=7] [COUNT=30] [SEED=1] [LEVEL=2] [PROBLEMS=4] [PAPER=a4]: in _build/worksheets, HTML and PDF.
# Without N, of all chapters. LEVEL is 1 to 3, PROBLEMS how many on a sheet, PAPER a4 or letter.
worksheet: $(READY)
	@$(BIN)/python -m workshop.worksheets --N="$${N:-}" --COUNT="$${COUNT:-}" --SEED="$${SEED:-}" \
	  --LEVEL="$${LEVEL:-}" --PROBLEMS="$${PROBLEMS:-}" --PAPER="$${PAPER:-}"

# make question-bank [N=7] [COUNT=20] [SEED=1]: COUNT questions of each kind, in _build/question-bank.
question-bank: $(READY)
	@$(BIN)/python -m workshop.question_bank --N="$${N:-}" --COUNT="$${COUNT:-}" --SEED="$${SEED:-}"

# ---- style ----

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

# A course of an earlier version, with its grades, was in the build folder.
clean:
	@if [ -e _build/assignments/gradebook.db ]; then \
	  echo "_build/assignments has grades: move that folder out of the repository first, to ../$(notdir $(CURDIR))-course." >&2; exit 1; \
	fi
	@if [ -e $(WITHHELD) ]; then echo "The pages had no solutions; the next build has, unless it says SOLUTIONS=0 again."; fi
	@rm -rf _build $(VENV) .venv-* .pytest_cache .ruff_cache .hypothesis src/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
