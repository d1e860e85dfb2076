#!/bin/sh
# Can the modules be built in Rust here?
#
#     rust-is-available.sh SRCDIR
#
# Prints what it found as NAME='value' lines for a shell's eval, or a message of five
# parts to standard error: what is missing, what was found, what is needed, how to
# get it, and what is switched off meanwhile.  `make rustavailable` and configure run
# it.  RUSTC, CARGO, CARGO_BUILD_TARGET, CC and LIBCLANG_PATH are honoured.
#
# libclang is needed for bindings that were not generated ahead for the base, of which
# BASE_LDVERSION and BASE_CPPFLAGS tell.

set -u
LC_ALL=C
export LC_ALL

srcdir=${1:?usage: rust-is-available.sh SRCDIR}
: "${CC:=cc}"

# libclang before 9 is refused by bindgen.
min_libclang=9
min_rustc=$(sed -n 's/^rust-version *= *"\([0-9.]*\)".*/\1/p' "$srcdir/Cargo.toml")

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# missing WHAT FOUND NEEDED PACKAGES
missing() {
    cat >&2 <<MESSAGE
*** $1
***   found:    $2
***   needed:   $3
***   get it:   $4
***   meanwhile the modules written in Rust are off: ./configure --without-rust
***             builds without them, and the base's own modules are used.
MESSAGE
    exit 1
}

rust_packages="Debian 12, 13:  apt install rustc-web cargo-web
***             Debian forky, Ubuntu:  apt install rustc cargo
***             Fedora:  dnf install rust cargo     Arch:  pacman -S rust
***             elsewhere, or for a newer one:  https://rustup.rs
***             then, if they have other names:  ./configure RUSTC=... CARGO=..."
libclang_packages="Debian, Ubuntu:  apt install libclang-dev
***             Fedora:  dnf install clang-devel     Arch:  pacman -S clang
***             elsewhere:  LIBCLANG_PATH=/directory/of/libclang.so ./configure"

# Print "1.95.0" for the first three numbers of a version, whatever a distribution
# puts after them; print nothing if there are none.
version_of() {
    sed -n "1s/^$1 \([0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*\).*/\1/p"
}

# at_least FOUND NEEDED: compare versions by number, since minors get three digits.
at_least() {
    found_major=${1%%.*} found_minor=${1#*.} found_minor=${found_minor%%.*}
    needed_major=${2%%.*} needed_minor=${2#*.} needed_minor=${needed_minor%%.*}
    [ "$found_major" -gt "$needed_major" ] ||
        { [ "$found_major" -eq "$needed_major" ] && [ "$found_minor" -ge "$needed_minor" ]; }
}

# tool NAME COMMAND: check that a tool is there, runs and is new enough.
# Sets tool_path and tool_version.
tool() {
    tool_path=$(command -v "$2" 2>/dev/null) ||
        missing "$1 is missing" "no program $2 in PATH" "$1 $min_rustc or newer" "$rust_packages"
    tool_output=$("$tool_path" --version 2>&1) || {
        tool_output=${tool_output:-it ended with status $?}
        missing "$1 does not run" "$tool_path: $(printf '%s\n' "$tool_output" | head -n 1)" \
            "$1 $min_rustc or newer" "$rust_packages"
    }
    tool_version=$(printf '%s\n' "$tool_output" | version_of "$1")
    [ -n "$tool_version" ] ||
        missing "$1 does not say its version" \
            "$tool_path --version: '$(printf '%s\n' "$tool_output" | head -n 1)'" \
            "$1 $min_rustc or newer" "$rust_packages"
    at_least "$tool_version" "$min_rustc" ||
        missing "$1 is too old" "$tool_path, version $tool_version" \
            "$1 $min_rustc or newer" "$rust_packages"
}

tool rustc "${RUSTC:-rustc}"
rustc=$tool_path rustc_version=$tool_version
tool cargo "${CARGO:-cargo}"
cargo=$tool_path cargo_version=$tool_version

target=${CARGO_BUILD_TARGET:-$("$rustc" -vV | sed -n 's/^host: //p')}

# rustc knows which native libraries its standard library needs; asking it also shows
# that the standard library of the target is there.
printf '#![crate_type = "staticlib"]\n' > "$scratch/empty.rs"
output=$("$rustc" --target "$target" --print native-static-libs \
    -o "$scratch/libempty.a" "$scratch/empty.rs" 2>&1) ||
    missing "rustc cannot compile for $target" \
        "$rustc: $(printf '%s\n' "$output" | sed -n '/^error/{p;q;}')" \
        "Rust's standard library for that target" \
        "rustup:  rustup target add $target
***             Debian, Ubuntu:  apt install libstd-rust-dev (of that architecture)"
native_libs=$(printf '%s\n' "$output" | sed -n 's/.*native-static-libs: //p')

# Every libclang of this machine, the newest of each place first.
libclangs() {
    if [ -n "${LIBCLANG_PATH:-}" ]; then
        if [ -d "$LIBCLANG_PATH" ]; then
            ls -d "$LIBCLANG_PATH"/libclang.so* "$LIBCLANG_PATH"/libclang-[0-9]*.so* 2>/dev/null
        else
            printf '%s\n' "$LIBCLANG_PATH"
        fi
        return
    fi
    for directory in $(llvm-config --libdir 2>/dev/null) $(ls -dr /usr/lib/llvm-*/lib 2>/dev/null) \
            /usr/lib/*-linux-gnu* /usr/lib64 /usr/lib /usr/local/lib64 /usr/local/lib; do
        ls -d "$directory"/libclang.so* "$directory"/libclang-[0-9]*.so* 2>/dev/null
    done
}

# Bindings that were generated ahead spare libclang if they fit.
bindings_ahead=$srcdir/Rust/cpython-sys/generated/${BASE_LDVERSION:-}-$target bindings= misfit=
if [ -d "$bindings_ahead" ]; then
    if misfit=$("$srcdir/Tools/build/bindings-fit.sh" check "$srcdir" "$bindings_ahead"); then
        bindings="generated ahead for $BASE_LDVERSION"
    else
        misfit="; those generated ahead for $BASE_LDVERSION do not fit: $(printf '%s\n' "$misfit" |
            sed "s/'//g; s/^.*error: *//")"
    fi
fi

# find_libclang: set libclang and libclang_version, or end.
find_libclang() {
    printf '#include <stddef.h>\nsize_t size;\n' > "$scratch/parse.c"
    $CC -o "$scratch/check" "$srcdir/Tools/build/libclang_check.c" -ldl 2> "$scratch/log" ||
        missing "the C compiler does not run" "$CC: $(head -n 1 "$scratch/log")" \
            "a C compiler, to try libclang" "Debian, Ubuntu:  apt install gcc libc6-dev"
    libclang_needed="libclang $min_libclang or newer, which reads the base's headers for bindgen"
    libclang_found="no libclang.so in the system's directories or \$LIBCLANG_PATH (${LIBCLANG_PATH:-not set})"
    libclangs > "$scratch/libclangs"
    while read -r candidate; do
        if ! version=$("$scratch/check" "$candidate" "$scratch/parse.c" 2> "$scratch/log"); then
            libclang_found="$candidate: $(head -n 1 "$scratch/log")"
            continue
        fi
        libclang_version=$(printf '%s\n' "$version" | sed -n 's/.*version \([0-9]*\.[0-9]*\.[0-9]*\).*/\1/p')
        if at_least "${libclang_version:-0.0}" "$min_libclang.0"; then
            libclang=$candidate
            break
        fi
        libclang_found="$candidate: $version"
    done < "$scratch/libclangs"
    [ -n "$libclang" ] ||
        missing "libclang is missing" "$libclang_found$misfit" "$libclang_needed" "$libclang_packages"
}

libclang=
if [ -z "$bindings" ]; then
    bindings_ahead=
    find_libclang
    bindings="bindgen with libclang $libclang_version$misfit"
fi

cat <<FOUND
RUSTC='$rustc'
RUSTC_VERSION='$rustc_version'
CARGO='$cargo'
CARGO_VERSION='$cargo_version'
RUST_TARGET='$target'
RUST_NATIVE_LIBS='$native_libs'
LIBCLANG_PATH='$libclang'
BINDINGS='$bindings'
BINDINGS_AHEAD='$bindings_ahead'
FOUND
