#!/usr/bin/env bash
# The browser tests drive the system's Chromium, those of encrypted connections make a certificate with openssl: install
# Debian's when there is none.
set -euo pipefail
missing="chromium"
for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name" >/dev/null 2>&1; then missing=""; fi
done
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Not found: $missing. Install it, then run again." >&2
  exit 1
fi
run() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
run apt-get -qq update
run env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install $missing >/dev/null
