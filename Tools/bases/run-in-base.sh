#!/bin/sh
# Run a command in a fresh clone of a tree, in a chroot of make-base.sh.
#
#     run-in-base.sh [--keep DIR] CHROOT TREE COMMAND [ARGUMENT...]
#
# The clone is what is committed in TREE, and the command's working directory. The
# chroot itself is never written to: the command sees it through an overlay that is
# thrown away, so that every run starts on the same machine. With --keep the clone
# stays, built or not, in DIR/clone; DIR must not exist.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
usage="usage: run-in-base.sh [--keep DIR] CHROOT TREE COMMAND [ARGUMENT...]"
keep=
if [ "${1:-}" = --keep ]; then
    keep=${2:?$usage}
    shift 2
fi
chroot=$(cd "${1:?$usage}" && pwd)
tree=${2:?$usage}
shift 2
: "${1:?$usage}"

fail() {
    echo "run-in-base.sh: $*" >&2
    exit 1
}

[ "$(id -u)" = 0 ] || fail "chroot needs root"
[ -e "$chroot/etc/base-is-complete" ] || fail "$chroot is no chroot of make-base.sh"

if [ -n "$keep" ]; then
    mkdir "$keep"
    work=$(cd "$keep" && pwd)
    discard="$work/written $work/overlay $work/root"
else
    work=$(mktemp -d "${TMPDIR:-/tmp}/run-in-base.XXXXXX")
    discard=$work
fi
child=
# shellcheck disable=SC2086  # several directories
trap 'rm -rf $discard' EXIT
# Killed outright: the first process of a namespace ignores all else.
trap '[ -z "$child" ] || kill -KILL "$child"' INT TERM

mkdir "$work/written" "$work/overlay" "$work/root"
git clone --quiet --no-hardlinks "$tree" "$work/clone"

# An overlay on an overlay, which some containers' /tmp is, is refused: a copy does as
# well. In the background, because a shell sees to its traps only while it waits.
exec 3<&0
# shellcheck disable=SC2016  # the inner shell expands these
unshare --mount sh -euc '
    chroot=$1 work=$2 enter=$3
    shift 3
    mount -t overlay -o "lowerdir=$chroot,upperdir=$work/written,workdir=$work/overlay" \
        overlay "$work/root" 2>/dev/null || cp -a "$chroot/." "$work/root"
    mkdir -p "$work/root/srv/cpython-rust"
    mount --bind "$work/clone" "$work/root/srv/cpython-rust"
    exec "$enter" "$work/root" sh -euc "cd /srv/cpython-rust && exec \"\$@\"" run-in-base "$@"
' run-in-base "$chroot" "$work" "$here/enter-base.sh" "$@" <&3 &
child=$!
wait "$child"
