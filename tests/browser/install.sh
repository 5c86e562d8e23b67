#!/bin/sh
# Gets a Chromium for the browser tests where that is possible; where it is not, they say why they are skipped.
# Usage: install.sh PYTHON
set -u
python=${1:-python3}
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
"$python" -c 'import pathlib, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as p: sys.exit(not pathlib.Path(p.chromium.executable_path).exists())' 2>/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium with apt-get …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 && exit 0
fi
echo "Installing Chromium with Playwright …"
"$python" -m playwright install chromium >/dev/null 2>&1 && exit 0
echo "No Chromium could be installed: the browser tests will be skipped (and fail where CI is set)."
exit 0
