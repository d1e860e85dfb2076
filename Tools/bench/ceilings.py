"""The codecs without Python, timed by Rust/codecs/examples/ceilings.rs in a process beside this one."""

import subprocess


class CeilingError(Exception):
    """The program ended, or does not take the data that the base takes."""


class Ceilings:
    """The program, which runs while this is open; it codes the data that it was given last."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.data, self.kernel = None, None
        try:
            self.operations = set(self.ask("operations").split())
            self.kernels = self.ask("kernels").split()
        except CeilingError:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        self.process.stdout.close()
        self.process.wait()

    def ask(self, request):
        self.send(request)
        answer = self.process.stdout.readline().decode("ascii")
        if not answer:
            raise CeilingError(f"{self.process.args[0]} ended at: {request}")
        return answer.strip()

    def send(self, request, data=b""):
        try:
            self.process.stdin.write(request.encode() + b"\n" + data)
            self.process.stdin.flush()
        except BrokenPipeError:
            raise CeilingError(f"{self.process.args[0]} ended at: {request}") from None

    @property
    def fastest(self):
        """The kernel that the codecs use if none is forced."""
        return self.kernels[-1]

    def time(self, operation, calls, data, kernel=None):
        """Return the nanoseconds that one of so many calls takes, with a kernel forced or the fastest."""
        if (kernel or self.fastest) != self.kernel:
            self.kernel = kernel or self.fastest
            self.send(f"force {self.kernel}")
        if data is not self.data:
            self.send(f"input {len(data)}", data)
            self.data = data
        answer = self.ask(f"time {operation} {calls}")
        if answer == "rejected":
            raise CeilingError(f"{operation} rejects what the base takes")
        return int(answer) / calls
