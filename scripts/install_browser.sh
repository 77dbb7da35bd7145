#!/usr/bin/env bash
# The browser tests drive the system's Chromium; install Debian's when there is none.
set -euo pipefail
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
if ! command -v apt-get >/dev/null 2>&1; then
  echo "No Chromium found. Install Chromium or Chrome, then run again." >&2
  exit 1
fi
run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
run apt-get -qq update
run env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install chromium >/dev/null
