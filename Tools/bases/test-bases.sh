#!/bin/sh
# Build and test what is committed in this tree on other bases, each in a chroot.
#
#     test-bases.sh [--dir DIR] [NAME...]
#
# NAMEs are lines of bases.txt; without one, all of them. Prints a line for each base
# and ends nonzero if one failed. The logs are in DIR, by default a new directory, and
# so are the chroots: with --dir they are kept, and a second run makes none.
#
# A base passes if build-and-test.sh ends green there.
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

keep_chroots=yes
if [ -z "$dir" ]; then
    dir=$(mktemp -d "${TMPDIR:-/tmp}/test-bases.XXXXXX")
    keep_chroots=
fi
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if [ -n "$(git -C "$tree" status --porcelain)" ]; then
    echo "test-bases.sh: only what is committed is tested; $tree has changes" >&2
fi

# reported WHAT LOG: what build-and-test.sh said; a question mark if it did not get so far.
reported() {
    found=$(sed -n "s/^test-bases: $1 //p" "$2")
    echo "${found:-?}"
}

failed=0
for name in "$@"; do
    log=$dir/$name.log
    columns=$(awk -v name="$name" '$1 == name { print $3, $4 }' "$here/bases.txt")
    echo "test-bases.sh: $name: running, log in $log" >&2
    result=passed
    # shellcheck disable=SC2086  # two words
    {
        "$here/make-base.sh" "$name" "$dir/$name" &&
            "$here/run-in-base.sh" "$dir/$name" "$tree" Tools/bases/build-and-test.sh $columns
    } >"$log" 2>&1 </dev/null || {
        result=failed
        failed=$((failed + 1))
    }
    printf '%-6s  %-12s  link %-6s  Python %-7s  %s\n' "$result" "$name" \
        "$(reported link "$log")" "$(reported python "$log")" "$log"
    [ "$result" = passed ] || tail -n 40 "$log" | sed 's/^/    | /' >&2
    [ -n "$keep_chroots" ] || rm -rf "${dir:?}/$name"
done
[ "$failed" -eq 0 ]
