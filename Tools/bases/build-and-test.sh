#!/bin/sh
# What a base in a chroot is tried with: the commands of README.rst.
#
#     build-and-test.sh quickstart|configure BASE
#
# The arguments are columns of bases.txt. The last lines printed are for
# test-bases.sh: the kind of the link and the version of the new python.
set -eu

cd "$(dirname "$0")/../.."

report() {
    set +x
    [ ! -e Makefile ] || sed -n 's/^LINK *=[[:space:]]*/test-bases: link /p' Makefile
    [ ! -x python ] || ./python -I -S -c 'import sys
print("test-bases: python %d.%d.%d" % sys.version_info[:3])'
}
trap report EXIT
set -x

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

./python -c '
import base64, sys, _base64
assert base64.b64encode is _base64.b64encode, base64.b64encode
assert "_base64" in sys.builtin_module_names'

# All of it, so that one run tells everything that is wrong here.
make -k test
