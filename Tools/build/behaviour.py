"""Print what the base does where its version does not tell: one cfg for Rust a line.

    python -I -S -B behaviour.py

Run with the base's interpreter.  CPython changes what a function accepts in maintenance
releases, too, and distributions take such changes over into older ones.  A module in
Rust does what the base's module does, so each of these is tried.
"""

import binascii


def skips_padding():
    """Does a2b_base64() go on behind padding within a text, as since 3.13.5?"""
    return len(binascii.a2b_base64(b"AAA=A")) == 3


def rejects_excess_padding():
    """Is padding behind whole quanta an error of strict mode, as since 3.13?"""
    try:
        binascii.a2b_base64(b"AAAA=", strict_mode=True)
    except binascii.Error:
        return True
    return False


def uu_needs_length():
    """Is an empty line an error of a2b_uu(), as since 3.14, and not one of NULs?"""
    try:
        binascii.a2b_uu(b"")
    except binascii.Error:
        return True
    return False


def main():
    for question in (skips_padding, rejects_excess_padding, uu_needs_length):
        if question():
            print("binascii_" + question.__name__)


if __name__ == "__main__":
    main()
