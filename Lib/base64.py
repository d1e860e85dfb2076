"""Base16, Base32, Base64, Base85 and Ascii85 data encodings."""

# The functions that _base64 has are base64's.  Everything else is in _pybase64, the
# base's own base64.py under another name, which is loaded when it is first needed:
# here for a name, and by a function of _base64 for a call that it leaves to the
# function of the same name there.

import binascii
from sys import version_info as _version_info

__all__ = [
    'encode', 'decode', 'encodebytes', 'decodebytes',
    'b64encode', 'b64decode', 'b32encode', 'b32decode',
    'b32hexencode', 'b32hexdecode', 'b16encode', 'b16decode',
    'b85encode', 'b85decode', 'a85encode', 'a85decode',
    *(['z85encode', 'z85decode'] if _version_info >= (3, 13) else []),
    'standard_b64encode', 'standard_b64decode',
    'urlsafe_b64encode', 'urlsafe_b64decode',
]


def _load_fallback():
    import _pybase64
    # A pickle has the name of a function's module, and must load where there is no
    # _pybase64.
    for value in vars(_pybase64).values():
        if getattr(value, '__module__', None) == '_pybase64':
            value.__module__ = 'base64'
    return _pybase64


def __getattr__(name):
    # The base's file has no such names, and imports and inspection ask for many.
    if not name.startswith('__'):
        try:
            value = globals()[name] = getattr(_load_fallback(), name)
            return value
        except AttributeError:
            pass
    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')


def __dir__():
    return sorted({*globals(), *dir(_load_fallback())})


try:
    from _base64 import *
except ImportError:
    # Without _base64 this is the base's module, so its code runs here.
    import importlib.util as _util
    del __getattr__, __dir__, _load_fallback, _version_info
    exec(_util.find_spec('_pybase64').loader.get_code('_pybase64'))
else:
    if __name__ == '__main__':
        _load_fallback().main()
