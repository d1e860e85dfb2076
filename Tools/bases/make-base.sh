#!/bin/sh
# Make a chroot with another base in it.
#
#     make-base.sh NAME DIR
#
# NAME is a line of bases.txt. A DIR that already holds that base is left as it is.
# Needs root, debootstrap and some hundred megabytes from DEBIAN_MIRROR.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
name=${1:?usage: make-base.sh NAME DIR}
dir=${2:?usage: make-base.sh NAME DIR}
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
security_mirror=${DEBIAN_SECURITY_MIRROR:-$mirror-security}

fail() {
    echo "make-base.sh: $*" >&2
    exit 1
}

line=$(awk -v name="$name" '$1 == name' "$here/bases.txt")
[ -n "$line" ] || fail "no base '$name' in bases.txt"
# shellcheck disable=SC2086  # the words of the line
set -- $line
suite=$2
shift 4
packages=$*

# Written last: a directory without it is an interrupted run's.
stamp=$dir/etc/base-is-complete
wanted="$line $mirror"
if [ -e "$stamp" ]; then
    [ "$(cat "$stamp")" = "$wanted" ] || fail "$dir holds another base, or bases.txt changed: remove it"
    exit 0
fi
if [ -e "$dir" ] && [ -n "$(ls -A "$dir")" ]; then
    fail "$dir is not empty and holds no complete base: remove it"
fi

[ "$(id -u)" = 0 ] || fail "debootstrap and chroot need root"
PATH=$PATH:/usr/sbin:/sbin
command -v debootstrap >/dev/null || fail "debootstrap is not installed"

# A release newer than this machine's debootstrap has no script there; sid's makes it.
scripts=${DEBOOTSTRAP_DIR:-/usr/share/debootstrap}/scripts
script=$scripts/$suite
[ -e "$script" ] || script=$scripts/sid
debootstrap --variant=minbase --include=ca-certificates "$suite" "$dir" "$mirror" "$script"

# rustc-web of an older release comes with its security updates.
cat >"$dir/etc/apt/sources.list" <<EOF
deb $mirror $suite main
deb $mirror $suite-updates main
deb $security_mirror $suite-security main
EOF
# A mirror that was frozen some time ago is good enough to test on.
echo 'Acquire::Check-Valid-Until "false";' >"$dir/etc/apt/apt.conf.d/90frozen-mirror"

"$here/enter-base.sh" "$dir" apt-get -q update
if [ -n "$packages" ]; then
    # shellcheck disable=SC2086  # one word a package
    "$here/enter-base.sh" "$dir" apt-get -q -y --no-install-recommends install $packages
fi
"$here/enter-base.sh" "$dir" apt-get -q clean

echo "$wanted" >"$stamp"
