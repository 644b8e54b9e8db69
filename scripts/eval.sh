#!/usr/bin/env bash
# `make eval`: relevance beside other engines in one run, while typing, and live suggestion. The public
# sets beside the project when they are there, and the project's own queries over the starter
# articles always. Relevance does not depend on the machine.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
command -v cargo >/dev/null || fail "Rust is not installed." "Get it with rustup (1.92 or newer), then run this again."
say "Building with optimisation (some minutes the first time)"
export CARGO_PROFILE_BENCH_LTO=off CARGO_PROFILE_BENCH_CODEGEN_UNITS=16
cargo bench -p knowledge-base --bench relevance --no-run
[ -d ../shared/data/search ] || note "The public sets in ../shared/data are not here: only our own queries are asked."
say "Asking"
cargo bench -q -p knowledge-base --bench relevance
