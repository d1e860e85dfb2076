"""What `make bench` times: each function of base64 and binascii, and on which data.

A `Call` is a row of the tables.  All that is to know of one stands in CALLS: what it calls,
on what kind of data, which functions of others do the same, and which operation of
Rust/codecs/examples/ceilings.rs is in it.  A function without a row is reported.
"""

import dataclasses
import random
import sys

KIB, MIB = 1 << 10, 1 << 20
SIZES = (8, 64, KIB, 64 * KIB, MIB, 64 * MIB)

# Longer data repeats data of this size: it is longer than what a processor remembers of branches.
SAMPLE = 64 * KIB


# ---------------------------------------------------------------------------
# Data
# ---------------------------------------------------------------------------

def random_bytes(size):
    return random.Random(size).randbytes(size)


def prose(size):
    """Return text such as people write: words and lines, some '=', tabs and letters beyond ASCII."""
    dice = random.Random(size)
    letters = "etaoinshrdlcumwfgypbvk"
    lines, length = [], 0
    while length < size:
        words = ["".join(dice.choices(letters, k=dice.randint(1, 9))) for _ in range(dice.randint(4, 14))]
        if dice.random() < 0.2:
            words[0] += dice.choice("=é\t")
        line = " ".join(words).encode() + b"\n"
        lines.append(line)
        length += len(line)
    return b"".join(lines)[:size]


# What a function that encodes is given, by kind.
RAW = {"random": random_bytes, "text": prose}

# What a function that decodes is given: how the base encodes it, of which kind, and how many bytes are
# a whole part of it, so that the text of whole parts can be repeated.
ENCODED = {
    "base64": (lambda base, raw: base.binascii.b2a_base64(raw, newline=False), "random", 3),
    "base64 URL-safe": (lambda base, raw: base.base64.urlsafe_b64encode(raw), "random", 3),
    "base64 lines": (lambda base, raw: base.base64.encodebytes(raw), "random", 57),
    "base16": (lambda base, raw: base.base64.b16encode(raw), "random", 1),
    "base32": (lambda base, raw: base.base64.b32encode(raw), "random", 5),
    "base32hex": (lambda base, raw: base.base64.b32hexencode(raw), "random", 5),
    "base85": (lambda base, raw: base.base64.b85encode(raw), "random", 4),
    "Z85": (lambda base, raw: base.base64.z85encode(raw), "random", 4),
    "Ascii85": (lambda base, raw: base.base64.a85encode(raw), "random", 4),
    "qp random": (lambda base, raw: base.binascii.b2a_qp(raw), "random", 1),
    "qp text": (lambda base, raw: base.binascii.b2a_qp(raw), "text", 1),
    "uu line": (lambda base, raw: base.binascii.b2a_uu(raw[:45]), "random", 1),
}


def encode_to(encode, raw, quantum, size):
    """Return the longest text of not more than `size` that whole quanta of `raw` become, else one quantum's.

    A text that is shorter than that of a whole quantum is of as many bytes as fit.
    """
    def fits(count):
        return len(encode(raw[:count])) <= size

    low, high = 0, len(raw)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    whole = low - low % quantum if low > quantum else max(low, 1)
    return encode(raw[:whole])


class Data:
    """The data for calls of one base, made by the base's own functions."""

    def __init__(self, base):
        self.base = base
        self.samples = {}

    def get(self, kind, size):
        """Return bytes of about `size`, never more than a few over it."""
        sample = self.sample(kind, min(size, SAMPLE))
        return sample if size <= SAMPLE else sample * (size // SAMPLE)

    def sample(self, kind, size):
        if (kind, size) not in self.samples:
            if kind in RAW:
                made = RAW[kind](size)
            else:
                encode, raw_kind, quantum = ENCODED[kind]
                made = encode_to(lambda raw: encode(self.base, raw), RAW[raw_kind](size), quantum, size)
            self.samples[kind, size] = made
        return self.samples[kind, size]


# ---------------------------------------------------------------------------
# Calls
# ---------------------------------------------------------------------------

@dataclasses.dataclass(frozen=True)
class Call:
    """A row: a function of base64 or binascii, and how it is called."""

    name: str                   # unique; what tables call it
    function: str               # with its module
    kind: str                   # of data: a key of RAW or ENCODED
    call: str = "f(data)"
    given_as: type = bytes
    # Functions of others that do the same: by what tables call them, a module, its function and the call.
    peers: dict = dataclasses.field(default_factory=dict, hash=False)
    ceiling: str = ""           # an operation of ceilings.rs
    sizes: tuple = SIZES
    since: tuple = (3, 11)      # the version whose function takes such a call

    @property
    def short(self):
        """The function without its module."""
        return self.function.partition(".")[2]

    @property
    def is_raw(self):
        """Whether what is given, not what is returned, is the raw side."""
        return self.kind in RAW

    def data(self, data, size):
        made = data.get(self.kind, size)
        return made.decode("ascii") if self.given_as is str else made if self.given_as is bytes else \
            self.given_as(made)


def both(function, call="f(data)"):
    """Return the peers of a base64 function that pybase64 and fastpybase64 have under the same name."""
    return {peer: (peer, function, call) for peer in ("pybase64", "fastpybase64")}


ENCODE = both("b64encode")
DECODE = both("b64decode")
VALIDATE = both("b64decode", "f(data, validate=True)")
CRC32 = {"isal": ("isal.isal_zlib", "crc32", "f(data)"), "zlib-ng": ("zlib_ng.zlib_ng", "crc32", "f(data)")}
LINES = "base64 lines"

# A line of uuencoded text, which is all that the functions take.
UU_BYTES, UU_CHARS = (8, 45), (8, 62)

CALLS = [
    # binascii
    Call("b2a_base64", "binascii.b2a_base64", "random", peers=ENCODE, ceiling="base64.encode"),
    Call("b2a_base64, no newline", "binascii.b2a_base64", "random", "f(data, newline=False)", peers=ENCODE,
         ceiling="base64.encode"),
    Call("b2a_base64, bytearray", "binascii.b2a_base64", "random", given_as=bytearray, peers=ENCODE,
         ceiling="base64.encode"),
    Call("b2a_base64, 76 columns", "binascii.b2a_base64", "random", "f(data, wrapcol=76)", peers=both("encodebytes"),
         ceiling="base64.encode-lines", since=(3, 15)),
    Call("a2b_base64", "binascii.a2b_base64", "base64", peers=DECODE, ceiling="base64.decode"),
    Call("a2b_base64, str", "binascii.a2b_base64", "base64", given_as=str, peers=DECODE, ceiling="base64.decode"),
    Call("a2b_base64, bytearray", "binascii.a2b_base64", "base64", given_as=bytearray, peers=DECODE,
         ceiling="base64.decode"),
    Call("a2b_base64, strict", "binascii.a2b_base64", "base64", "f(data, strict_mode=True)", peers=VALIDATE,
         ceiling="base64.decode"),
    Call("a2b_base64, lines", "binascii.a2b_base64", LINES, peers=DECODE, ceiling="base64.decode-lines"),
    Call("hexlify", "binascii.hexlify", "random", ceiling="base16.encode"),
    Call("hexlify, bytearray", "binascii.hexlify", "random", given_as=bytearray, ceiling="base16.encode"),
    Call("hexlify, separator", "binascii.hexlify", "random", "f(data, b'-')", ceiling="base16.encode-separated"),
    Call("hexlify, separator every 4", "binascii.hexlify", "random", "f(data, ':', 4)",
         ceiling="base16.encode-separated-4"),
    Call("b2a_hex", "binascii.b2a_hex", "random", ceiling="base16.encode"),
    Call("unhexlify", "binascii.unhexlify", "base16", ceiling="base16.decode"),
    Call("unhexlify, str", "binascii.unhexlify", "base16", given_as=str, ceiling="base16.decode"),
    Call("unhexlify, bytearray", "binascii.unhexlify", "base16", given_as=bytearray, ceiling="base16.decode"),
    Call("a2b_hex", "binascii.a2b_hex", "base16", ceiling="base16.decode"),
    Call("crc32", "binascii.crc32", "random", peers=CRC32, ceiling="crc32"),
    Call("crc32, bytearray", "binascii.crc32", "random", given_as=bytearray, peers=CRC32, ceiling="crc32"),
    Call("crc_hqx", "binascii.crc_hqx", "random", "f(data, 0)", ceiling="crc_hqx"),
    Call("b2a_qp, text", "binascii.b2a_qp", "text", ceiling="quoted_printable.encode"),
    Call("b2a_qp, random", "binascii.b2a_qp", "random", ceiling="quoted_printable.encode"),
    Call("b2a_qp, header", "binascii.b2a_qp", "text", "f(data, header=True)",
         ceiling="quoted_printable.encode-header"),
    Call("a2b_qp, text", "binascii.a2b_qp", "qp text", ceiling="quoted_printable.decode"),
    Call("a2b_qp, random", "binascii.a2b_qp", "qp random", ceiling="quoted_printable.decode"),
    Call("b2a_uu", "binascii.b2a_uu", "random", ceiling="uu.encode", sizes=UU_BYTES),
    Call("a2b_uu", "binascii.a2b_uu", "uu line", ceiling="uu.decode", sizes=UU_CHARS),
    Call("b2a_base32", "binascii.b2a_base32", "random", ceiling="base32.encode", since=(3, 15)),
    Call("a2b_base32", "binascii.a2b_base32", "base32", ceiling="base32.decode", since=(3, 15)),
    Call("b2a_base85", "binascii.b2a_base85", "random", ceiling="base85.encode", since=(3, 15)),
    Call("a2b_base85", "binascii.a2b_base85", "base85", ceiling="base85.decode", since=(3, 15)),
    Call("b2a_ascii85", "binascii.b2a_ascii85", "random", ceiling="ascii85.encode", since=(3, 15)),
    Call("a2b_ascii85", "binascii.a2b_ascii85", "Ascii85", ceiling="ascii85.decode", since=(3, 15)),
    # base64
    Call("b64encode", "base64.b64encode", "random", peers=ENCODE, ceiling="base64.encode"),
    Call("b64encode, bytearray", "base64.b64encode", "random", given_as=bytearray, peers=ENCODE,
         ceiling="base64.encode"),
    Call("b64encode, altchars", "base64.b64encode", "random", "f(data, b'-_')", peers=both("b64encode", "f(data, b'-_')"),
         ceiling="base64.encode-url-safe"),
    Call("b64decode", "base64.b64decode", "base64", peers=DECODE, ceiling="base64.decode"),
    Call("b64decode, str", "base64.b64decode", "base64", given_as=str, peers=DECODE, ceiling="base64.decode"),
    Call("b64decode, bytearray", "base64.b64decode", "base64", given_as=bytearray, peers=DECODE,
         ceiling="base64.decode"),
    Call("b64decode, validate", "base64.b64decode", "base64", "f(data, validate=True)", peers=VALIDATE,
         ceiling="base64.decode"),
    Call("b64decode, altchars", "base64.b64decode", "base64 URL-safe", "f(data, b'-_')",
         peers=both("b64decode", "f(data, b'-_')"), ceiling="base64.decode-url-safe"),
    Call("b64decode, lines", "base64.b64decode", LINES, peers=DECODE, ceiling="base64.decode-lines"),
    Call("standard_b64encode", "base64.standard_b64encode", "random", peers=both("standard_b64encode"),
         ceiling="base64.encode"),
    Call("standard_b64decode", "base64.standard_b64decode", "base64", peers=both("standard_b64decode"),
         ceiling="base64.decode"),
    Call("urlsafe_b64encode", "base64.urlsafe_b64encode", "random", peers=both("urlsafe_b64encode"),
         ceiling="base64.encode-url-safe"),
    Call("urlsafe_b64decode", "base64.urlsafe_b64decode", "base64 URL-safe", peers=both("urlsafe_b64decode"),
         ceiling="base64.decode-url-safe"),
    Call("encodebytes", "base64.encodebytes", "random", peers=both("encodebytes"), ceiling="base64.encode-lines"),
    Call("decodebytes", "base64.decodebytes", LINES,
         peers={"pybase64": ("pybase64", "b64decode", "f(data)"),
                "fastpybase64": ("fastpybase64", "decodebytes", "f(data)")}, ceiling="base64.decode-lines"),
    Call("b16encode", "base64.b16encode", "random", ceiling="base16.encode"),
    Call("b16decode", "base64.b16decode", "base16", ceiling="base16.decode"),
    Call("b32encode", "base64.b32encode", "random", ceiling="base32.encode"),
    Call("b32decode", "base64.b32decode", "base32", ceiling="base32.decode"),
    Call("b32hexencode", "base64.b32hexencode", "random", ceiling="base32.encode"),
    Call("b32hexdecode", "base64.b32hexdecode", "base32hex", ceiling="base32.decode-hex"),
    Call("b85encode", "base64.b85encode", "random", ceiling="base85.encode"),
    Call("b85decode", "base64.b85decode", "base85", ceiling="base85.decode"),
    Call("a85encode", "base64.a85encode", "random", ceiling="ascii85.encode"),
    Call("a85decode", "base64.a85decode", "Ascii85", ceiling="ascii85.decode"),
    Call("z85encode", "base64.z85encode", "random", ceiling="base85.encode", since=(3, 13)),
    Call("z85decode", "base64.z85decode", "Z85", ceiling="base85.decode-z85", since=(3, 13)),
]

# Functions of files and of the command line: they do not code.
LEFT_OUT = {"encode", "decode", "main", "test"}


def calls_for(version=sys.version_info):
    """Return the calls that functions of that version take."""
    return [call for call in CALLS if tuple(version[:2]) >= call.since]


def functions_of(base):
    """Return the names, with modules, of all functions that are to have a row."""
    names = {f"binascii.{name}" for name in dir(base.binascii)
             if not name.startswith("_") and not isinstance(getattr(base.binascii, name), type)
             and callable(getattr(base.binascii, name))}
    return names | {f"base64.{name}" for name in base.base64.__all__ if name not in LEFT_OUT}
