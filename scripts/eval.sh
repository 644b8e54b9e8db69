#!/usr/bin/env bash
# `make eval`: relevance on judged queries. The public sets beside the project when they are there,
# else the project's own queries over the starter articles. Relevance does not depend on the machine.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
need_toolchains
say "Building kb with optimisation"
cargo build --release -p knowledge-base --bin kb
kb=$(cargo metadata --format-version 1 --no-deps | sed -E 's/.*"target_directory":"([^"]*)".*/\1/')/release/kb
if [ -d ../shared/data/search ]; then
  say "The public sets in ../shared/data/search"
  "$kb" eval-all --data ../shared/data/search
else
  note "Skipped: the public sets in ../shared/data/search are not here."
fi
say "Our own judged queries over the starter articles"
index=$(mktemp -d)
trap 'rm -rf "$index"' EXIT
"$kb" import --from knowledge-base/articles --reasons knowledge-base/codes/reasons.toml --synonyms knowledge-base/codes/synonyms.toml --index "$index/index" >/dev/null
for queries in knowledge-base/tests/queries/*.jsonl; do
  printf '%-8s ' "$(basename "$queries" .jsonl)"
  "$kb" eval --index "$index/index" --queries "$queries" --typing | tr '\n' ' '
  echo
done
