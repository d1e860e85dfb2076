#!/bin/sh
# Build and test what is committed in this tree on other bases, each in a chroot.
#
#     test-bases.sh [--dir DIR] [NAME...]
#
# NAMEs are lines of bases.txt; without one, all of them. Prints a line for each base
# and ends nonzero if one failed. The logs are in DIR, by default a new directory, and
# so are the chroots: with --dir they are kept, and a second run needs no network for
# them.
#
# A base passes if the commands of README.rst end green there and the modules in Rust
# are what the new python uses.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../.." && pwd)
dir=
if [ "${1:-}" = --dir ]; then
    dir=${2:?usage: test-bases.sh [--dir DIR] [NAME...]}
    shift 2
fi
if [ $# -eq 0 ]; then
    # shellcheck disable=SC2046  # one word a base
    set -- $(awk '!/^#/ && NF { print $1 }' "$here/bases.txt")
fi
for name in "$@"; do
    awk -v name="$name" '$1 == name { found = 1 } END { exit !found }' "$here/bases.txt" || {
        echo "test-bases.sh: no base '$name' in bases.txt" >&2
        exit 2
    }
done
if [ "$(id -u)" != 0 ]; then
    echo "test-bases.sh: debootstrap and chroot need root" >&2
    exit 2
fi

chroots_are_ours=
if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/test-bases.XXXXXX")
    chroots_are_ours=yes
fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ -n "$(git -C "$tree" status --porcelain)" ]; then
    echo "test-bases.sh: only what is committed is tested; $tree has changes" >&2
fi

# What runs there: $1 is the command column of bases.txt, $2 its base.
# shellcheck disable=SC2016  # the shell in the chroot expands these
commands='
    case $1 in
    quickstart)
        Tools/quickstart --yes
        ;;
    configure)
        if [ "$2" = - ]; then
            ./configure --with-rust
        else
            ./configure --with-rust --with-base="$2"
        fi
        make
        ./python -m test test_base64
        ;;
    esac
    ./python -c "
import base64, sys, _base64
assert base64.b64encode is _base64.b64encode, base64.b64encode
assert \"_base64\" in sys.builtin_module_names
"
    make test
    echo "test-bases: link $(sed -n "s/^LINK *=[[:space:]]*//p" Makefile)"
    echo "test-bases: python $(./python -c "import platform; print(platform.python_version())")"
'

# value NAME LOG: what the commands reported; a question mark if they did not get so far.
value() {
    found=$(sed -n "s/^test-bases: $1 //p" "$2")
    echo "${found:-?}"
}

failed=0
for name in "$@"; do
    log=$dir/$name.log
    chroot=$dir/$name
    line=$(awk -v name="$name" '$1 == name { print $3, $4 }' "$here/bases.txt")
    echo "test-bases.sh: $name: running, log in $log" >&2
    result=passed
    # shellcheck disable=SC2086  # the two words of the line
    {
        "$here/make-base.sh" "$name" "$chroot" &&
            "$here/run-in-base.sh" "$chroot" "$tree" sh -exc "$commands" test-bases $line
    } >"$log" 2>&1 </dev/null || {
        result=failed
        failed=$((failed + 1))
    }
    printf '%-7s %-12s link %-7s Python %-9s %s\n' "$result" "$name" \
        "$(value link "$log")" "$(value python "$log")" "$log"
    [ -z "$chroots_are_ours" ] || rm -rf "$chroot"
done
[ "$failed" -eq 0 ]
