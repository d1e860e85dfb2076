#!/bin/sh
# Run a command in a chroot, with what a chroot lacks mounted for that time.
#
#     enter-base.sh ROOT COMMAND [ARGUMENT...]
#
# The mounts live in a namespace of their own and the command in a process tree of
# its own: when it ends, or is killed, nothing of it is left outside.
set -eu

root=${1:?usage: enter-base.sh ROOT COMMAND [ARGUMENT...]}
shift
: "${1:?usage: enter-base.sh ROOT COMMAND [ARGUMENT...]}"

# Names must resolve, and a proxy's certificate that this machine trusts must be
# trusted there as well: cargo fetches crates.
cp /etc/resolv.conf "$root/etc/resolv.conf"
if [ -n "${SSL_CERT_FILE:-}" ]; then
    cp "$SSL_CERT_FILE" "$root/etc/ssl/certs/ca-certificates.crt"
fi

# Nothing else of this environment gets in: PYTHON* and CARGO* would change the result.
set -- \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
    value=$(printenv "$name") && set -- "$name=$value" "$@"
done

# /sys tells tests whether there are huge pages. /dev/shm is for multiprocessing's semaphores, /dev/pts for the tests of terminals.
# SIGINT is ignored in the children of a shell's background job, which fails test_signal.
# shellcheck disable=SC2016  # the inner shell expands these
exec unshare --mount --pid --fork --kill-child sh -euc '
    root=$1
    shift
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t tmpfs tmpfs "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    exec env --default-signal=INT chroot "$root" env -i "$@"
' enter-base "$root" "$@"
