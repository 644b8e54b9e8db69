#!/usr/bin/env bash
# `make test-failover`: three PostgreSQL nodes under Patroni with etcd, all on this machine; the leader is killed in the
# middle of ingest. Takes about two minutes and prints what the desks saw.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
scripts/setup.sh failover
command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
say "Building the store"
cargo build -p central-store
say "Killing a leader"
exec cargo test -p central-store --test store_on_postgres -- --ignored --nocapture patroni
