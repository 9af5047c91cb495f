#!/usr/bin/env bash
# Makes the pictures of README.md again (docs/images), of a server with the demo and of a few codes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
TRACE_UPDATE_IMAGES=1 exec ./test.sh --project Browser --filter ReadmePictures
