#!/usr/bin/env bash
# Writes requirements.txt, requirements-dev.txt, requirements-ocr.txt and the client's package-lock.json anew, keeping
# pinned versions that still fit. Uses the public index whatever this machine's pip is set to, and leaves no address in any file.
set -euo pipefail
cd "$(dirname "$0")/../.."
tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
.venv/bin/python -m venv "$tool"
"$tool/bin/pip" install --quiet --disable-pip-version-check pip-tools==7.6.2

for name in requirements requirements-dev requirements-ocr; do
  env -u PIP_FIND_LINKS PIP_CONFIG_FILE=/dev/null CUSTOM_COMPILE_COMMAND='make lock' "$tool/bin/pip-compile" --quiet \
    --generate-hashes --strip-extras --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --unsafe-package opencv-python \
    --output-file="$name.txt" "$name.in"
done

deploy/setup/client.sh services/intake/client install --package-lock-only
.venv/bin/python - services/intake/client/package-lock.json <<'PROGRAM'
import json
import sys
from pathlib import Path

path = Path(sys.argv[1])
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
PROGRAM
