#!/usr/bin/env bash
# `make bench`: what a search costs, beside other engines on the same documents. Prints tables.
# ARTICLES=1000,10000,100000 chooses the sizes (100000 takes some minutes and a few gigabytes of disk).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
command -v cargo >/dev/null || fail "Rust is not installed." "Get it with rustup (1.92 or newer), then run this again."
[ -d ../shared/data/search ] || note "No public question sets in ../shared: sentences are taken from the starter articles."
say "Building with optimisation (some minutes the first time)"
CARGO_PROFILE_BENCH_LTO=off CARGO_PROFILE_BENCH_CODEGEN_UNITS=16 cargo bench -p knowledge-base --bench speed --no-run
say "Measuring ${ARTICLES:-1000,10000} articles"
CARGO_PROFILE_BENCH_LTO=off CARGO_PROFILE_BENCH_CODEGEN_UNITS=16 cargo bench -q -p knowledge-base --bench speed
