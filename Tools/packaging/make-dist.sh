#!/bin/sh
# Write the archive that distributions build from, with no network and no guessing.
#
#     make-dist.sh SRCDIR NAME TARGET BASE...
#
# NAME.tar.gz holds the files of the tree, `vendor/` with the crates of Cargo.lock, and
# the cargo configuration that points there; configure then builds offline by itself.
# It also holds bindings, generated ahead for each BASE, a python with its headers, and
# for TARGET, Rust's name of it: configure then needs no libclang, where they fit.
#
# The same tree gives the same bytes: files are sorted, and their times are that of the
# last commit, or $SOURCE_DATE_EPOCH.  CARGO is honoured; GENERATOR is cpython-sys-gen.

set -eu
srcdir=$1 name=$2 target=$3
shift 3
: "${CARGO:=cargo}" "${GENERATOR:?is to be cpython-sys-gen}"
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

# The key and the arguments have paths of this machine; configure knows its own.
for base; do
    facts=$("$base" -I -S -B "$srcdir/Tools/build/baseinfo.py")
    eval "$facts"
    directory=$tree/Rust/cpython-sys/generated/$BASE_LDVERSION-$target
    "$GENERATOR" --out "$directory" --include-dir "$tree/Include" \
        --ownership "$tree/Rust/cpython-ffi/ownership.txt" -- $BASE_CPPFLAGS
    rm "$directory/args" "$directory/key"
    "$srcdir/Tools/build/bindings-fit.sh" sources "$tree" > "$directory/sources"
    echo "  bindings of $BASE_FULL_VERSION for $BASE_LDVERSION-$target"
done

tar -C "$scratch" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --mode=u+rw,go+r-w -cf - "$name" | gzip -9n > "$name.tar.gz.new"
mv -f "$name.tar.gz.new" "$name.tar.gz"
echo "$name.tar.gz"
