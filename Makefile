# What people type, and what CI calls. Each target does the set-up it needs.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build

program := .build/release/kafka-cloud-init
# On Linux the release is one static file that runs on any distribution of the architecture.
static := $(if $(filter Linux,$(shell uname -s)),-Xswiftc -static-executable)

profiles := $(basename $(notdir $(wildcard profiles/*.yaml)))

PREFIX ?= /usr/local
share = $(DESTDIR)$(PREFIX)/share

.PHONY: render test boot-test release-test dist goldens build install lint format schema bench clean check-output

render: build ## render the shipped profiles into output/
	$(program) render $(profiles)

test: ## run all tests
	Scripts/install-packages test
	Scripts/install-python-tools
	$(MAKE) lint check-output
	KAFKA_CLOUD_INIT=$(CURDIR)/$(program) Scripts/run-tests

# SCENARIOS: names, or `fast` for those that CI runs; all when not given.
boot-test: build ## boot the profiles in virtual machines (root, minutes; SCENARIOS="reboot power-cut" or fast)
	Scripts/install-packages boot-test
	Tests/Boot/run $(SCENARIOS)

# RELEASES: versions; the newest of every line when not given, and then what `make dist` packs and a bare machine too.
release-test: build ## start Kafka of every release line under Docker, and try what dist packs (root, minutes)
	Scripts/install-packages release-test
	Tests/Boot/releases $(RELEASES)
	$(if $(RELEASES),,Tests/Distribution/run)

build: ## build the release and its manual page
	Scripts/install-packages build
	Scripts/write-commit
	swift build -c release $(static) --product kafka-cloud-init
	$(program) completion --manual-page > .build/kafka-cloud-init.1

install: build ## install the program, its manual page and its completion scripts below PREFIX (/usr/local)
	install -D $(program) $(DESTDIR)$(PREFIX)/bin/kafka-cloud-init
	install -D -m 644 .build/kafka-cloud-init.1 $(share)/man/man1/kafka-cloud-init.1
	install -d $(share)/bash-completion/completions $(share)/zsh/site-functions $(share)/fish/vendor_completions.d
	$(program) completion bash > $(share)/bash-completion/completions/kafka-cloud-init
	$(program) completion zsh > $(share)/zsh/site-functions/_kafka-cloud-init
	$(program) completion fish > $(share)/fish/vendor_completions.d/kafka-cloud-init.fish

dist: build ## pack the program into dist/: tar.gz, .deb and SHA256SUMS for machines of this architecture
	Scripts/make-dist

lint: ## check format and shell
	swift format lint --strict --recursive Sources Tests Package.swift
	git ls-files '*.sh' Scripts Tests/Distribution .ci/run | xargs shellcheck

format: ## format the Swift sources
	swift format --in-place --recursive Sources Tests Package.swift

schema: ## renew docs/profile.schema.json and the table of docs/profile.md
	swift build
	Scripts/renew-schema .build/debug/kafka-cloud-init

check-output: build ## hold the committed output to what the program writes
	$(program) render $(profiles) --check

goldens: ## take what the profiles in Tests/Goldens give now for right
	Scripts/install-packages build
	Scripts/write-commit
	swift build --build-tests
	RENEW_GOLDENS=1 swift test --skip-build --filter GoldenTests

bench: build ## print the benchmark's figures
	Scripts/install-packages bench
	Benchmarks/run $(program)

clean: ## remove what builds made
	rm -rf .build
