#!/bin/sh
# Write the archive that distributions build from, with no network and no guessing.
#
#     make-dist.sh SRCDIR NAME
#
# NAME.tar.gz holds the files of the tree, `vendor/` with the crates of Cargo.lock, and
# the cargo configuration that points there; configure then builds offline by itself.
# The same tree gives the same bytes: files are sorted, and their times are that of the
# last commit, or $SOURCE_DATE_EPOCH.  CARGO is honoured.

set -eu
srcdir=$1 name=$2
: "${CARGO:=cargo}"
: "${SOURCE_DATE_EPOCH:=$(git -C "$srcdir" log -1 --format=%ct)}"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

tree=$scratch/$name
mkdir "$tree"
git -C "$srcdir" ls-files -z | tar -C "$srcdir" --null -T - -cf - | tar -C "$tree" -xf -
mkdir -p "$tree/.cargo"
(cd "$tree" && $CARGO vendor --quiet --locked --versioned-dirs vendor)
cat > "$tree/.cargo/config.toml" <<CONFIG
[source.crates-io]
replace-with = "vendored-sources"

[source.vendored-sources]
directory = "vendor"
CONFIG

tar -C "$scratch" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u+rw,go+r-w -cf - "$name" | gzip -9n > "$name.tar.gz.new"
mv -f "$name.tar.gz.new" "$name.tar.gz"
echo "$name.tar.gz"
