"""Is what `make rust-analyzer` writes enough for cargo, and known to rust-analyzer?

    python -I -S -B test_rust_analyzer.py --builddir DIR [-v] [NAME...]

rust-analyzer itself is asked if it is there: for its list of settings, and for what it
makes of a module.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import support

options = argparse.Namespace(builddir=None)


def has_rust_analyzer():
    """Whether it runs: rustup has a file of this name also where it is not installed."""
    try:
        return subprocess.run(["rust-analyzer", "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


needs_rust_analyzer = unittest.skipUnless(has_rust_analyzer(), "rust-analyzer is not installed")


def run(*command, **variables):
    completed = subprocess.run(command, cwd=support.SOURCE, env=os.environ | variables, text=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if completed.returncode:
        raise AssertionError(f"{command}: status {completed.returncode}\n{completed.stdout}")
    return completed.stdout


class Editor:
    """What an editor does: it starts rust-analyzer, and asks what is wrong in files."""

    def __init__(self, settings):
        self.settings = settings
        self.number = 0

    def __enter__(self):
        self.server = subprocess.Popen(["rust-analyzer"], cwd=support.SOURCE, stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       start_new_session=True)
        self.request("initialize", processId=os.getpid(), rootUri="file://" + support.SOURCE,
                     initializationOptions=self.settings,
                     capabilities={"experimental": {"serverStatusNotification": True},
                                   "textDocument": {"diagnostic": {}}})
        self.send(method="initialized", params={})
        while not self.is_ready(self.receive()):
            pass
        return self

    def __exit__(self, *exception):
        # With the cargo that it may have started.
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.communicate()

    def is_ready(self, message):
        """Whether it has read all crates, and would say if it could not."""
        status = message.get("params") or {}
        if message.get("method") != "experimental/serverStatus" or not status["quiescent"]:
            return False
        if status["health"] != "ok":
            raise AssertionError(status)
        return True

    def send(self, **message):
        text = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(text), text))
        self.server.stdin.flush()

    def receive(self):
        """The next message; if it is a question, it is answered with nothing."""
        length = 0
        while (line := self.server.stdout.readline()) != b"\r\n":
            if not line:
                raise AssertionError("rust-analyzer ended")
            name, _, value = line.partition(b":")
            if name == b"Content-Length":
                length = int(value)
        message = json.loads(self.server.stdout.read(length))
        if "id" in message and "method" in message:
            self.send(id=message["id"], result=None)
        return message

    def request(self, method, **params):
        """Ask something, and return the answer."""
        self.number += 1
        self.send(id=self.number, method=method, params=params)
        while True:
            message = self.receive()
            if message.get("id") == self.number and "method" not in message:
                if "error" in message:
                    raise AssertionError(message["error"])
                return message["result"]

    def errors(self, path, more=""):
        """The errors in a file, with some more text at its end."""
        with open(path, encoding="utf-8") as file:
            text = file.read() + more
        document = {"uri": "file://" + path}
        self.send(method="textDocument/didOpen", params={
            "textDocument": document | {"languageId": "rust", "version": 1, "text": text}})
        found = self.request("textDocument/diagnostic", textDocument=document)["items"]
        self.send(method="textDocument/didClose", params={"textDocument": document})
        return [f"{item['range']['start']['line'] + 1}: {item['message']}" for item in found if item["severity"] == 1]


class RustAnalyzerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        variables = support.Tree(support.SOURCE, options.builddir).make_variables()
        run("make", "-C", options.builddir, "rust-analyzer")
        with open(os.path.join(options.builddir, "rust-analyzer.json"), encoding="utf-8") as file:
            cls.settings = json.load(file)
        with open(os.path.join(options.builddir, "rust-analyzer.code-workspace"), encoding="utf-8") as file:
            cls.workspace = json.load(file)
        cls.program = variables["CARGO"]
        cls.cargo = cls.settings["cargo"]
        cls.target_directory = os.path.join(options.builddir, "rust-target/rust-analyzer")

    def test_paths(self):
        self.assertEqual(self.settings["linkedProjects"], [os.path.join(support.SOURCE, "Cargo.toml")])
        self.assertEqual(self.workspace["folders"], [{"path": support.SOURCE}])
        self.assertEqual(self.cargo["targetDir"], self.target_directory)
        self.assertTrue(os.path.isfile(os.path.join(self.cargo["extraEnv"]["CPYTHON_SYS_BINDINGS"], "cfgs")))

    def test_both_files_say_the_same(self):
        for name, value in self.workspace["settings"].items():
            first, *path = name.split(".")
            self.assertEqual(first, "rust-analyzer")
            there = self.settings
            for key in path:
                there = there[key]
            self.assertEqual(there, value)

    def test_cargo_checks_the_modules(self):
        modules = [f"--package={module.name}" for module in support.Tree(support.SOURCE).setup_modules()]
        run(self.program, self.settings["check"]["command"], "--quiet", *modules, "--target", self.cargo["target"],
            "--target-dir", self.cargo["targetDir"], *self.cargo["extraArgs"], **self.cargo["extraEnv"])

    @needs_rust_analyzer
    def test_settings_are_known(self):
        known = set()
        for entry in json.loads(run("rust-analyzer", "--print-config-schema")):
            known.update(entry["properties"])
        for name in self.workspace["settings"]:
            self.assertIn(name, known)

    @needs_rust_analyzer
    def test_rust_analyzer_sees_no_error(self):
        # The modules, and what has the bindings, which are outside of the source directory.
        names = support.Tree(support.SOURCE).files("Modules/*/src/*.rs", "Rust/cpython-sys/src/*.rs",
                                                   "Rust/cpython-ffi/src/*.rs")
        with Editor(self.settings) as editor:
            for name in names:
                with self.subTest(name):
                    self.assertEqual(editor.errors(os.path.join(support.SOURCE, name)), [])
            # It does see errors, in what a macro writes, too.
            wrong = "#[cpython_api::pyfunction] fn wrong() -> cpython_api::PyResult<usize> { Ok(c\"text\") }"
            self.assertTrue(editor.errors(os.path.join(support.SOURCE, "Modules/_base64/src/lib.rs"), wrong))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--builddir", required=True)
    options, rest = parser.parse_known_args()
    options.builddir = os.path.abspath(options.builddir)
    unittest.main(argv=[sys.argv[0], *rest])
