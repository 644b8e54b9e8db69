#!/usr/bin/env bash
# A picture of the display that `make run` started: .run/screen.png (or the path given).
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/say.sh
[ -s .run/display ] || fail "'make run' is not showing its window under Xvfb now."
# The picture of the X root window: WebKitGTK's own screenshots are unreliable without a graphics card.
DISPLAY=$(cat .run/display) import -window root "${1:-.run/screen.png}"
note "${1:-.run/screen.png}"
