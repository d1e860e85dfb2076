"""Test codecs for other machines than this one, by emulation.

    python cross.py --cargo CARGO --target-dir DIR            every target
    python cross.py --cargo CARGO --target-dir DIR TARGET...  only these

A target needs its standard library for Rust (`rustup target add TARGET`), a C compiler that links for it,
and a program that runs it.  One that lacks any of them is an error that says how to get it.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
from typing import NamedTuple

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

WASI = os.path.join(support.SOURCE, "Tools/checks/run_wasi.mjs")


class Target(NamedTuple):
    """What is needed for a target, and why it is one."""
    why: str
    packages: str
    runner: str
    linker: str = ""
    rustflags: str = ""


def linux(name, why):
    """A Linux that Debian has cross compilers for."""
    triple = f"{name}-linux-gnu"
    return Target(why, f"qemu-user-static and gcc-{triple}", f"qemu-{name}-static -L /usr/{triple}", f"{triple}-gcc")


TARGETS = {
    "aarch64-unknown-linux-gnu": linux("aarch64", "NEON and PMULL"),
    "wasm32-wasip1": Target(
        "simd128 and 32 bits", "nodejs", f"node --no-warnings {WASI}", rustflags="-Ctarget-feature=+simd128"),
    "s390x-unknown-linux-gnu": linux("s390x", "big-endian"),
}


def installed(rustc, target):
    """Whether rustc has a standard library for the target."""
    libdir = subprocess.run([rustc, "--print", "target-libdir", "--target", target], cwd=support.SOURCE,
                            check=True, capture_output=True, text=True).stdout.strip()
    return os.path.isdir(libdir) and any(name.startswith("libstd-") for name in os.listdir(libdir))


def missing(rustc, name):
    """Yield what the target needs and does not have here."""
    target = TARGETS[name]
    if not installed(rustc, name):
        yield f"rustc has no standard library for it: rustup target add {name}"
    for program in filter(None, (shlex.split(target.runner)[0], target.linker)):
        if shutil.which(program) is None:
            yield f"no {program}: Debian has it in {target.packages}"


def test(cargo, name, directory):
    target = TARGETS[name]
    variable = "CARGO_TARGET_" + name.upper().replace("-", "_")
    environ = dict(os.environ, CARGO_TARGET_DIR=directory, RUSTFLAGS=target.rustflags)
    environ[f"{variable}_RUNNER"] = target.runner
    if target.linker:
        environ[f"{variable}_LINKER"] = target.linker
    # Without optimisation, an emulator takes minutes.
    command = [*shlex.split(cargo), "test", "--quiet", "--locked", "--no-fail-fast", "--release",
               "--package", "codecs", "--lib", "--target", name]
    return subprocess.run(command, cwd=support.SOURCE, env=environ).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cargo", default="cargo")
    parser.add_argument("--rustc", default="rustc")
    parser.add_argument("--target-dir", required=True)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    options = parser.parse_args()

    failed = []
    for name in options.targets or TARGETS:
        if name not in TARGETS:
            parser.error(f"no target {name}; there are {', '.join(TARGETS)}")
        print(f"{name} ({TARGETS[name].why})", flush=True)
        faults = list(missing(options.rustc, name))
        for fault in faults:
            print(f"cross.py: {name}: {fault}", file=sys.stderr)
        if faults or not test(options.cargo, name, os.path.abspath(options.target_dir)):
            failed.append(name)
    if failed:
        sys.exit(f"cross.py: failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
