#!/bin/sh
# Make a copy of the base's program that needs a library of ours.
#
#     attach.sh PROGRAM BASE_PROGRAM LIBRARY DIRECTORY...
#
# PROGRAM is written, with LIBRARY among the libraries that it needs and the
# DIRECTORYs as where they are looked for. Next to $ORIGIN an absolute directory is
# wanted: `venv --copies` puts the program elsewhere, and without /proc the linker
# does not know where it is. Those that BASE_PROGRAM has itself come after them. They
# are set in a run of their own, before the library, since patchelf 0.14 writes wrong
# ones when asked for both at once.

set -eu
program=$1 base=$2 library=$3
shift 3
directories=$(IFS=:; printf '%s' "$*")
: "${PATCHELF:=patchelf}"
own=$($PATCHELF --print-rpath "$base")

new=$program.$$.new
trap 'rm -f "$new"' EXIT
trap 'exit 1' HUP INT TERM

cp "$base" "$new"
chmod u+w "$new"
$PATCHELF --set-rpath "$directories${own:+:$own}" "$new"
$PATCHELF --add-needed "$library" "$new"
mv -f "$new" "$program"
