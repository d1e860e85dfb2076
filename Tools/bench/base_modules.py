"""The base's own binascii and base64, in the process in which ours are.

`_testpython` has the base's modules that ours replace under names of their own.  Any other
python has the base's binascii only while binascii is not written in Rust.
"""

import importlib
import importlib.util
import sys
import types


def binascii_of_base(in_rust):
    """Return the base's binascii, or None if this program has it no more.

    in_rust: the names of the modules that are written in Rust here.
    """
    try:
        return importlib.import_module("_base_binascii")
    except ImportError:
        return None if "binascii" in in_rust else importlib.import_module("binascii")


def base64_of_base(binascii):
    """Return a copy of the base's base64.py that uses this binascii, whoever has imported it before."""
    # The base's file stands beside ours; without ours it is base64.py itself.
    spec = importlib.util.find_spec("_pybase64") or importlib.util.find_spec("base64")
    module = types.ModuleType("base64")
    module.__file__ = spec.origin
    ours = sys.modules.get("binascii")
    sys.modules["binascii"] = binascii
    try:
        exec(spec.loader.get_code(spec.name), module.__dict__)
    finally:
        del sys.modules["binascii"]
        if ours is not None:
            sys.modules["binascii"] = ours
    return module


def load(in_rust):
    """Return a namespace with the base's `binascii` and `base64`, or None."""
    binascii = binascii_of_base(in_rust)
    if binascii is None:
        return None
    return types.SimpleNamespace(binascii=binascii, base64=base64_of_base(binascii))


def ours(in_rust):
    """Return a namespace with our `binascii` and `base64`, of which only what is in Rust counts.

    A function of base64 is in Rust if it is no Python function; binascii's are if the module is.
    """
    base64 = importlib.import_module("base64")
    native = {name: value for name in base64.__all__
              if isinstance(value := getattr(base64, name), types.BuiltinFunctionType)}
    binascii = vars(importlib.import_module("binascii")) if "binascii" in in_rust else {}
    return types.SimpleNamespace(binascii=types.SimpleNamespace(**binascii),
                                 base64=types.SimpleNamespace(**native))


def everything():
    """Return a namespace with `binascii` and `base64` as programs import them."""
    return types.SimpleNamespace(binascii=importlib.import_module("binascii"),
                                 base64=importlib.import_module("base64"))
