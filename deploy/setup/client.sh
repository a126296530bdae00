#!/usr/bin/env bash
# Runs npm for a service's client with the virtual environment's Node: client.sh FOLDER NPM-ARGUMENT...
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PWD/.venv/bin:$PATH
cd "$1"
exec npm --loglevel=error "${@:2}"
