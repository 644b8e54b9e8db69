#!/usr/bin/env bash
# `make run`: sets up, builds, starts the central store on SQLite and the desk on the starter articles.
# Everything it makes is in .run/; everything it starts stops with it.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh

port=${FIRSTHAND_PORT:-7171}
case "$port" in ''|*[!0-9]*|??????*) known= ;; *) known=$((10#$port)) ;; esac
if [ -z "$known" ] || [ "$known" -lt 1 ] || [ "$known" -gt 65535 ]; then
  fail "FIRSTHAND_PORT is '$port', which is no port." "A number from 1 to 65535 is one."
fi
port=$known
url="http://127.0.0.1:$port"
mkdir -p .run
if other=$(running); then
  fail "Firsthand is already running from this folder (process $other)." "Stop it with Ctrl-C where it was started."
fi
echo $$ > .run/pid
rm -f .run/cut

started=()
stop() {
  trap - EXIT INT TERM
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  local store_pid=
  [ ! -s .run/store.pid ] || store_pid=$(cat .run/store.pid)
  [ -z "$store_pid" ] || kill "$store_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  # It is no child of this process: it answers what is in work, and lets its port go.
  for _ in $(seq 100); do [ -n "$store_pid" ] && kill -0 "$store_pid" 2>/dev/null || break; sleep 0.1; done
  rm -f .run/pid .run/store.pid .run/display
}
trap stop EXIT
trap 'printf "\nStopping the store and the desk.\n"; exit 0' INT TERM

scripts/setup.sh run
need_toolchains
install_ui
build_ui
say "Building the central store and the desk (the first time takes minutes)"
cargo build -p central-store -p firsthand --features firsthand/custom-protocol || fail "The build failed." "The compiler's words are above."
target=$(cargo metadata --format-version 1 --no-deps | sed -E 's/.*"target_directory":"([^"]*)".*/\1/')
store="$target/debug/central-store"
desk="$target/debug/firsthand"
database="sqlite:.run/store.db"

# Keeps the store up, except while .run/cut exists: that is the pulled cable.
keep_store() {
  while :; do
    if [ -e .run/cut ]; then sleep 0.3; continue; fi
    "$store" serve --listen "127.0.0.1:$port" --database "$database" \
      --articles knowledge-base/articles --codes knowledge-base/codes >.run/store.out 2>>.run/store.log &
    local pid=$!
    echo "$pid" > .run/store.pid
    while kill -0 "$pid" 2>/dev/null; do
      if [ -e .run/cut ]; then kill "$pid" 2>/dev/null || true; fi
      sleep 0.3
    done
    if wait "$pid"; then :; else
      [ -e .run/cut ] || { echo "the store stopped by itself; its log is .run/store.log" >&2; sleep 2; }
    fi
  done
}

if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "Port $port is taken by another program." "Choose another: FIRSTHAND_PORT=7272 make run"
fi
say "Starting the central store"
: > .run/store.out
keep_store & started+=($!)
for _ in $(seq 100); do grep -q '^listening on' .run/store.out 2>/dev/null && break; sleep 0.2; done
grep -q '^listening on' .run/store.out || { tail -n 20 .run/store.log >&2; fail "The central store did not start." "Its log is .run/store.log"; }

if [ ! -s .run/board-key ]; then
  (umask 077; "$store" board-key --database "$database" --name "first board" > .run/board-key.new)
  mv .run/board-key.new .run/board-key
fi
# Marked when it is done, from a file that stays the same: an import that was broken off is made again, and doubles nothing.
samples=.run/sample-contacts.ndjson
if [ ! -e "$samples.imported" ]; then
  say "Importing nine weeks of sample contacts, so that the board has something to say"
  [ -s "$samples" ] || { node scripts/sample-contacts.mjs > "$samples.new"; mv "$samples.new" "$samples"; }
  "$store" import contacts "$samples" --database "$database"
  touch "$samples.imported"
fi
# Once, and again where the store has another port than the desk was told.
if [ ! -e .run/desk/enrolled ] || [ "$(cat .run/desk-store 2>/dev/null)" != "$url" ]; then
  # By the environment: a command line can be read by every user of the machine.
  FIRSTHAND_ENROL_CODE=$("$store" enrol --database "$database" --name "desk of make run")
  export FIRSTHAND_ENROL_CODE FIRSTHAND_ENROL_URL="$url" FIRSTHAND_AGENT_NAME="${FIRSTHAND_AGENT_NAME:-Kim Andersson}"
  rm -f .run/desk/enrolled
  echo "$url" > .run/desk-store
fi

display_pid=
shown="your display ($(printf '%s' "${DISPLAY:-${WAYLAND_DISPLAY:-}}"))"
if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  for number in $(seq 97 140); do [ -e "/tmp/.X$number-lock" ] || break; done
  say "There is no display here: starting under Xvfb :$number"
  Xvfb ":$number" -screen 0 1280x800x24 -nolisten tcp >.run/xvfb.log 2>&1 &
  display_pid=$!
  started+=("$display_pid")
  export DISPLAY=":$number"
  echo "$DISPLAY" > .run/display
  for _ in $(seq 50); do [ -e "/tmp/.X$number-lock" ] && break; sleep 0.1; done
  # WebKitGTK without a graphics card.
  export WEBKIT_DISABLE_DMABUF_RENDERER=1 WEBKIT_DISABLE_COMPOSITING_MODE=1 LIBGL_ALWAYS_SOFTWARE=1
  shown="Xvfb display :$number — 'make screenshot' writes what it shows to .run/screen.png"
else
  rm -f .run/display
fi

# The desk's own log, and its last word in it.
log_file() { printf '%s' .run/desk/log/firsthand.log; }
ended() {
  local word
  word=$(grep -a 'the desk ends: ' "$(log_file)" 2>/dev/null | tail -n 1)
  printf '%s' "${word##*the desk ends: }"
}

say "Opening the desk"
"$desk" --data-dir .run/desk --articles knowledge-base/articles --codes knowledge-base/codes >>.run/desk.log 2>&1 &
desk_pid=$!
started+=("$desk_pid")
cat <<TEXT

  The desk        on $shown
  The board       $url/#key=$(cat .run/board-key)
  Pull the cable  make cut     (in another terminal; put it back with: make mend)
  Logs            .run/desk.log  .run/store.log
  Stop            Ctrl-C here, or close the window

TEXT
code=0
wait "$desk_pid" || code=$?
case $code in
  0) printf '\nThe desk has ended: %s\n' "$(ended)"; exit 0 ;;
  13[0-9]|14[0-9]|15[0-9]) why="It was ended by signal $((code - 128)) ($(kill -l $((code - 128))))." ;;
  *) why="It stopped with code $code." ;;
esac
[ -z "$display_pid" ] || kill -0 "$display_pid" 2>/dev/null || why="$why The display it was shown on (Xvfb) is gone."
tail -n 20 .run/desk.log >&2
fail "The desk did not end by itself. $why" "Its log is .run/desk.log, and $(log_file). What was saved is safe; start again with: make run"
