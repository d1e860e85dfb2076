#!/bin/sh
# Do the bindings that were generated ahead fit the base?
#
#     bindings-fit.sh check SRCDIR DIRECTORY
#     bindings-fit.sh sources SRCDIR    what to write to the file `sources` beside them
#
# `check` ends with status 0 if they do, else with 1 and a line that says what differs.
# The archive of `make dist` has such bindings, so that who builds it needs no libclang.
# Headers differ between patch releases in text, and seldom in what it means: the
# generator's asserts.c says all that the bindings have of sizes, offsets, types and
# constants, and must compile against the base's own headers.  BASE_CPPFLAGS says
# where these are; CC is honoured.  What is not the base's, our own headers, the table
# of ownership and the generator, must be what it was.

set -u
LC_ALL=C
export LC_ALL
: "${CC:=cc}"

sources() {
    (cd "$1" && cat Include/*.h Rust/cpython-ffi/ownership.txt Rust/cpython-sys/gen/src/*.rs \
        Rust/cpython-sys/gen/Cargo.toml) | sha256sum | cut -d ' ' -f 1
}

check() {
    if [ "$(sources "$1")" != "$(cat "$2/sources")" ]; then
        echo "Include/, ownership.txt or the generator was changed"
        return 1
    fi
    scratch=$(mktemp -d) || return 1
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 1' HUP INT TERM
    # The compiler sees where a bit-field is only if it optimises.
    $CC -std=c11 -O2 -S -w -o "$scratch/asserts.s" -I"$1/Include" ${BASE_CPPFLAGS:-} \
        "$2/asserts.c" > "$scratch/log" 2>&1 && return
    grep -m 1 'error: ' "$scratch/log" || head -n 1 "$scratch/log"
    return 1
}

"$@"
