"""Print what there is to know of the interpreter that runs this, the base.

    python -I -S -B baseinfo.py         NAME='value' lines for a shell's eval
    python -I -S -B baseinfo.py plain   NAME=value lines, unquoted

configure and the generator of cpython-sys ask here and nowhere else, so that
they agree.  Paths are absolute; an empty value means that the base has none.
"""

import os
import shlex
import sys
import sysconfig


def base_facts():
    var = sysconfig.get_config_var
    stdlib = sysconfig.get_path("stdlib")
    data = sysconfig._get_sysconfigdata_name()
    data_module = __import__(data)
    # Debian keeps pyconfig.h in a directory of the architecture.
    include = dict.fromkeys((var("INCLUDEPY"), os.path.dirname(sysconfig.get_config_h_filename())))
    return {
        # A pyenv shim or a link says where the program really is.
        "PYTHON": os.path.realpath(sys.executable),
        "VERSION": "%d.%d" % sys.version_info[:2],
        "FULL_VERSION": sys.version.split()[0],
        "HEXVERSION": "0x%08x" % sys.hexversion,
        "IMPLEMENTATION": sys.implementation.name,
        "ABIFLAGS": sys.abiflags,
        "LDVERSION": var("LDVERSION") or "%d.%d%s" % (*sys.version_info[:2], sys.abiflags),
        "DEBUG": "1" if hasattr(sys, "gettotalrefcount") else "",
        "GIL_DISABLED": "1" if var("Py_GIL_DISABLED") else "",
        "IN_VENV": "1" if sys.prefix != sys.base_prefix else "",
        "PREFIX": sys.base_prefix,
        "STDLIB": stdlib,
        "PLATSTDLIB": sysconfig.get_path("platstdlib"),
        "DYNLOAD": var("DESTSHARED") or os.path.join(stdlib, "lib-dynload"),
        "INCLUDEPY": var("INCLUDEPY"),
        "CPPFLAGS": " ".join("-I" + directory for directory in include),
        "LIBPL": var("LIBPL"),
        "LIBDIR": var("LIBDIR"),
        "LDLIBRARY": var("LDLIBRARY"),
        "SYSCONFIGDATA": data_module.__file__,
        "EXT_SUFFIX": var("EXT_SUFFIX"),
        "MULTIARCH": var("MULTIARCH"),
        "LIBS": link_words(var("LIBS"), var("MODLIBS"), var("SYSLIBS")),
    }


def link_words(*values):
    """Join linker words.  MODLIBS may name archives that only the base's own build had."""
    words = " ".join(value or "" for value in values).split()
    return " ".join(dict.fromkeys(
        word for word in words if word.startswith(("-l", "-L", "-Wl,", "-pthread"))))


def main():
    quote = str if sys.argv[1:] == ["plain"] else shlex.quote
    for name, value in base_facts().items():
        print("BASE_%s=%s" % (name, quote(str(value or ""))))


if __name__ == "__main__":
    main()
