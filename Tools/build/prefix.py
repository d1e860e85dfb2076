"""Lay a prefix: the base's standard library and headers, with our files on top.

    python -I -S -B prefix.py lay [options] PREFIX     lay or lay again
    python -I -S -B prefix.py remove [options] PREFIX  remove what was laid

A prefix has the layout of an installed Python, so that the interpreter's ordinary
search finds the standard library and no path is set in C.  The files laid are
listed in the standard library's directory, in cpython-rust.files, which is what
`remove` and a second `lay` go by; files that others put there stay.

Run it with the base's interpreter: the base is whoever runs it.
"""

import argparse
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from baseinfo import base_facts

MANIFEST = "cpython-rust.files"

# Of the base's own use.  Byte-code is never laid: it would hide an overlaid file.
NOT_LAID = {"__pycache__", "site-packages", "dist-packages", "EXTERNALLY-MANAGED", MANIFEST}

# Test packages of the standard library; a distribution has them in a package apart.
TEST_DIRECTORIES = {"test", "tests", "idle_test"}

# The variables of sysconfig that name a directory of the prefix.  LIBDIR is not
# among them: libpython stays with the base.
PREFIX_VARIABLES = (
    "prefix", "exec_prefix", "host_prefix", "host_exec_prefix", "BINDIR", "SCRIPTDIR",
    "LIBDEST", "BINLIBDEST", "DESTLIB", "MACHDESTLIB", "DESTSHARED", "LIBPL",
    "INCLUDEDIR", "CONFINCLUDEDIR", "INCLUDEPY", "CONFINCLUDEPY",
)

# The same in the JSON files beside it, which have what sysconfig computes, too.
JSON_VARIABLES = PREFIX_VARIABLES + (
    "base", "platbase", "installed_base", "installed_platbase", "projectbase",
)

SYSCONFIGDATA_END = '''

# Above are the base's values.  This prefix has directories of its own, and may
# have been moved since it was laid.
def _move_to_this_prefix(base_prefix=%(base_prefix)r, names=%(names)r):
    import sys
    for name in names:
        value = build_time_vars.get(name)
        if value == base_prefix or str(value).startswith(base_prefix + "/"):
            build_time_vars[name] = sys.base_prefix + value[len(base_prefix):]

_move_to_this_prefix()
del _move_to_this_prefix
build_time_vars.update(%(own)r)
'''


class Prefix:
    """What is to be laid at `root`, by its name there; it will be used at `final`."""

    def __init__(self, root, final, copy, relative):
        self.root = root
        self.final = final
        self.copy = copy
        self.relative = relative
        # Name below root -> function that makes the file of the path it is given.
        # Of two files with one name the later is laid: ours over the base's.
        self.plan = {}

    def add_link(self, target, *names):
        name = os.path.join(*names)
        if self.relative and os.path.isabs(target):
            where = os.path.dirname(os.path.join(os.path.realpath(self.final), name))
            target = os.path.relpath(target, where)
        self.plan[name] = lambda new: os.symlink(target, new)

    def add_copy(self, source, *names):
        self.plan[os.path.join(*names)] = lambda new: shutil.copy2(source, new)

    def add_lines(self, lines, *names):
        self.plan[os.path.join(*names)] = lambda new: write_lines(new, lines)

    def add_file(self, source, *names):
        (self.add_copy if self.copy else self.add_link)(source, *names)

    def add_tree(self, source, *names, skip=frozenset()):
        """Add a directory of the base: one link, or copies of all that is in it."""
        if self.copy:
            self.add_merged(source, *names, skip=skip)
        else:
            self.add_link(source, *names)

    def add_merged(self, source, *names, real=frozenset(), skip=frozenset()):
        """Add a directory of the base as a real one, so that files can be laid in it.

        Its directories that `real` names are merged likewise.
        """
        for entry in os.scandir(source):
            if entry.name in NOT_LAID or entry.name in skip or is_libpython(entry.name):
                continue
            if entry.is_file():
                self.add_file(entry.path, *names, entry.name)
            elif entry.is_dir():
                add = self.add_merged if entry.name in real else self.add_tree
                add(entry.path, *names, entry.name, skip=skip)

    def lay(self, manifest):
        """Lay all that was added, and remove what an earlier run laid and this one does not."""
        names = sorted(self.plan)
        remove_files(self.root, set(read_lines(manifest)) - set(names))
        for directory in sorted({os.path.dirname(name) for name in names}):
            self.make_directory(directory)
        for name in names:
            replace(os.path.join(self.root, name), self.plan[name])
        replace(manifest, lambda new: write_lines(new, names))

    def make_directory(self, directory):
        """Make a real directory where an earlier run may have laid a link to the base's."""
        path = os.path.join(self.root, directory)
        if os.path.islink(path):
            os.unlink(path)
        os.makedirs(path, exist_ok=True)


def replace(path, make):
    """Make a file beside `path` and move it there, so that it is never half there."""
    new = f"{path}.{os.getpid()}.new"
    try:
        make(new)
        os.replace(new, path)
    except BaseException:
        if os.path.lexists(new):
            os.unlink(new)
        raise


def is_libpython(name):
    """The base's interpreter is not ours: an embedding host links it from LIBDIR."""
    return name.startswith("libpython") and name.endswith((".a", ".so"))


def lay(options):
    base = base_facts()
    prefix = Prefix(options.root, options.prefix, options.stdlib == "copy", options.relative)
    # The layout is named by the base: lib or lib64, python3.13 or python3.13t.
    library = os.path.relpath(base["STDLIB"], base["PREFIX"])
    skip = frozenset() if options.tests else TEST_DIRECTORIES
    real = {"lib-dynload"}
    has_tests = options.tests and os.path.isdir(os.path.join(base["STDLIB"], "test"))
    if has_tests and options.own_tests:
        real.add("test")
    prefix.add_merged(base["STDLIB"], library, real=real, skip=skip)
    for item in options.overlay:
        name, _, source = item.partition("=")
        if source.startswith("base:"):
            prefix.add_file(os.path.join(base["STDLIB"], source[len("base:"):]), library, name)
        else:
            prefix.add_file(os.path.join(options.overlay_dir, source), library, name)
    if has_tests and options.own_tests:
        own = os.path.join(options.overlay_dir, "test")
        for name in sorted(os.listdir(own)):
            if name.endswith(".py"):
                prefix.add_file(os.path.join(own, name), library, "test", name)

    headers = os.path.relpath(base["INCLUDEPY"], base["PREFIX"])
    prefix.add_tree(base["INCLUDEPY"], headers)
    # As configure and make have them: the modules that are on, and the files laid for them.
    own = {"RUST_MODULES": " ".join(options.module), "RUST_OVERLAY": " ".join(options.overlay)}
    lay_sysconfig(prefix, base, library, own)
    # bindir may be outside of the prefix, and names in it are then "../bin/python3".
    for item in options.file:
        source, _, name = item.partition("=")
        prefix.add_copy(source, os.path.relpath(os.path.join(options.prefix, name), options.prefix))
    for item in options.link:
        target, _, name = item.partition("=")
        prefix.add_link(target, os.path.relpath(os.path.join(options.prefix, name), options.prefix))

    prefix.lay(os.path.join(options.root, library, MANIFEST))
    os.makedirs(os.path.join(options.root, library, "site-packages"), exist_ok=True)


def lay_sysconfig(prefix, base, library, own):
    """Lay what says where things are, with this prefix in place of the base's, and our own variables."""
    end = SYSCONFIGDATA_END % {"base_prefix": base["PREFIX"], "names": PREFIX_VARIABLES, "own": own}
    lines = read_lines(base["SYSCONFIGDATA"]) + end.splitlines()
    prefix.add_lines(lines, library, os.path.basename(base["SYSCONFIGDATA"]))

    for name in os.listdir(base["STDLIB"]):
        path = os.path.join(base["STDLIB"], name)
        # Debian's build-details.json has a double dot and its architecture in its name.
        if name.startswith("build-details.") and name.endswith(".json"):
            details = read_json(path)
            details["base_prefix"] = prefix.final
            details.pop("base_interpreter", None)
            prefix.add_lines(json_lines(details), library, name)
        elif name.startswith("_sysconfig_vars_") and name.endswith(".json"):
            values = read_json(path)
            # sysconfig resolves srcdir, so a linked one is the base's.
            for variable in JSON_VARIABLES + (("srcdir",) if prefix.copy else ()):
                values[variable] = moved(values.get(variable), base["PREFIX"], prefix.final)
            prefix.add_lines(json_lines(values | own), library, name)


def moved(value, base_prefix, prefix):
    """Return a value of sysconfig with our prefix in place of the base's."""
    if value == base_prefix or str(value).startswith(base_prefix + "/"):
        return prefix + value[len(base_prefix):]
    return value


def read_json(path):
    with open(path, encoding="utf-8") as text:
        return json.load(text)


def json_lines(values):
    return json.dumps(values, indent=2).splitlines()


def remove(options):
    base = base_facts()
    library = os.path.relpath(base["STDLIB"], base["PREFIX"])
    manifest = os.path.join(options.root, library, MANIFEST)
    names = read_lines(manifest)
    if not names:
        sys.exit(f"prefix.py: nothing was installed in {options.root}: there is no {manifest}")
    remove_files(options.root, names)
    os.unlink(manifest)
    for directory in (os.path.join(library, "site-packages"), library):
        remove_empty(options.root, directory)


def remove_files(root, names):
    """Remove files that were laid, their byte-code, and directories that are then empty."""
    directories = set()
    for name in names:
        path = os.path.join(root, name)
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)
        directories.add(os.path.dirname(name))
        if name.endswith(".py"):
            remove_bytecode(path)
            directories.add(os.path.join(os.path.dirname(name), "__pycache__"))
    for directory in sorted(directories, key=len, reverse=True):
        remove_empty(root, directory)


def remove_bytecode(path):
    cache, stem = os.path.join(os.path.dirname(path), "__pycache__"), os.path.basename(path)[:-3]
    if os.path.isdir(cache):
        for name in os.listdir(cache):
            if name.startswith(f"{stem}.{sys.implementation.cache_tag}.") and name.endswith(".pyc"):
                os.unlink(os.path.join(cache, name))


def remove_empty(root, directory):
    """Remove a directory and its parents below root for as long as they are empty."""
    while directory and not directory.startswith(".."):
        try:
            os.rmdir(os.path.join(root, directory))
        except OSError:
            return
        directory = os.path.dirname(directory)


def read_lines(path):
    try:
        with open(path, encoding="utf-8") as lines:
            return lines.read().splitlines()
    except FileNotFoundError:
        return []


def write_lines(path, lines):
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in lines)


def refuse_base(options):
    """End if a directory to lay in is the base's own, by whatever name or link."""
    base = base_facts()
    library = os.path.relpath(base["STDLIB"], base["PREFIX"])
    directories = [os.path.join(path, library) for path in (options.prefix, options.root)]
    # bindir can be the base's without its prefix.
    directories += [os.path.dirname(os.path.join(options.prefix, item.partition("=")[2]))
                    for item in options.file + options.link]
    for directory in directories:
        if os.path.realpath(directory) in (os.path.realpath(base["STDLIB"]), os.path.dirname(base["PYTHON"])):
            sys.exit(f"prefix.py: {directory} is a directory of the base itself ({base['PYTHON']});\n"
                     "an installation there would overwrite it. Choose another --prefix or --bindir.")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("action", choices=("lay", "remove"))
    parser.add_argument("prefix", metavar="PREFIX")
    parser.add_argument("--destdir", default="", help="lay below this directory, for packages")
    parser.add_argument("--stdlib", choices=("copy", "link"), default="link")
    parser.add_argument("--relative", action="store_true", help="make relative links")
    parser.add_argument("--no-tests", dest="tests", action="store_false")
    parser.add_argument("--own-tests", action="store_true", help="lay the tests of overlay-dir, too")
    parser.add_argument("--module", action="append", default=[], metavar="NAME", help="a module that is on")
    parser.add_argument("--overlay-dir", help="where the overlay's files are")
    parser.add_argument("--overlay", action="append", default=[], metavar="FILE=SOURCE")
    parser.add_argument("--file", action="append", default=[], metavar="SOURCE=NAME",
                        help="a file to copy to NAME in the prefix")
    parser.add_argument("--link", action="append", default=[], metavar="TARGET=NAME",
                        help="a link to make in the prefix")
    options = parser.parse_args()
    options.root = os.path.abspath(options.destdir + options.prefix)
    try:
        refuse_base(options)
        {"lay": lay, "remove": remove}[options.action](options)
    except OSError as error:
        sys.exit(f"prefix.py: {error}")


if __name__ == "__main__":
    main()
