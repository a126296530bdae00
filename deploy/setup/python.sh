#!/usr/bin/env bash
# Makes the virtual environment and installs what a lock file names: python.sh LOCK [PIP OPTION…]  (PYTHON chooses the
# interpreter).
# A repeat after an interruption goes on where it stopped.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "Minyi needs Python 3.11 or later; name one: make install PYTHON=python3.11" >&2
  exit 1
fi
if [[ ! -x .venv/bin/pip ]] && ! said=$("$python" -m venv .venv 2>&1); then
  printf '%s\nMinyi needs a virtual environment; on Debian: apt-get install python3-venv\n' "$said" >&2
  exit 1
fi
echo "installing the Python packages of $1"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r "$1" "${@:2}"
