"""Install what bench_codecs.py compares with or draws with, in a venv of its own.

    BASE_PYTHON peers.py DIR

Each is installed by itself, so that one that does not exist for a base does not
take the others with it.  DIR/peers.json says where they are, which version each is, and why
one is missing.
"""

import json
import os
import re
import subprocess
import sys

PINNED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers.txt")

# pip has wheels only, or a compiler's errors would be its reason.
PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check", "install", "--only-binary=:all:"]


def pinned():
    """Return the requirements by name."""
    with open(PINNED, encoding="utf-8") as lines:
        requirements = [line.strip() for line in lines if not line.startswith("#")]
    return {requirement.partition("==")[0]: requirement for requirement in requirements}


def run(command):
    """Run a command; return '' or the last line of what it says on failure."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", errors="replace")
    if done.returncode == 0:
        return ""
    said = re.sub(r"/[^ ']*/", "", done.stdout).strip().splitlines()
    return said[-1] if said else f"it ended with {done.returncode}"


def install(directory):
    """Make the venv and return what goes to peers.json."""
    venv = os.path.join(directory, "venv")
    program = os.path.join(venv, "bin", "python")
    missing = run([sys.executable, "-I", "-m", "venv", "--clear", venv])
    result = {"site": "", "versions": {}, "missing": {}}
    for name, requirement in pinned().items():
        print(f"  PEER     {requirement}", flush=True)
        why = missing or run([program, *PIP, requirement])
        if why:
            result["missing"][name] = why
        else:
            result["versions"][name] = requirement.partition("==")[2]
    if not missing:
        result["site"] = subprocess.run(
            [program, "-I", "-c", "import sysconfig; print(sysconfig.get_path('platlib'))"],
            stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout.strip()
    return result


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    directory = os.path.abspath(sys.argv[1])
    os.makedirs(directory, exist_ok=True)
    result = install(directory)
    with open(os.path.join(directory, "peers.json"), "w", encoding="utf-8") as out:
        json.dump(result, out, indent=1)
    for name, why in result["missing"].items():
        print(f"*** {name} is missing: {why}")


if __name__ == "__main__":
    main()
