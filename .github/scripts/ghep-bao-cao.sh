#!/usr/bin/env bash
# The proposal's reports, as data, take the place of the base's; links are not followed.
# Usage: ghep-bao-cao.sh PROPOSAL BASE
set -euo pipefail

proposal=$1 base=$2

rm -rf -- "$base/submissions"
mkdir -- "$base/submissions"
# A proposal may have removed the last report, and with it the folder; a link in its place is not a folder.
if [[ -d $proposal/submissions && ! -L $proposal/submissions ]]; then
    cp -RP -- "$proposal/submissions/." "$base/submissions/"
fi
