"""Write a module in Rust to begin with, and name it wherever modules are named.

    python -I -S -B new_module.py --cargo CARGO NAME

The files are those of new-module/, beside this one. Everything is looked at before
anything is written, so a name that is refused leaves no trace.
"""

import argparse
import keyword
import os
import re
import subprocess
import sys
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)

from modules import read_setup

# What the name would be confused with in Rust.
RUST_NAMES = set("""
    abstract alloc as async await become box break const continue core crate do dyn else enum extern
    false final fn for gen if impl in let loop macro match mod move mut override priv proc_macro pub ref
    return self static std struct super test trait true try type typeof unsafe unsized use virtual where
    while yield
""".split())

# The lists in which a module has a line of its own: the file, what the line looks like, and the line.
LISTS = (
    ("Cargo.toml", r'^    "Modules/(\w+)",\n', '    "Modules/{}",\n'),
    ("Rust/archive/Cargo.toml", r'^(\w+) = \{ path = "\.\./\.\./Modules/\w+", optional = true \}\n',
     '{0} = {{ path = "../../Modules/{0}", optional = true }}\n'),
    ("Rust/archive/Cargo.toml", r'^(\w+) = \["dep:\w+"\]\n', '{0} = ["dep:{0}"]\n'),
    ("Rust/archive/src/lib.rs", r'^#\[cfg\(feature = "(\w+)"\)\]\nuse \w+ as _;\n',
     '#[cfg(feature = "{0}")]\nuse {0} as _;\n'),
    ("Include/cpython_rust.h", r"^PyObject \*PyRustInit_(\w+)\(void\);\n", "PyObject *PyRustInit_{}(void);\n"),
)


class Refused(Exception):
    """The module cannot be written; the text says why."""


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def crates():
    """The names of all crates that the build knows, as Rust spells them."""
    return {package["name"].replace("-", "_") for package in tomllib.loads(read("Cargo.lock"))["package"]}


def check_name(name, files):
    if not re.fullmatch(r"_?[a-z][a-z0-9_]*", name):
        raise Refused(f"{name!r} is not a name for a module: "
                      "use small letters, digits and underscores, as in NAME=_x")
    if keyword.iskeyword(name) or name in RUST_NAMES:
        raise Refused(f"{name!r} means something else in Python or Rust")
    if name in {module.name for module in read_setup([os.path.join(SOURCE, "Modules/Setup.rust")])}:
        raise Refused(f"Modules/Setup.rust has a module {name!r} already")
    if name in crates():
        raise Refused(f"there is a crate {name!r} already; Cargo.lock has all")
    for path in files:
        if os.path.lexists(os.path.join(SOURCE, path)):
            raise Refused(f"{path} exists already")


def new_files(name):
    """The files of the module and their texts."""
    title = f"``{name}``: say here what the module is for"
    values = {"NAME": name, "TITLE": title, "RULE": "=" * len(title)}
    places = {
        "Cargo.toml": f"Modules/{name}/Cargo.toml",
        "lib.rs": f"Modules/{name}/src/lib.rs",
        "test.py": f"Lib/test/{test_name(name)}.py",
        "doc.rst": f"Doc/library/{name}.rst",
    }
    return {path: re.sub(r"@([A-Z]+)@", lambda found: values[found[1]],
                         read(os.path.join(HERE, "new-module", template)))
            for template, path in places.items()}


def test_name(name):
    return "test_rust_" + name.lstrip("_")


def sort_key(name):
    """rustfmt's order: numbers count as numbers."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), name)


def add_to_list(text, pattern, line, name):
    """Add a line where its name belongs among the lines that match the pattern."""
    entries = list(re.finditer(pattern, text, re.MULTILINE))
    behind = [entry for entry in entries if sort_key(entry[1]) > sort_key(name)]
    place = behind[0].start() if behind else entries[-1].end()
    return text[:place] + line.format(name) + text[place:]


def add_to_default(text, name):
    """Turn the module's feature on, as the check of the lists wants it."""
    def add(found):
        names = sorted([*re.findall(r'"(\w+)"', found[1]), name], key=sort_key)
        return "default = [" + ", ".join(f'"{each}"' for each in names) + "]\n"
    return re.sub(r"^default = \[(.*)\]\n", add, text, flags=re.MULTILINE)


def add_to_setup(text, name):
    """Add the module to the end of *static*."""
    return re.sub(r"^\*static\*\n(?:[^*\n].*\n)*", lambda found: f"{found[0]}{name}\n", text, count=1,
                  flags=re.MULTILINE)


def changed_files(name):
    """The files that name modules, with this one in them."""
    texts = {"Modules/Setup.rust": add_to_setup(read("Modules/Setup.rust"), name)}
    for path, pattern, line in LISTS:
        texts[path] = add_to_list(texts.get(path) or read(path), pattern, line, name)
    path = "Rust/archive/Cargo.toml"
    texts[path] = add_to_default(texts[path], name)
    return texts


def write(texts):
    for name, text in texts.items():
        path = os.path.join(SOURCE, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def update_lock(cargo):
    """Let Cargo.lock know the crate, which needs nothing that is not there."""
    completed = subprocess.run([cargo, "update", "--quiet", "--offline", "--workspace"], cwd=SOURCE,
                               stderr=subprocess.PIPE, text=True)
    if completed.returncode:
        sys.exit(f"new_module.py: Cargo.lock does not have the crate yet:\n{completed.stderr}")


def tell(name, files, changed):
    if name in sys.stdlib_module_names:
        print(f"The base has a module {name}; in what you build, this one takes its place.\n")
    print("Written:", *files, sep="\n  ")
    print("Changed:", *changed, sep="\n  ")
    print(f"""
Next:
  make && ./python -m test {test_name(name)}
  make checks && make check-rust

To undo it, and whatever else was not committed in these files, in the source directory:
  git restore {' '.join(changed)}
  git clean -fd Modules/{name} {' '.join(path for path in files if not path.startswith('Modules/'))}""")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cargo", default="cargo")
    parser.add_argument("name", metavar="NAME")
    options = parser.parse_args()
    if not options.name:
        sys.exit("new_module.py: which name? make new-module NAME=_x")
    try:
        files = new_files(options.name)
        check_name(options.name, files)
        changed = changed_files(options.name)
        write(files | changed)
    except (Refused, OSError) as error:
        sys.exit(f"new_module.py: {error}")
    update_lock(options.cargo)
    tell(options.name, list(files), [*changed, "Cargo.lock"])


if __name__ == "__main__":
    main()
