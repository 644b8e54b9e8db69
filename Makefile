# The few commands a person types. Each says what it does and stops what it started.
# The very program that `make run` built: another set of packages would build it again.
DESK := $(or $(CARGO_TARGET_DIR),target)/debug/firsthand
RUNS := . scripts/say.sh; running >/dev/null || fail "'make run' is not running from this folder."

.PHONY: run calls test test-failover eval bench bench-store bench-window setup cut mend screenshot clean-run help

help:            ## what can be typed
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

run:             ## set up, build, start the central store and the desk
	@scripts/run.sh

test:            ## set up, run every test
	@scripts/test.sh

eval:            ## relevance on real queries, a table per set
	@scripts/eval.sh

bench:           ## speed beside other engines, a table per size (ARTICLES=1000,100000)
	@scripts/bench.sh

bench-store:     ## the central store on both engines beside DuckDB, tables (SIZES=100000,1000000)
	@scripts/bench-store.sh

bench-window:    ## the real window over 10,000 articles: keys, calls, saving, starting, memory
	@scripts/bench-window.sh

test-failover:   ## kill a PostgreSQL leader under Patroni in the middle of ingest
	@scripts/test-failover.sh

setup:           ## only install what is missing
	@scripts/setup.sh run test

cut:             ## while `make run` runs: pull the cable (stop the store)
	@$(RUNS); touch .run/cut && echo "The store is being stopped. 'make mend' brings it back."

mend:            ## put the cable back (start the store again)
	@$(RUNS); rm -f .run/cut && echo "The store is being started again."

calls:           ## while `make run` runs: let the telephone ring, a shift in five languages
	@[ -x $(DESK) ] || { echo "Start 'make run' first: it builds the desk."; exit 1; }
	@$(DESK) --data-dir .run/desk simulate-calls --speed 10

screenshot:      ## picture of the running window without a display: .run/screen.png
	@scripts/screenshot.sh

clean-run:       ## forget the desk and the store that `make run` made
	@. scripts/say.sh; ! running >/dev/null || fail "'make run' is still running; stop it first."; rm -rf .run && echo "Removed .run"
