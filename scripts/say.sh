# shellcheck shell=bash
# Sourced by the scripts beside it: how they speak and fail.
say()  { printf '\033[1m▸ %s\033[0m\n' "$*"; }
note() { printf '  %s\n' "$*"; }
fail() { printf '\n✖ %s\n' "$1" >&2; [ -z "${2:-}" ] || printf '  %s\n' "$2" >&2; exit 1; }

# The process of `make run` in this folder, while it runs: a number that was left behind may be another program's by now.
running() {
  [ -s .run/pid ] || return 1
  tr '\0' ' ' 2>/dev/null <"/proc/$(cat .run/pid)/cmdline" | grep -q 'scripts/run\.sh' || return 1
  cat .run/pid
}

# The tools nobody but the machine's owner should choose the version of.
need_toolchains() {
  # rustup installs into ~/.cargo/bin, which a fresh shell may not have on its PATH yet.
  command -v cargo >/dev/null || PATH="$HOME/.cargo/bin:$PATH"
  command -v cargo >/dev/null || fail "Rust is not installed." "Get it with rustup (1.92 or newer), then run this again."
  command -v node  >/dev/null || fail "Node is not installed." "Firsthand needs Node 20.19, 22.13, or 24 and newer, with npm."
  command -v npm   >/dev/null || fail "npm is not installed." "It comes with Node; on Debian: apt-get install npm."
  # What the interface's tools ask for; npm would refuse the others, package by package.
  node -e 'const [a, b] = process.versions.node.split("."); process.exit((a == 20 && b >= 19) || (a == 22 && b >= 13) || a >= 24 ? 0 : 1)' \
    || fail "The interface's tools do not take Node $(node -v)." "Firsthand needs Node 20.19, 22.13, or 24 and newer."
  local rust_minor; rust_minor=$(rustc --version | sed -E 's/^rustc 1\.([0-9]+).*/\1/')
  [ "$rust_minor" -ge 92 ] || fail "$(rustc --version) is too old." "Firsthand needs Rust 1.92 or newer: rustup update stable."
}

# The interface's packages, only when the lock file is not what is installed.
install_ui() {
  if ! cmp -s ui/package-lock.json ui/node_modules/.firsthand-lock; then
    say "Installing the interface's packages (npm ci)"
    (cd ui && npm ci --no-audit --no-fund --loglevel=error) || fail "npm ci failed in ui/." "Its own words are above; most often the network or a too old Node."
    cp ui/package-lock.json ui/node_modules/.firsthand-lock
  fi
}

# Both interfaces, only when something in ui/ is newer than what was built.
build_ui() {
  local stamp=ui/dist/.built
  if [ ! -e "$stamp" ] || [ -n "$(find ui -path ui/node_modules -prune -o -path ui/dist -prune -o -path ui/test-results -prune -o -type f -newer "$stamp" -print -quit)" ]; then
    say "Building the agent window and the board"
    mkdir -p ui/dist
    touch ui/dist/.building
    (cd ui && npm run --silent build && npm run --silent build:board) || fail "The interface does not build." "Its own words are above."
    # As old as the build's beginning: what was changed meanwhile is built the next time.
    touch -r ui/dist/.building "$stamp"
    rm -f ui/dist/.building
  fi
}
