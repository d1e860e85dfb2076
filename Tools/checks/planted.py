"""Build with one thing broken each, and see that the tests go red.

    python planted.py --builddir BUILD            every fault
    python planted.py --builddir BUILD NAME...    only these
    python planted.py --builddir BUILD --few      of those in codecs, one for each codec

The source tree is copied, so nothing is broken in it, and configured as BUILD was.
First the copy is built and tested as it is: only what is green can turn red.
"""

import argparse
import os
import shlex
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

BASE16 = "Rust/codecs/src/base16/"
BASE64 = "Rust/codecs/src/base64/"
CRC = "Rust/codecs/src/crc/"
BASE32 = "Rust/codecs/src/base32/"
BASE85 = "Rust/codecs/src/base85/"
ASCII85 = "Rust/codecs/src/ascii85/"
LINES = "Rust/codecs/src/lines/"
STRIP = "Rust/codecs/src/strip/"
QUOTED_PRINTABLE = "Rust/codecs/src/quoted_printable/"
UU = "Rust/codecs/src/uu/"
OWNERSHIP = "Rust/cpython-ffi/ownership.txt"

SIGNATURE = "Rust/cpython-macros/src/signature.rs"
ARGUMENTS = "Rust/cpython-api/src/arguments.rs"
FALLBACK = "Rust/cpython-api/src/fallback.rs"

PYTHON_TESTS = ["./python", "-m", "test", "test_base64"]
FUNCTION_TESTS = ["./python", "-m", "test", "test_rust_functions"]
BINASCII_TESTS = ["./python", "-m", "test", "test_rust_binascii"]
DIFFERENTIAL_TESTS = ["make", "test-differential", "CALLS=20000"]
# Those in a kernel are noticed where the machine has it.
CODECS_TESTS = ["make", "test-cargo", "CRATES=--package codecs"]
# By emulation, since few machines are such ones.
CROSS_AARCH64 = ["make", "test-cross", "CROSS=aarch64-unknown-linux-gnu"]
CROSS_WASM = ["make", "test-cross", "CROSS=wasm32-wasip1"]
CARGO_TESTS = ["make", "test-cargo", "CRATES=--package cpython-ffi"]

# Name: the file, what stands in it once, what is put in its place, and the tests that
# must notice.
FAULTS = {
    "alphabet-byte": (
        BASE64 + "alphabet.rs", "wxyz0123456789+/", "wxyz0123456798+/", PYTHON_TESTS),
    "decode-entry": (
        BASE64 + "alphabet.rs", "sextets[chars[sextet] as usize] = sextet as u8",
        "sextets[chars[sextet] as usize] = sextet as u8 + (sextet == 52) as u8", PYTHON_TESTS),
    "base64-end-of-a-line": (
        BASE64 + "vectors.rs", " | others(block) & is_end != 0", " != 0", CODECS_TESTS),
    "base64-avx512-place-of-a-byte": (
        BASE64 + "avx512.rs", "+ [1, 0, 2, 1][i % 4]", "+ [1, 0, 2, 2][i % 4]", CODECS_TESTS),
    "base64-avx512-last-character": (
        BASE64 + "avx512.rs", "rejected(both(block, sextets)) & is_data == 0",
        "rejected(both(block, sextets)) & is_data >> 1 == 0", CODECS_TESTS),
    "base64-avx512-behind-what-is-not-skipped": (
        BASE64 + "avx512.rs", " & _blsmsk_u64(stop)", "", CODECS_TESTS),
    "base64-neon-second-of-two-quanta": (
        BASE64 + "neon.rs", "vsriq_n_u8::<4>(quanta, quanta)", "quanta", CROSS_AARCH64),
    "base64-simd128-rejected-by-row": (
        BASE64 + "simd128.rs", "v128_andnot(is_rejected, rejected)", "is_rejected", CROSS_WASM),
    "base16-table-entry": (
        BASE16 + "scalar.rs", "values[alphabet(Case::Upper)[value] as usize] = value as u8;",
        "values[alphabet(Case::Upper)[value] as usize] = if value == 15 { 14 } else { value as u8 };",
        CODECS_TESTS),
    "base16-tail-of-a-group": (
        BASE16 + "vectors.rs", "let at = group - last.len();", "let at = group - 8;", CODECS_TESTS),
    "base16-neon-second-half": (
        BASE16 + "neon.rs", "vandq_u8(vandq_u8(a, b), vandq_u8(c, d))", "vandq_u8(a, b)", CROSS_AARCH64),
    "base16-simd128-lower-digit": (
        BASE16 + "simd128.rs", "u8x16_bitmask(v128_and(upper, lower))", "u8x16_bitmask(upper)", CROSS_WASM),
    "base16-avx2-first-that-is-no-digit": (
        BASE16 + "avx2.rs", "127 - 15", "127 - 16", CODECS_TESTS),
    "base16-avx512-odd-tail": (
        BASE16 + "avx512.rs", "if is_any_wrong(values) || block.len() % 2 == 1 {", "if is_any_wrong(values) {",
        CODECS_TESTS),
    "base16-avx512-last-group": (
        BASE16 + "avx512.rs", "while rest.len() > step {", "while rest.len() >= step {", CODECS_TESTS),
    "base16-avx512-ignored-of-seven-bits": (
        BASE16 + "avx512.rs", "ascii & !is_other | others & is_other", "ascii", CODECS_TESTS),
    "crc-table-entry": (
        CRC + "scalar.rs", "let mut state = byte as u32;",
        "let mut state = if byte == 200 { 201 } else { byte as u32 };", CODECS_TESTS),
    "crc-constant": (
        CRC + "fold.rs", "let bits = 8 * bytes - C::REFLECTED as u32;", "let bits = 8 * bytes;", CODECS_TESTS),
    "crc-state-of-the-second-block": (
        CRC + "vectors.rs", "indices(32 - zeros)", "indices(31 - zeros)", CODECS_TESTS),
    "crc-pmull-quotient": (
        CRC + "pmull.rs", " as u64 ^ upper;", " as u64;", CROSS_AARCH64),
    "crc-avx512-state-of-the-second-block": (
        CRC + "avx512.rs", "state.checked_shr(8 * first_len as u32)",
        "state.checked_shr(8 * first_len as u32 + 8)", CODECS_TESTS),
    "crc-avx512-row-of-a-matrix": (
        CRC + "fold.rs", "let row = 7 - bit_of::<C>(bit);", "let row = bit_of::<C>(bit);", CODECS_TESTS),
    "base32-character": (
        BASE32 + "alphabet.rs", "ABCDEFGHIJKLMNOPQRSTUV\")", "ABCDEFGHIJKLMNOPQRSTVU\")", CODECS_TESTS),
    "base32-padding": (
        BASE32 + "scalar.rs", "        3 => 3,", "        3 => 2,", CODECS_TESTS),
    "base32-ssse3-shift": (
        BASE32 + "ssse3.rs", "0x0800_0200_0080_0020", "0x0800_0200_0080_0040", CODECS_TESTS),
    "base32-avx512-tail": (
        BASE32 + "avx512.rs", "len.min(doubts.trailing_zeros() as usize)", "len", CODECS_TESTS),
    "base32-neon-fours": (
        BASE32 + "neon.rs", "vsliq_n_u32::<10>", "vsliq_n_u32::<9>", CROSS_AARCH64),
    "base32-simd128-shift": (
        BASE32 + "simd128.rs", "u16x8_shr(pairs, 5)", "u16x8_shr(pairs, 4)", CROSS_WASM),
    "base85-character": (
        BASE85 + "alphabet.rs", "XYZ.-:+=", "XYZ-.:+=", CODECS_TESTS),
    "base85-avx2-number-too-large": (
        BASE85 + "avx2.rs", "_mm256_cmpgt_epi32(top, _mm256_set1_epi32(82))", "_mm256_setzero_si256()",
        CODECS_TESTS),
    "base85-avx512-divisor": (
        BASE85 + "avx512.rs", "1.000_000_2 / 7225.0", "1.0 / 7226.0", CODECS_TESTS),
    "base85-avx512-tail": (
        BASE85 + "avx512.rs", "first.min(too_large.trailing_zeros() as usize)", "first", CODECS_TESTS),
    "base85-neon-number-too-large": (
        BASE85 + "neon.rs", "vcgtq_u32(top, vdupq_n_u32(82))", "wrapped", CROSS_AARCH64),
    "base85-simd128-divisor": (
        BASE85 + "simd128.rs", "i32x4_splat(7225 / 2)", "i32x4_splat(7225 / 2 - 1)", CROSS_WASM),
    "ascii85-avx2-folded": (
        ASCII85 + "avx2.rs", "_mm256_movemask_epi8(are_zeros) == -1", "_mm256_movemask_epi8(are_folded) == -1",
        CODECS_TESTS),
    "ascii85-avx512-tail": (
        ASCII85 + "avx512.rs", "let whole = mask64(whole) as u16;", "let whole = u16::MAX;", CODECS_TESTS),
    "ascii85-avx512-short-form-in-a-group": (
        ASCII85 + "avx512.rs", "short & !starts != 0", "false", CODECS_TESTS),
    "ascii85-neon-long-text": (
        ASCII85 + "neon.rs", "u8::MAX as usize", "u8::MAX as usize + 1", CROSS_AARCH64),
    "ascii85-simd128-folded": (
        ASCII85 + "simd128.rs", "u32x4_all_true(are_zeros)", "v128_any_true(are_zeros)", CROSS_WASM),
    "ascii85-short-group": (
        ASCII85 + "scalar.rs", "[0, 0, 0, 0] => out.push(ZEROS)", "[0, 0, 0, 1] => out.push(ZEROS)", CODECS_TESTS),
    "ascii85-ssse3-some-are-zeros": (
        ASCII85 + "ssse3.rs", "_mm_movemask_epi8(are_zeros) == 0xFFFF", "_mm_movemask_epi8(are_zeros) != 0",
        CODECS_TESTS),
    "base16-ssse3-first-that-is-no-digit": (
        BASE16 + "ssse3.rs", "127 - 15", "127 - 16", CODECS_TESTS),
    "base32-avx2-upper-bits": (
        BASE32 + "avx2.rs", "_mm256_set1_epi16(0x1F00)", "_mm256_set1_epi16(0x0F00)", CODECS_TESTS),
    "base64-avx2-factor": (
        BASE64 + "avx2.rs", "_mm256_set1_epi16(0x0140)", "_mm256_set1_epi16(0x0120)", CODECS_TESTS),
    "base64-ssse3-range": (
        BASE64 + "ssse3.rs", "_mm_set1_epi8(51)", "_mm_set1_epi8(52)", CODECS_TESTS),
    "base85-power": (
        BASE85 + "scalar.rs", "* 85 + d) * 85 + e", "* 85 + d) * 84 + e", CODECS_TESTS),
    "base85-ssse3-power": (
        BASE85 + "ssse3.rs", "52_200_625", "52_200_624", CODECS_TESTS),
    "crc-ssse3-remainder": (
        CRC + "ssse3.rs", "_mm_extract_epi32(dividend, 3)", "_mm_extract_epi32(dividend, 2)", CODECS_TESTS),
    "lines-room": (
        LINES + "scalar.rs", "room -= line.len();", "room -= line.len() - 1;", CODECS_TESTS),
    "lines-avx512-room": (
        LINES + "avx512.rs", "room = width;", "room = width + 1;", CODECS_TESTS),
    "strip-one-byte": (
        STRIP + "scalar.rs", "usize::from(!skipped.contains(byte))", "usize::from(byte == b'\\t' || !skipped.contains(byte))",
        CODECS_TESTS),
    "strip-ssse3-bit": (
        STRIP + "ssse3.rs", "_mm_set1_epi8(7)", "_mm_set1_epi8(3)", CODECS_TESTS),
    "strip-avx2-bit": (
        STRIP + "avx2.rs", "_mm256_set1_epi8(7)", "_mm256_set1_epi8(3)", CODECS_TESTS),
    "uu-ssse3-last-character": (
        UU + "ssse3.rs", "_mm_set1_epi8(64)), values)", "_mm_set1_epi8(65)), values)", CODECS_TESTS),
    "strip-run": (
        STRIP + "vectors.rs", "start = end + 1;", "start = end;", CODECS_TESTS),
    "strip-neon-row": (
        STRIP + "neon.rs", "vshrq_n_u8::<3>(bytes)", "vshrq_n_u8::<4>(bytes)", CROSS_AARCH64),
    "strip-simd128-half": (
        STRIP + "simd128.rs", "u8x16_splat(16)", "u8x16_splat(15)", CROSS_WASM),
    "strip-avx512-tail": (
        STRIP + "avx512.rs", "kept(bytes) & mask64(rest.len())", "kept(bytes)", CODECS_TESTS),
    "binascii-text-of-an-error": (
        "Modules/binascii/src/error.rs", "\"Incorrect padding\"", "\"incorrect padding\"", DIFFERENTIAL_TESTS),
    "binascii-piece-that-is-not-whole": (
        "Rust/cpython-api/src/input.rs", "const PIECE: usize = 68 * 240;", "const PIECE: usize = 16 * 1024;",
        BINASCII_TESTS),
    "binascii-error-of-another-module": (
        "Modules/binascii/src/error.rs", "Some(class) => Raised::from_fmt(py, &class, text),",
        "Some(_) => Raised::from_fmt(py, Exception::ValueError, text),", BINASCII_TESTS),
    "binascii-never-detached": (
        "Rust/codecs/src/speed.rs", "picoseconds.into()) / 1000", "picoseconds.into()) / 1_000_000_000",
        BINASCII_TESTS),
    "binascii-check-that-keeps-the-gil": (
        "Modules/binascii/src/crc.rs", "if data.len() > ATTACHED_MAX {", "if data.len() > usize::MAX / 2 {",
        BINASCII_TESTS),
    "ownership-of-a-result": (
        # Of a function that no crate calls yet, as all of these: else the fault would not build.
        OWNERSHIP, "PyStructSequence_GetItem(borrowed, -) -> borrowed(1)?",
        "PyStructSequence_GetItem(borrowed, -) -> new?", CARGO_TESTS),
    "ownership-of-an-argument": (
        OWNERSHIP, "PyStructSequence_SetItem(borrowed, -, stolen) -> -",
        "PyStructSequence_SetItem(borrowed, -, borrowed) -> -", CARGO_TESTS),
    "result-that-can-be-null": (
        OWNERSHIP, "PyStructSequence_New(-) -> new?", "PyStructSequence_New(-) -> new",
        CARGO_TESTS),
    "result-that-cannot-be-null": (
        OWNERSHIP, "PyObject_SelfIter(borrowed) -> new", "PyObject_SelfIter(borrowed) -> new?",
        CARGO_TESTS),
    "number-of-an-argument": (
        SIGNATURE, 'format!("argument {}", i + 1)', 'format!("argument {}", i)', FUNCTION_TESTS),
    "argument-given-twice": (
        ARGUMENTS, "Some(parameter) if bound[parameter].is_none() =>", "Some(parameter) =>", FUNCTION_TESTS),
    "keywords-lost-by-the-fallback": (
        FALLBACK, "PyObject_Vectorcall(function.as_borrowed(), args, n, names)",
        "PyObject_Vectorcall(function.as_borrowed(), args, n, names.filter(|_| n == 0))", DIFFERENTIAL_TESTS),
    "quoted-printable-class": (
        QUOTED_PRINTABLE + "scalar.rs", "QUOTE | 0..=32 | 127.. => UNSAFE,", "QUOTE | 0..=32 | 128.. => UNSAFE,",
        CODECS_TESTS),
    "quoted-printable-digit": (
        QUOTED_PRINTABLE + "scalar.rs", "values[digit.to_ascii_lowercase() as usize] = value as u8;",
        "values[digit.to_ascii_lowercase() as usize] = value as u8 & !(value == 15) as u8;", CODECS_TESTS),
    "quoted-printable-line-end-between-blocks": (
        QUOTED_PRINTABLE + "block.rs", "self.blanks = blanks >> 62;", "self.blanks = blanks >> 63 << 1;", CODECS_TESTS),
    "quoted-printable-avx2-letter": (
        QUOTED_PRINTABLE + "avx2.rs", "up_to(letters, _mm256_set1_epi8(5))", "up_to(letters, _mm256_set1_epi8(6))",
        CODECS_TESTS),
    "quoted-printable-tail": (
        QUOTED_PRINTABLE + "block.rs", "(&text[size..], done)", "(&text[size..], done & 1)", CODECS_TESTS),
    "quoted-printable-neon-order": (
        QUOTED_PRINTABLE + "neon.rs", "[[a, b], [c, d]].map(zip)", "[[a, c], [b, d]].map(zip)", CROSS_AARCH64),
    "quoted-printable-simd128-letter": (
        QUOTED_PRINTABLE + "simd128.rs", "u8x16_splat(6)", "u8x16_splat(7)", CROSS_WASM),
    "quoted-printable-avx512-cut": (
        QUOTED_PRINTABLE + "avx512.rs", "[0, 2, 1, 2]", "[0, 2, 0, 2]", CODECS_TESTS),
    "uu-table-entry": (
        UU + "scalar.rs", "let zeros = [BACKTICK, b'\\n', b'\\r'];", "let zeros = [BACKTICK, b'\\n', b'\\n'];",
        CODECS_TESTS),
    "uu-position": (
        UU + "scalar.rs", "at: error.at + at,", "at: error.at,", CODECS_TESTS),
    "uu-ssse3-last-block": (
        UU + "vectors.rs", "at / 4 * 3 + 12 <= len", "at / 4 * 3 + 9 <= len", CODECS_TESTS),
    "uu-neon-doubt-before-the-last-block": (
        UU + "neon.rs", "&& whole.len() < at + 32", "", CROSS_AARCH64),
    "uu-simd128-shift": (
        UU + "simd128.rs", "u16x8_shr(pairs, 6)", "u16x8_shr(pairs, 7)", CROSS_WASM),
    "uu-avx512-garbage": (
        UU + "avx512.rs", "_mm512_test_epi8_mask(sextets, sextets) & !data", "_mm512_test_epi8_mask(text, text) & data & !data",
        CODECS_TESTS),
    "uu-avx512-tail": (
        UU + "avx512.rs", "bytes.len().div_ceil(3) * 4", "(bytes.len() * 4).div_ceil(3)", CODECS_TESTS),
}


class Build(support.Clone):
    """A copy of the tree, to plant faults in."""

    def passes(self, command):
        """Run a command and return whether it succeeded."""
        try:
            self.run(*command)
        except support.CommandFailed:
            return False
        return True

    def must_pass(self, command):
        try:
            self.run(*command)
        except support.CommandFailed as failure:
            sys.exit(f"planted.py: failed without a fault: {failure}")

    def plant(self, name, old, new):
        path = os.path.join(self.source, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if text.count(old) != 1:
            sys.exit(f"planted.py: {name} has {old!r} {text.count(old)} times, not once")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new))

    def restore(self, name):
        # Not the old time with it: make must see a change back.
        shutil.copyfile(os.path.join(support.SOURCE, name), os.path.join(self.source, name))


def few():
    """The names of the faults, without those in a folder of codecs that has had one, and those that need an emulator."""
    folders = set()
    for name, (path, _, _, tests) in FAULTS.items():
        if tests in (CROSS_AARCH64, CROSS_WASM):
            continue
        if tests is not CODECS_TESTS or os.path.dirname(path) not in folders:
            yield name
        if tests is CODECS_TESTS:
            folders.add(os.path.dirname(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--builddir", required=True)
    parser.add_argument("--few", action="store_true")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    options = parser.parse_args()
    faults = {name: FAULTS[name] for name in options.names or (few() if options.few else FAULTS)}

    with tempfile.TemporaryDirectory() as scratch:
        build = Build(scratch, os.path.abspath(options.builddir))
        build.must_pass(["make"])
        for tests in {tuple(fault[3]) for fault in faults.values()}:
            build.must_pass(tests)
        print("no fault: green")

        missed = 0
        for name, (path, old, new, tests) in faults.items():
            build.plant(path, old, new)
            # The tests of codecs need no interpreter.
            if tests not in (CODECS_TESTS, CROSS_AARCH64, CROSS_WASM) and not build.passes(["make"]):
                print(f"{name}: red, does not build")
            elif not build.passes(tests):
                print(f"{name}: red by {shlex.join(tests)}")
            else:
                print(f"{name}: GREEN, not found by {shlex.join(tests)}")
                missed += 1
            build.restore(path)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
