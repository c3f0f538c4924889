# Two commands do everything on a fresh Debian machine with a Swift toolchain: `make demo` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build install demo test format lint docs docc check clean

# Everything of ours that `swift format` and the file rules look at.
SWIFT_PATHS := Package.swift Sources Tests
SCRIPTS := .ci/run $(shell grep -l "^#!.*bash" scripts/*)
W2V := .build/release/w2v

# On a terminal a build shows its one progress line; elsewhere only warnings and errors.
QUIET := $(if $(MAKE_TERMOUT),,--quiet)

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the Debian packages that are missing
	@scripts/setup

build: setup ## Build the release binary .build/release/w2v
	@echo "build: $(W2V) (the first build takes a few minutes)"
	@swift build $(QUIET) -c release --product w2v

# Where `make install` puts things; DESTDIR goes before it for packages.
PREFIX := /usr/local
SHARE := $(DESTDIR)$(PREFIX)/share

install: build ## Install the binary, completions for bash, zsh and fish, and man pages under PREFIX
	@install -D $(W2V) $(DESTDIR)$(PREFIX)/bin/w2v
	@mkdir -p $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d .build/man
	@$(W2V) --generate-completion-script bash >$(SHARE)/bash-completion/completions/w2v
	@$(W2V) --generate-completion-script zsh >$(SHARE)/zsh/site-functions/_w2v
	@$(W2V) --generate-completion-script fish >$(SHARE)/fish/vendor_completions.d/w2v.fish
	@swift package plugin --allow-writing-to-directory .build/man generate-manual --multi-page --output-directory .build/man
	@install -D -m 644 -t $(SHARE)/man/man1 .build/man/*.1
	@echo "install: w2v, its completions and man pages are under $(DESTDIR)$(PREFIX)"

demo: build ## Make a corpus, train, look for neighbours, measure: in ./demo
	@scripts/demo $(W2V)

test: setup ## Build and run every test
	@echo "test: building (the first build takes a few minutes)"
	@swift build $(QUIET) --build-tests --explicit-target-dependency-import-check error
	@scripts/run-tests

format: ## Format the Swift sources in place
	@swift format format --in-place --parallel --recursive $(SWIFT_PATHS)

lint: ## Check format, file rules and shell scripts; needs no build
	@swift format lint --strict --parallel --recursive $(SWIFT_PATHS)
	@echo "lint: swift format has nothing to say"
	@scripts/check-imports --self-test
	@scripts/check-imports
	@if command -v shellcheck >/dev/null; then shellcheck $(SCRIPTS) && echo "lint: shellcheck has nothing to say"; \
	  else echo "lint: no shellcheck here (apt-get install shellcheck); scripts not checked"; fi

docs: build ## Run the commands of README.md and notebooks-free-docs/
	@scripts/run-docs --self-test
	@scripts/run-docs $(W2V)

docc: ## Build the documentation of the libraries into .build/docc; after `make test`
	@scripts/build-docc

check: lint docs ## Everything CI checks besides the tests and the documentation of the libraries

clean: ## Remove build products and ./demo; fetched packages stay
	@swift package clean
	@rm -rf demo
