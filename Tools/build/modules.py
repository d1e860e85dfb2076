"""Read Setup.rust: which Rust modules are static, shared or disabled.

    python -I -S -B modules.py header SETUP...    the text of rust_modules.h
    python -I -S -B modules.py makefile SETUP...  variables for the Makefile
    python -I -S -B modules.py summary SETUP...   one line for people

The SETUP files are read in order and the first line that names a module decides,
so the builder's own Setup.rust.local is named before Setup.rust.  A file that
does not exist is empty.  The last file has all modules that there are.
"""

import os
import re
import sys

KINDS = ("static", "shared", "disabled")


class SetupError(Exception):
    """A line that cannot be understood, with its file and number."""


class Module:
    def __init__(self, name, kind, overlay):
        self.name = name
        self.kind = kind
        # Pairs (file of the standard library, where it comes from): a source
        # that starts with "base:" is the base's own file.
        self.overlay = overlay
        self.known = False


def read_setup(paths):
    """Return the modules that the files name, by name and in order."""
    modules = {}
    for path in paths:
        if not os.path.exists(path):
            continue
        kind = "static"
        last = path == paths[-1]
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                words = line.partition("#")[0].split()
                if not words:
                    continue
                if words[0].startswith("*"):
                    kind = words[0].strip("*")
                    if kind not in KINDS or len(words) > 1 or words[0] != f"*{kind}*":
                        raise SetupError(f"{path}:{number}: {line.strip()!r} is none of "
                                         + ", ".join(f"*{k}*" for k in KINDS))
                    continue
                if not re.fullmatch(r"[A-Za-z_]\w*", words[0]):
                    raise SetupError(f"{path}:{number}: {words[0]!r} is not the name of a module")
                module = Module(words[0], kind, [overlay_file(word) for word in words[1:]])
                earlier = modules.setdefault(module.name, module)
                earlier.known = earlier.known or last
                if not earlier.overlay:
                    # A line of Setup.rust.local need not repeat the files.
                    earlier.overlay = module.overlay
    for module in modules.values():
        if not module.known:
            raise SetupError(f"there is no Rust module {module.name!r}; {paths[-1]} has all")
    return list(modules.values())


def overlay_file(word):
    name, equals, base_name = word.partition("=")
    return (name, "base:" + base_name if equals else name)


def x_macro(macro, modules):
    return " ".join([f"#define {macro}(X)"] + [f"X({module.name})" for module in modules])


def header(by_kind, paths):
    return "\n".join([
        "/* Made from Setup.rust by Tools/build/modules.py. */",
        x_macro("RUST_STATIC_MODULES", by_kind["static"]),
        x_macro("RUST_SHARED_MODULES", by_kind["shared"]),
    ])


def makefile(by_kind, paths):
    on = by_kind["static"] + by_kind["shared"]
    overlay = [f"{name}={source}" for module in on for name, source in module.overlay]

    def names(modules):
        return " ".join(module.name for module in modules)

    return "\n".join([
        "# Made from Setup.rust by Tools/build/modules.py.",
        f"RUST_STATIC_MODULES = {names(by_kind['static'])}",
        f"RUST_SHARED_MODULES = {names(by_kind['shared'])}",
        f"RUST_DISABLED_MODULES = {names(by_kind['disabled'])}",
        f"RUST_MODULES = {names(on)}",
        f"OVERLAY = {' '.join(overlay)}",
        f"SETUP_READ = {' '.join(path for path in paths if os.path.exists(path))}",
    ])


def summary(by_kind, paths):
    return ", ".join(f"{module.name} ({kind})"
                     for kind in KINDS for module in by_kind[kind]) or "none"


def main():
    writers = {"header": header, "makefile": makefile, "summary": summary}
    try:
        modules = read_setup(sys.argv[2:])
    except SetupError as error:
        sys.exit(f"modules.py: {error}")
    by_kind = {kind: [m for m in modules if m.kind == kind] for kind in KINDS}
    print(writers[sys.argv[1]](by_kind, sys.argv[2:]))


if __name__ == "__main__":
    main()
