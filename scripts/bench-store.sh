#!/usr/bin/env bash
# `make bench-store`: what the central store costs, on SQLite and PostgreSQL, beside DuckDB on the same contacts.
# SIZES=100000,1000000 chooses how many contacts (10000000 takes about an hour and 20 GB of disk);
# ENGINES=sqlite,postgres which engines; PARTS=peer,http,load,reports,history,more which parts (peer is DuckDB, more is
# ingest into the loaded store; what is left out is not in the table); FOLDER where the databases are made (a temporary one if left out).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
command -v cargo >/dev/null || fail "Rust is not installed." "Get it with rustup (1.92 or newer), then run this again."
scripts/setup.sh bench

venv=target/bench-duckdb
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import duckdb' 2>/dev/null; then
  say "Installing DuckDB from PyPI into $venv"
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --disable-pip-version-check duckdb \
    || { note "DuckDB could not be installed: the tables come without it."; rm -rf "$venv"; }
fi
[ ! -x "$venv/bin/python" ] || export DUCKDB_PYTHON="$PWD/$venv/bin/python"

say "Building with optimisation (some minutes the first time)"
export CARGO_PROFILE_BENCH_LTO=off CARGO_PROFILE_BENCH_CODEGEN_UNITS=16
cargo bench -p central-store --bench store --no-run
say "Measuring ${SIZES:-100000} contacts on ${ENGINES:-sqlite,postgres}"
exec nice -n 10 cargo bench -q -p central-store --bench store
