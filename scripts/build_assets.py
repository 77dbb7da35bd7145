"""Build what the package carries but the repository does not: the map's script and style sheet.

Needs the npm packages of ``package-lock.json`` (``npm ci``).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Bundle ``mapa_uslug/maps/src`` into ``mapa_uslug/maps/assets``."""
    npm = shutil.which("npm")
    if npm is None or not (ROOT / "node_modules" / ".bin" / "esbuild").exists():
        print(
            "The map's front end needs npm and its packages: install Node.js and run `npm ci`.",
            file=sys.stderr,
        )
        return 1
    return subprocess.run([npm, "run", "--silent", "build"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
