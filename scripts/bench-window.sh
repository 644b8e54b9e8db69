#!/usr/bin/env bash
# `make bench-window`: the real window over many articles, optimised: keys, calls, saving, starting, memory. Prints tables.
# ARTICLES=10000 KEYS=1500 CALLS=50 STARTS=6 choose how much is done (some minutes).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
scripts/setup.sh run test
need_toolchains
[ -d ../shared/data/search ] || note "No public question sets in ../shared: sentences are taken from the starter articles."
install_ui
build_ui
say "Building with optimisation (many minutes the first time)"
export CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16
export CARGO_PROFILE_BENCH_LTO=off CARGO_PROFILE_BENCH_CODEGEN_UNITS=16
cargo build --release -p firsthand -p journeys --bin firsthand --bench window --features firsthand/custom-protocol
say "Measuring ${ARTICLES:-10000} articles"
export FIRSTHAND_APP="${CARGO_TARGET_DIR:-$PWD/target}/release/firsthand"
exec cargo bench -q -p firsthand -p journeys --bench window --features firsthand/custom-protocol
