#!/usr/bin/env bash
# `make test`: sets up and runs every test, the quick ones first. Stops at the first thing that fails.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
started=$SECONDS
scripts/setup.sh run test
need_toolchains
[ -d ../shared ] || note "Skipped: comparisons with the data sets in ../shared, which is not here."

install_ui
say "Interface: types, lint, texts"
(cd ui && npm run --silent check) || fail "The interface's checks failed."
say "Interface: unit and component tests"
(cd ui && npm test --silent) || fail "The interface's unit tests failed."
build_ui
say "Interface: sizes of what is loaded"
(cd ui && npm run --silent budget) || fail "The interface is larger than it may be."

say "Rust: format and lint"
cargo fmt --all --check || fail "Some Rust is not formatted." "Run: cargo fmt --all"
cargo clippy --workspace --all-targets --features firsthand/custom-protocol -- -D warnings || fail "Clippy found something."
say "Rust: building the desk and the store, which the journeys start"
cargo build --workspace --features firsthand/custom-protocol || fail "The workspace does not build."
say "Rust: every test, journeys in the real window included"
cargo test --workspace --features firsthand/custom-protocol || fail "A Rust test failed."

say "Interface: the screens in Chromium"
(cd ui && npm run --silent test:e2e) || fail "A test of the screens in Chromium failed."
say "All tests passed in $(( (SECONDS - started) / 60 )) min $(( (SECONDS - started) % 60 )) s"
