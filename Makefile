# Two commands matter: `make demo` and `make test`. Each does all of its own set-up in an
# environment of its own, from a lock file with hashes, and needs only Python 3.11 to 3.15, make
# and git.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test test-full test-all fuzz validity bench bench-topics docs bundle portable release lock clean

# The first interpreter that really starts and has a supported version.
PYTHON ?= $(shell for p in python3 python3.15 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 16))' 2>/dev/null && { echo $$p; break; }; done)

export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Nothing but the lock files says what is installed.
export UV_NO_CONFIG = 1
export UV_PYTHON_DOWNLOADS = never
# Compiled once and kept, whatever the shell says: without it each start of Python compiles spaCy anew.
export PYTHONDONTWRITEBYTECODE =

help:
	@echo "make demo       run the main job on the invented sample; results in build/demo"
	@echo "make test       every check: format, lint, types, layers, tests, notebooks, docs"
	@echo "make test-full  the same and the long runs"
	@echo "make test-all   the tests on every Python installed, with the oldest and the newest packages (hours)"
	@echo "make fuzz       damaged files by the thousand, for every reader, format, log and journal"
	@echo "make validity   how often the comparison of years is wrong, by simulation"
	@echo "make bench      how fast, beside other programs: table and picture in docs/benchmarks.md (hours; BENCH=--quick: minutes)"
	@echo "make bench-topics  topics beside other programs, on talk whose subjects are known; table in docs/topics.md"
	@echo "make docs       the documentation as web pages, its code run; in build/docs (minutes; PAGES=years,topics runs these alone)"
	@echo "make bundle     wheels to install from without the internet, in build/bundle"
	@echo "make portable   a folder that runs without Python, tried out; in build/portable"
	@echo "make release    source distribution and wheel, looked through and tried out; in build/release"
	@echo "make lock       renew the five lock files"

# $(call environment,DIR,LOCK): a virtual environment with what LOCK names, and the project editable. What
# installs and builds it has a lock of its own: it is no part of the program.
define environment
	@test -n "$(PYTHON)" || { echo "practicelearn needs Python 3.11 to 3.15 (found: $$(python3 --version 2>&1)). Install one, or name it: make PYTHON=/path/to/python3.12"; exit 1; }
	rm -rf $(1)
	$(PYTHON) -m venv $(1)
	$(1)/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-build.lock
	$(1)/bin/uv pip install --quiet --python $(1)/bin/python --require-hashes -r $(2)
	$(1)/bin/uv pip install --quiet --python $(1)/bin/python --no-deps --no-build-isolation -e .
	touch $(1)/.done
endef

.venv/.done: requirements.lock requirements-build.lock pyproject.toml
	$(call environment,.venv,requirements.lock)

.venv-dev/.done: requirements-dev.lock requirements-build.lock pyproject.toml
	$(call environment,.venv-dev,requirements-dev.lock)

demo: .venv/.done
	.venv/bin/python -m practicelearn demo --out build/demo

CHECKS = .venv-dev/bin/ruff format --check . && .venv-dev/bin/ruff check . && .venv-dev/bin/lint-imports

# $(call tests,OPTIONS): types are checked beside the tests, and told of at the end where they are wrong.
define tests
	@mkdir -p build
	.venv-dev/bin/mypy > build/types.txt 2>&1 & types=$$!; \
	.venv-dev/bin/python -m pytest -n 3 $(1); tests=$$?; \
	wait $$types || { cat build/types.txt; exit 1; }; \
	exit $$tests
endef

test: .venv-dev/.done
	$(CHECKS)
	$(call tests,-m "not slow")

test-full: .venv-dev/.done
	$(CHECKS)
	$(call tests)

# Every Python from 3.11 to 3.15 that is installed, on the oldest and the newest packages that pyproject.toml
# allows; the others are named. Hours; ALL="tests/topics -q" runs a part.
test-all: .venv-dev/.done
	.venv-dev/bin/python packaging/every_python.py .venv-dev/bin/uv $(ALL)

fuzz: .venv-dev/.done
	.venv-dev/bin/python benchmarks/fuzz.py --n 2000

validity: .venv-dev/.done
	.venv-dev/bin/python benchmarks/validity.py

# The other programs that are measured beside ours, in an environment of its own; those that do not go with our
# versions are named and left out. BENCH=--quick, BENCH="--only loading".
.venv-bench/.done: requirements-dev.lock requirements-build.lock pyproject.toml benchmarks/rivals.txt
	$(call environment,.venv-bench,requirements-dev.lock)
	.venv-bench/bin/python benchmarks/rivals.py

bench: .venv-bench/.done
	.venv-bench/bin/python benchmarks/bench.py $(BENCH)

# Other programs that find topics; with sentence vectors and what these need it is several GB.
.venv-topics/.done: requirements-build.lock benchmarks/topics_rivals.txt
	rm -rf .venv-topics
	$(PYTHON) -m venv .venv-topics
	.venv-topics/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-build.lock
	.venv-topics/bin/uv pip install --quiet --python .venv-topics/bin/python -r benchmarks/topics_rivals.txt
	touch .venv-topics/.done

bench-topics: .venv-dev/.done .venv-topics/.done
	.venv-dev/bin/python benchmarks/topics.py --rivals .venv-topics/bin/python --growth

# PAGES=years,topics runs the code of these pages only, while they are written.
docs: .venv-dev/.done
	.venv-dev/bin/python -m sphinx -W --keep-going -q -j 2 $(if $(PAGES),-D executed_pages=$(PAGES)) -d build/doctrees -b html docs build/docs
	rm -rf build/jupyter_execute
	@echo build/docs/index.html

# For a machine of this kind that reaches no index; how to install is said in docs/for-ict.md.
bundle: .venv/.done
	rm -rf build/bundle
	.venv/bin/python -m pip download --quiet --require-hashes --only-binary :all: -r requirements.lock -d build/bundle/wheels
	.venv/bin/python -m pip wheel --quiet . --no-deps --no-build-isolation -w build/bundle/wheels
	cp requirements.lock build/bundle/
	sed -nE '/^### Without the internet/,/^## /{/^(python -m venv|practicelearn-env)/p;}' docs/for-ict.md > build/bundle/INSTALL.txt
	@echo build/bundle

.venv-portable/.done: requirements-portable.lock requirements-build.lock pyproject.toml
	$(call environment,.venv-portable,requirements-portable.lock)

# A folder for people without Python, and the same folder tried without one: see docs/for-ict.md. For the kind
# of system it is made on.
portable: .venv-portable/.done
	rm -rf build/portable
	.venv-portable/bin/python -m PyInstaller --noconfirm --log-level WARN --distpath build/portable --workpath build/portable-work packaging/practicelearn.spec
	.venv-portable/bin/python packaging/try_portable.py build/portable/practicelearn
	rm -rf build/portable-work

# Built, looked through, then used by somebody who has nothing else: a plain environment, an empty folder.
release: .venv/.done
	rm -rf build/release build/release-env build/release-try
	.venv/bin/uv build --quiet --no-build-isolation --python .venv/bin/python -o build/release
	rm -f build/release/.gitignore
	.venv/bin/python packaging/check_release.py build/release
	.venv/bin/python -m venv build/release-env
	.venv/bin/uv pip install --quiet --python build/release-env/bin/python --require-hashes -r requirements.lock
	.venv/bin/uv pip install --quiet --python build/release-env/bin/python --no-deps build/release/*.whl
	mkdir build/release-try
	sed -n '/^## With commands/,/^## /{/^practicelearn /p;}' README.md > build/release-try/as-typed.sh
	test `wc -l < build/release-try/as-typed.sh` -ge 3
	cd build/release-try && PATH="$$PWD/../release-env/bin:$$PATH" && practicelearn demo > said.txt && sh -ex as-typed.sh > said.txt
	rm -rf build/release-env build/release-try
	@echo build/release

PINNED = --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet --upgrade

lock: .venv-dev/.done
	.venv-dev/bin/uv pip compile pyproject.toml $(PINNED) -o requirements.lock
	.venv-dev/bin/uv pip compile --group pyproject.toml:build -c requirements.lock $(PINNED) -o requirements-build.lock
	.venv-dev/bin/uv pip compile pyproject.toml --group dev -c requirements.lock -c requirements-build.lock $(PINNED) -o requirements-dev.lock
	.venv-dev/bin/uv pip compile --group pyproject.toml:neural --no-deps -c requirements-dev.lock $(PINNED) -o requirements-neural.lock
	.venv-dev/bin/uv pip compile pyproject.toml --extra pdf --group portable -c requirements.lock -c requirements-build.lock -c requirements-dev.lock $(PINNED) -o requirements-portable.lock

clean:
	rm -rf .venv .venv-dev .venv-bench .venv-topics .venv-portable .venv-all build dist .mypy_cache .ruff_cache .pytest_cache
