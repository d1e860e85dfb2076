"""Write what an editor needs to know of this build, for rust-analyzer.

    ENVIRONMENT python -I -S -B rust_analyzer.py --target TRIPLE --cargo-flags FLAGS BUILDDIR

Run in the source directory with the environment that cargo gets for a build, which is
what rust-analyzer has to give cargo, too.
"""

import argparse
import json
import os

# Of the environment, what decides what is built.
VARIABLES = ("CC", "CPYTHON_SYS_BINDINGS", "LIBCLANG_PATH", "PYTHON", "RUSTC", "RUSTFLAGS")


def settings(builddir, target, cargo_flags):
    """The settings, in the form of rust-analyzer's initializationOptions."""
    cfgs = []
    for name in ("bindings/cfgs", "bindings/behaviour"):
        with open(os.path.join(builddir, name), encoding="utf-8") as file:
            cfgs += file.read().split()
    return {
        "linkedProjects": [os.path.join(os.getcwd(), "Cargo.toml")],
        "cargo": {
            "target": target,
            # A directory of its own: make does not wait for the editor, nor build again what it built.
            "targetDir": os.path.join(os.environ["CARGO_TARGET_DIR"], "rust-analyzer"),
            "extraArgs": cargo_flags,
            "extraEnv": {name: os.environ[name] for name in VARIABLES if os.environ.get(name)},
            # RUSTFLAGS has them for cargo; these are for the code that is edited.
            "cfgs": ["debug_assertions", *cfgs],
        },
        "check": {"command": "clippy"},
        # What cpython-sys and cpython-ffi include from there.
        "vfs": {"extraIncludes": [os.environ["CPYTHON_SYS_BINDINGS"]]},
    }


def flat(settings, prefix):
    """The same as VS Code has them: one level, names with dots."""
    for name, value in settings.items():
        if isinstance(value, dict) and name != "extraEnv":
            yield from flat(value, f"{prefix}.{name}")
        else:
            yield f"{prefix}.{name}", value


def write(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2)
        file.write("\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", required=True)
    parser.add_argument("--cargo-flags", default="")
    parser.add_argument("builddir")
    options = parser.parse_args()

    chosen = settings(options.builddir, options.target, options.cargo_flags.split())
    workspace = write(os.path.join(options.builddir, "rust-analyzer.code-workspace"), {
        "folders": [{"path": os.getcwd()}],
        "settings": dict(flat(chosen, "rust-analyzer")),
    })
    plain = write(os.path.join(options.builddir, "rust-analyzer.json"), chosen)
    print(f"""\
VS Code:        code {workspace}
other editors:  {plain}
                has the initializationOptions of rust-analyzer: the value of
                  settings = {{ ["rust-analyzer"] = ... }}       in Neovim,
                  :initializationOptions                       in Emacs (eglot),
                  [language-server.rust-analyzer.config]       in Helix, as TOML.
After configuring for another base, run make rust-analyzer again.""")


if __name__ == "__main__":
    main()
