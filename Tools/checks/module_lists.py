"""Do all places that list the Rust modules have the same ones?

Modules/Setup.rust is the list; a crate, a feature of the archive, a member of the
workspace and a declaration in Include/cpython_rust.h belong to each module in it.
"""

import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support


def places(tree):
    """Yield each place and the set of modules that it has."""
    archive = tree.manifests()["Rust/archive"]
    features = set(archive["features"]) - {"default"}
    yield "Rust/archive/Cargo.toml: [features]", features
    yield "Rust/archive/Cargo.toml: [features] default", set(archive["features"]["default"])
    yield "Rust/archive/Cargo.toml: [dependencies]", {
        name for name, value in archive["dependencies"].items() if value.get("optional")}
    yield ("Rust/archive/src/lib.rs: use ... as _", set(re.findall(
        r'^#\[cfg\(feature = "(\w+)"\)\]\nuse \1 as _;$', tree.read("Rust/archive/src/lib.rs"), re.MULTILINE)))
    yield ("Cargo.toml: members", {member.removeprefix("Modules/") for member in tree.workspace()["members"]
                                   if member.startswith("Modules/")})
    yield "Modules: directories", {name.split("/")[1] for name in tree.files("Modules/*/Cargo.toml")}
    yield ("Modules: names of the packages", {
        manifest["package"]["name"] for member, manifest in tree.manifests().items()
        if member.startswith("Modules/")})
    yield ("Include/cpython_rust.h: PyRustInit_*()", set(re.findall(
        r"^PyObject \*PyRustInit_(\w+)\(void\);$", tree.read("Include/cpython_rust.h"), re.MULTILINE)))


def check(tree):
    modules = tree.setup_modules()
    names = {module.name for module in modules}
    for place, found in places(tree):
        for name in sorted(names - found):
            yield f"{place}: {name} is missing; Modules/Setup.rust has it"
        for name in sorted(found - names):
            yield f"{place}: {name} is not in Modules/Setup.rust"
    for module in modules:
        for name, source in module.overlay:
            if not source.startswith("base:") and not os.path.isfile(tree.path("Lib", source)):
                yield f"Modules/Setup.rust: {module.name}: there is no Lib/{source}"
    laid = {source for module in modules for _, source in module.overlay}
    for name in tree.files("Lib/*.py"):
        if os.path.basename(name) not in laid:
            yield f"{name}: it belongs to no module of Modules/Setup.rust and is never laid"


if __name__ == "__main__":
    support.main(check)
