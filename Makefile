# What people type, and what CI calls. Each target does the set-up it needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

program := .build/release/kafka-cloud-init
# On Linux the release is one static file that runs on any distribution of the architecture.
static := $(if $(filter Linux,$(shell uname -s)),-Xswiftc -static-executable)

.PHONY: render test build lint format bench clean check-output

render: build ## render the shipped profiles into output/
	$(program) render dev prod

test: ## run all tests
	Scripts/install-packages test
	$(MAKE) lint
	swift test
	$(MAKE) check-output

build: ## build the release, its manual page and completion scripts
	Scripts/install-packages build
	swift build -c release $(static) --product kafka-cloud-init
	$(program) completion --manual-page > .build/kafka-cloud-init.1

lint: ## check format and shell
	swift format lint --strict --recursive Sources Tests Package.swift
	git ls-files '*.sh' Scripts .ci/run | xargs shellcheck

format: ## format the Swift sources
	swift format --in-place --recursive Sources Tests Package.swift

check-output: build ## hold the committed output to what the program writes
	$(program) render dev prod --check

bench: build ## print the benchmark's figures
	Scripts/install-packages build
	Benchmarks/run $(program)

clean: ## remove what builds made
	rm -rf .build
