"""Tests of binascii in Rust: what test_binascii cannot know.

Calls are compared with those of the base's own module in test_rust_differential.
"""

import array
import binascii
import contextlib
import importlib.util
import inspect
import mmap
import os
import pickle
import random
import sys
import sysconfig
import textwrap
import threading
import unittest
import weakref

from test import support
from test.support import import_helper, script_helper, threading_helper

HAS_3_15 = sys.version_info >= (3, 15)

# As help() shows them.
SIGNATURES = {
    'a2b_base64': '($module, data, /, *, strict_mode=False)',
    'a2b_hex': '($module, hexstr, /)',
    'a2b_qp': '($module, /, data, header=False)',
    'a2b_uu': '($module, data, /)',
    'b2a_base64': '($module, data, /, *, newline=True)',
    'b2a_hex': '($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)',
    'b2a_qp': '($module, /, data, quotetabs=False, istext=True, header=False)',
    'b2a_uu': '($module, data, /, *, backtick=False)',
    'crc32': '($module, data, crc=0, /)',
    'crc_hqx': '($module, data, crc, /)',
    'hexlify': '($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)',
    'unhexlify': '($module, hexstr, /)',
}
CONSTANTS = {}

if HAS_3_15:
    SIGNATURES |= {
        'a2b_ascii85': '($module, data, /, *, foldspaces=False, adobe=False,\n'
                       "            ignorechars=b'', canonical=False)",
        'a2b_base32': '($module, data, /, *, padded=True, alphabet=BASE32_ALPHABET,\n'
                      "           ignorechars=b'', canonical=False)",
        'a2b_base64': '($module, data, /, *, strict_mode=<unrepresentable>,\n'
                      '           padded=True, alphabet=BASE64_ALPHABET,\n'
                      '           ignorechars=<unrepresentable>, canonical=False)',
        'a2b_base85': '($module, data, /, *, alphabet=BASE85_ALPHABET,\n'
                      "           ignorechars=b'', canonical=False)",
        'a2b_hex': "($module, hexstr, /, *, ignorechars=b'')",
        'b2a_ascii85': '($module, data, /, *, foldspaces=False, wrapcol=0,\n'
                       '            pad=False, adobe=False)',
        'b2a_base32': '($module, data, /, *, padded=True, wrapcol=0,\n'
                      '           alphabet=BASE32_ALPHABET)',
        'b2a_base64': '($module, data, /, *, padded=True, wrapcol=0, newline=True,\n'
                      '           alphabet=BASE64_ALPHABET)',
        'b2a_base85': '($module, data, /, *, pad=False, wrapcol=0,\n'
                      '           alphabet=BASE85_ALPHABET)',
        'unhexlify': "($module, hexstr, /, *, ignorechars=b'')",
    }
    DIGITS = bytes(range(ord('0'), ord('9') + 1))
    UPPER = bytes(range(ord('A'), ord('Z') + 1))
    LOWER = UPPER.lower()
    CONSTANTS = {
        'BASE64_ALPHABET': UPPER + LOWER + DIGITS + b'+/',
        'URLSAFE_BASE64_ALPHABET': UPPER + LOWER + DIGITS + b'-_',
        'CRYPT_ALPHABET': b'./' + DIGITS + UPPER + LOWER,
        'UU_ALPHABET': bytes(range(32, 96)),
        'BINHEX_ALPHABET': b'!"#$%&\'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr',
        'BASE85_ALPHABET': DIGITS + UPPER + LOWER + b'!#$%&()*+-;<=>?@^_`{|}~',
        'ASCII85_ALPHABET': bytes(range(33, 118)),
        'Z85_ALPHABET': DIGITS + LOWER + UPPER + b'.-:+=^!/*?&<>()[]{}@%$#',
        'BASE32_ALPHABET': UPPER + b'234567',
        'BASE32HEX_ALPHABET': DIGITS + UPPER[:22],
    }

# What takes bytes, and what takes text, each with the keywords of some calls.
ENCODERS = {
    'b2a_base64': [{}, {'newline': False}],
    'b2a_hex': [{}, {'sep': ':'}, {'sep': b'-', 'bytes_per_sep': -7}],
    'b2a_qp': [{}, {'quotetabs': True, 'istext': False, 'header': True}],
    'b2a_uu': [{}, {'backtick': True}],
}
DECODERS = {
    'a2b_base64': [{}, {'strict_mode': True}],
    'a2b_hex': [{}],
    'a2b_qp': [{}, {'header': True}],
    'a2b_uu': [{}],
}
if HAS_3_15:
    ENCODERS['b2a_base64'] += [{'wrapcol': 76}, {'padded': False, 'alphabet': bytes(range(64))}]
    ENCODERS |= {
        'b2a_ascii85': [{}, {'wrapcol': 11, 'adobe': True, 'foldspaces': True, 'pad': True}],
        'b2a_base32': [{}, {'wrapcol': 16, 'padded': False, 'alphabet': CONSTANTS['BASE32HEX_ALPHABET']}],
        'b2a_base85': [{}, {'wrapcol': 20, 'pad': True, 'alphabet': CONSTANTS['Z85_ALPHABET']}],
    }
    DECODERS['a2b_base64'] += [{'ignorechars': b'\n', 'canonical': True}]
    DECODERS['a2b_hex'] += [{'ignorechars': b'\n :-'}]
    DECODERS |= {
        'a2b_ascii85': [{}, {'ignorechars': b'\n', 'adobe': True, 'foldspaces': True, 'canonical': True}],
        'a2b_base32': [{}, {'ignorechars': b'\n', 'canonical': True}],
        'a2b_base85': [{}, {'ignorechars': b'\n', 'canonical': True}],
    }

# Every remainder, some blocks of what is coded together, what is copied at once, and the edges of the pieces in
# which shared memory is read.
SIZES = [*range(70), 127, 128, 129, 1000, 4095, 4096, 4097, 16_319, 16_320, 16_321,
         16_383, 16_384, 32_640, 32_641, 100_003]


def data_of(size):
    return random.Random(size).randbytes(size)


def exporters(data):
    """Each kind of object that is copied before it is read."""
    yield bytearray(data)
    yield memoryview(data)
    yield memoryview(bytearray(b'x' + data + b'x'))[1:-1]
    yield array.array('B', data)
    yield Bytes(data)
    if data:
        yield memoryview(data).cast('B', [1, len(data)])
        anonymous = mmap.mmap(-1, len(data))
        anonymous[:] = data
        yield anonymous


class Bytes(bytes):
    pass


class Str(str):
    pass


def outcome(function, *args, **keywords):
    """What a call does, in a form that can be compared."""
    try:
        return function(*args, **keywords)
    except ValueError as error:
        return type(error), str(error)


def encodings():
    """Yield each encoder with keywords, and data that it takes."""
    for name, calls in ENCODERS.items():
        for keywords in calls:
            for size in SIZES:
                if name != 'b2a_uu' or size <= 46:
                    yield getattr(binascii, name), keywords, data_of(size)


def decodings():
    """Yield each decoder with keywords, and texts: those that encoders make, and some that are cut or damaged."""
    for name, calls in DECODERS.items():
        encoder = getattr(binascii, 'b2a' + name[3:])
        for keywords in calls:
            options = {}
            if 'adobe' in keywords:
                options = {'adobe': True, 'wrapcol': 40}
            elif 'ignorechars' in keywords and name != 'a2b_hex':
                options = {'wrapcol': 40}
            for size in SIZES:
                if name == 'a2b_uu' and size > 45:
                    continue
                text = encoder(data_of(size), **options)
                yield getattr(binascii, name), keywords, text
                if text:
                    yield getattr(binascii, name), keywords, text[:-1]
                    middle = len(text) // 2
                    yield getattr(binascii, name), keywords, text[:middle] + b'\n\xff' + text[middle:]


def fresh_module(execute=True):
    spec = importlib.util.find_spec('binascii')
    module = importlib.util.module_from_spec(spec)
    if execute:
        spec.loader.exec_module(module)
    return module


class ModuleTest(unittest.TestCase):

    def test_the_module_comes_with_the_interpreter(self):
        if binascii.__spec__.origin == 'built-in':
            self.assertIn('binascii', sys.builtin_module_names)
        else:
            self.assertEqual(os.path.basename(os.path.dirname(binascii.__file__)), 'lib-dynload')
        self.assertEqual(binascii.__doc__, 'Conversion between binary data and ASCII')

    def test_names(self):
        names = {name for name in dir(binascii) if not name.startswith('__')}
        self.assertEqual(names, {*SIGNATURES, *CONSTANTS, 'Error', 'Incomplete'})

    def test_functions_are_described(self):
        for name, signature in SIGNATURES.items():
            with self.subTest(name):
                function = getattr(binascii, name)
                self.assertEqual(function.__text_signature__, signature)
                self.assertEqual(function.__name__, name)
                self.assertEqual(function.__qualname__, name)
                self.assertEqual(function.__module__, 'binascii')
                self.assertIs(function.__self__, binascii)
                self.assertIs(pickle.loads(pickle.dumps(function)), function)
                self.assertGreater(len(function.__doc__.split()), 2)
                if '<unrepresentable>' not in signature:
                    inspect.signature(function)

    def test_examples_are_right(self):
        example = binascii.b2a_hex.__doc__.partition('Example:\n')[2].splitlines()
        self.assertEqual(len(example), 6)
        for call, result in zip(example[::2], example[1::2]):
            self.assertEqual(repr(eval(call.removeprefix('>>> '))), result)

    def test_constants(self):
        for name, value in CONSTANTS.items():
            with self.subTest(name):
                self.assertIs(type(getattr(binascii, name)), bytes)
                self.assertEqual(getattr(binascii, name), value)

    def test_exceptions(self):
        for name, base in [('Error', ValueError), ('Incomplete', Exception)]:
            with self.subTest(name):
                error = getattr(binascii, name)
                self.assertEqual(error.__bases__, (base,))
                self.assertEqual(error.__module__, 'binascii')
                self.assertEqual(error.__qualname__, name)
                self.assertIsNone(error.__doc__)
                copy = pickle.loads(pickle.dumps(error('text', 7)))
                self.assertIs(type(copy), error)
                self.assertEqual(copy.args, ('text', 7))

    def test_each_module_raises_its_own_error(self):
        other = fresh_module()
        self.assertIsNot(other, binascii)
        self.assertIsNot(other.Error, binascii.Error)
        with self.assertRaises(other.Error):
            other.a2b_hex(b'x')
        with self.assertRaises(binascii.Error):
            binascii.a2b_hex(b'x')
        alive = weakref.ref(other.Error)
        del other
        support.gc_collect()
        self.assertIsNone(alive())

    def test_the_error_is_not_looked_up_by_its_name(self):
        other = fresh_module()
        error = other.Error
        other.Error = KeyError
        with self.assertRaises(error):
            other.a2b_hex(b'x')

    def test_a_module_that_was_not_executed(self):
        module = fresh_module(execute=False)
        self.assertEqual(module.b2a_hex(b'a'), b'61')
        self.assertEqual(module.a2b_hex(b'61'), b'a')
        with self.assertRaisesRegex(SystemError, '^the module is not initialised$'):
            module.a2b_hex(b'x')


class BufferTest(unittest.TestCase):

    def test_shared_memory_is_coded_as_bytes_are(self):
        for function, keywords, data in [*encodings(), *decodings()]:
            expected = outcome(function, data, **keywords)
            for exporter in exporters(data):
                if outcome(function, exporter, **keywords) != expected:
                    self.fail(f'{function.__name__}({type(exporter)} of {len(data)} bytes, {keywords}): '
                              f'{outcome(function, exporter, **keywords)!r:.200}, not {expected!r:.200}')

    def test_checksums_of_shared_memory(self):
        for size in SIZES:
            data = data_of(size)
            for exporter in exporters(data):
                self.assertEqual(binascii.crc32(exporter, 7), binascii.crc32(data, 7))
                self.assertEqual(binascii.crc_hqx(exporter, 7), binascii.crc_hqx(data, 7))
        front, behind = data[:70_000], data[70_000:]
        self.assertEqual(binascii.crc32(behind, binascii.crc32(front)), binascii.crc32(data))
        self.assertEqual(binascii.crc_hqx(behind, binascii.crc_hqx(front, 0)), binascii.crc_hqx(data, 0))

    def test_text_is_decoded_as_bytes_are(self):
        for function, keywords, data in decodings():
            if data.isascii():
                expected = outcome(function, data, **keywords)
                for text in data.decode(), Str(data.decode()):
                    self.assertEqual(outcome(function, text, **keywords), expected)

    def test_what_is_no_buffer(self):
        strided = memoryview(b'abcd')[::2]
        released = memoryview(b'')
        released.release()
        for name in ENCODERS:
            with self.subTest(name):
                function = getattr(binascii, name)
                with self.assertRaisesRegex(TypeError, "^a bytes-like object is required, not 'str'$"):
                    function('text')
                with self.assertRaises(BufferError):
                    function(strided)
                with self.assertRaises(ValueError):
                    function(released)
        for name in DECODERS:
            with self.subTest(name):
                function = getattr(binascii, name)
                for bad, type_name in [(5, 'int'), (strided, 'memoryview'), (released, 'memoryview'), (None, 'NoneType')]:
                    text = f"^argument should be bytes, buffer or ASCII string, not '{type_name}'$"
                    with self.assertRaisesRegex(TypeError, text):
                        function(bad)
                for text in 'é', 'YQ==\udc80', Str('é'):
                    with self.assertRaisesRegex(ValueError, '^string argument should contain only ASCII characters$'):
                        function(text)

    def test_an_exporter_is_free_after_the_call(self):
        for function, keywords, data in [*encodings(), *decodings()]:
            exporter = bytearray(data)
            outcome(function, exporter, **keywords)
            exporter.append(0)
        for name in ENCODERS | DECODERS:
            exporter = bytearray(b'data')
            with self.assertRaises(TypeError):
                getattr(binascii, name)(exporter, unknown=exporter)
            exporter.append(0)

    def test_a_buffer_cannot_be_resized_by_what_converts_the_next_argument(self):
        data = bytearray(b'61' * 100)
        raised = []

        def resize(self):
            try:
                data.extend(b'more')
            except BufferError as error:
                raised.append(error)
            return 1

        hostile = type('Hostile', (), {'__bool__': resize, '__index__': resize, '__len__': resize})()
        calls = [
            lambda: binascii.b2a_hex(data, ':', hostile),
            lambda: binascii.b2a_hex(data, hostile),
            lambda: binascii.crc32(data, hostile),
            lambda: binascii.crc_hqx(data, hostile),
        ]
        if sys.version_info >= (3, 12):
            calls += [
                lambda: binascii.b2a_base64(data, newline=hostile),
                lambda: binascii.b2a_qp(data, hostile),
                lambda: binascii.a2b_base64(data, strict_mode=hostile),
                lambda: binascii.a2b_qp(data, hostile),
            ]
        if HAS_3_15:
            calls += [
                lambda: binascii.b2a_ascii85(data, wrapcol=hostile),
                lambda: binascii.a2b_base32(data, canonical=hostile),
            ]
        for call in calls:
            raised.clear()
            with contextlib.suppress(TypeError, binascii.Error):
                call()
            self.assertEqual([type(error) for error in raised], [BufferError])
        data.append(0)

    @threading_helper.requires_working_threading()
    def test_a_buffer_that_is_written_meanwhile(self):
        clean = binascii.b2a_base64(bytes(30_000), newline=False)
        text = bytearray(clean)
        stop = threading.Event()

        def write():
            while not stop.is_set():
                for place, char in ((0, b'/'), (5000, b'?'), (-1, b'='), (-2, b'='), (7, b'\n'), (9, b'\r')):
                    text[place] = char[0]
                text[:] = clean

        def read():
            for _ in range(20):
                for name, calls in (ENCODERS | DECODERS).items():
                    for keywords in calls:
                        with contextlib.suppress(binascii.Error):
                            getattr(binascii, name)(text, **keywords)
                binascii.crc32(text)

        with threading_helper.catch_threading_exception() as caught:
            writer = threading.Thread(target=write)
            readers = [threading.Thread(target=read) for _ in range(2)]
            with threading_helper.start_threads([writer, *readers]):
                for reader in readers:
                    reader.join()
                stop.set()
            self.assertIsNone(caught.exc_value)

    def test_a_separator_that_lies_about_its_length(self):
        class One:
            def __len__(self):
                return 1

        for base in (str, bytes):
            lying = type('Lying', (One, base), {})
            for value, byte in [('', b'\0'), ('xy', b'x')]:
                sep = lying(value) if base is str else lying(value.encode())
                self.assertEqual(binascii.hexlify(b'ab', sep), b'61' + byte + b'62')
        with self.assertRaisesRegex(TypeError, '^sep must be str or bytes.$'):
            binascii.hexlify(b'ab', One())


class ThreadTest(unittest.TestCase):

    def runs_another_thread(self, call):
        """Does another thread run in a call? It does only if that detaches: nobody is made to switch."""
        lock = threading.Lock()
        ran = []

        def run():
            with lock:
                ran.append(True)

        interval = sys.getswitchinterval()
        lock.acquire()
        thread = threading.Thread(target=run)
        with threading_helper.start_threads([thread]):
            sys.setswitchinterval(1000)
            try:
                lock.release()
                call(lambda: bool(ran))
                return bool(ran)
            finally:
                sys.setswitchinterval(interval)

    @threading_helper.requires_working_threading()
    @unittest.skipIf(sysconfig.get_config_var('Py_GIL_DISABLED'), 'there is no GIL to release')
    def test_what_is_long_releases_the_gil(self):
        long = bytes(50 << 20)

        def until_it_ran(function, data):
            def call(has_run):
                for _ in range(1000):
                    function(data)
                    if has_run():
                        break
            return call

        calls = [(binascii.crc32, long), (binascii.b2a_hex, long), (binascii.a2b_hex, b'0' * len(long))]
        for function, data in calls:
            with self.subTest(function.__name__):
                self.assertTrue(self.runs_another_thread(until_it_ran(function, data)))

    @threading_helper.requires_working_threading()
    @unittest.skipIf(sysconfig.get_config_var('Py_GIL_DISABLED'), 'there is no GIL to release')
    def test_what_is_short_does_not(self):
        def call(has_run):
            for _ in range(100):
                binascii.crc32(bytes(5 * 1024))
                binascii.b2a_base64(bytes(100_000))
                binascii.a2b_base64(b'A' * 100_000)

        self.assertFalse(self.runs_another_thread(call))


class KernelTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        result = script_helper.assert_python_failure('-X', 'rust_kernel=none', '-c', 'import binascii')
        cls.text = result.err.decode().rstrip().splitlines()[-1]

    @property
    def kernels(self):
        return self.text.rpartition(' this machine has ')[2].split(', ')

    def test_a_kernel_that_is_not_there(self):
        self.assertRegex(self.text, r'^ValueError: -X rust_kernel: this machine has scalar(, \w+)*$')
        # None of it is taken for a module that is missing.
        foreign = 'neon' if 'neon' not in self.kernels else 'avx2'
        for option in (f'rust_kernel={foreign}', 'rust_kernel=', 'rust_kernel', 'rust_kernel=Scalar'):
            with self.subTest(option):
                for module in 'binascii', '_base64', 'base64':
                    result = script_helper.assert_python_failure('-X', option, '-c', f'import {module}')
                    self.assertEqual(result.err.decode().rstrip().splitlines()[-1], self.text, module)

    def test_all_kernels_do_the_same(self):
        code = '''if 1:
            import binascii, hashlib
            from test.test_rust_binascii import data_of, decodings, encodings, outcome, SIZES
            digest = hashlib.sha256()
            for function, keywords, data in [*encodings(), *decodings()]:
                result = outcome(function, data, **keywords)
                digest.update(repr((function.__name__, keywords, result)).encode())
            for size in SIZES:
                data = data_of(size)
                digest.update(repr((binascii.crc32(data), binascii.crc_hqx(data, 0))).encode())
            print(digest.hexdigest())
            '''
        digests = {}
        for kernel in self.kernels:
            result = script_helper.assert_python_ok('-X', f'rust_kernel={kernel}', '-c', textwrap.dedent(code))
            digests[kernel] = result.out
        self.assertEqual(set(digests.values()), {digests['scalar']}, digests)

    def test_stock_tests_with_each_kernel(self):
        for kernel in self.kernels:
            with self.subTest(kernel):
                script_helper.assert_python_ok('-X', f'rust_kernel={kernel}', '-m', 'unittest', 'test.test_binascii')


class MemoryTest(unittest.TestCase):
    """Each allocation fails in its turn: MemoryError, and nothing is lost."""

    SCRIPT = '''if True:
        import _testcapi, binascii, gc, sys
        from test.test_rust_binascii import ENCODERS, DECODERS

        good, bad = b'61' * 20, b'!\\xff\\n=' * 2500
        calls = {'crc32': lambda: binascii.crc32(bytearray(bad), 2**31),
                 'crc_hqx': lambda: binascii.crc_hqx(bytearray(bad), 2**31)}
        for name, all_keywords in (ENCODERS | DECODERS).items():
            function = getattr(binascii, name)
            for i, keywords in enumerate(all_keywords):
                for data in good, bytearray(good), bad, bytearray(bad), 5, 'text', 'text' * 5000:
                    key = f'{name}.{i}.{type(data).__name__}.{len(data) if data != 5 else 0}'
                    calls[key] = lambda f=function, d=data, k=keywords: f(d, **k)

        def fail_each(call):
            failures = 0
            for start in range(16):
                try:
                    _testcapi.set_nomemory(start, start + 1)
                    try:
                        call()
                    finally:
                        _testcapi.remove_mem_hooks()
                except MemoryError:
                    failures += 1
                except (TypeError, ValueError):
                    pass
            return failures

        for name, call in calls.items():
            for _ in range(2):
                failures = fail_each(call)
            gc.collect()
            blocks = sys.getallocatedblocks()
            fail_each(call)
            gc.collect()
            print(name, failures, sys.getallocatedblocks() - blocks)
    '''

    def test_every_allocation(self):
        import_helper.import_module('_testcapi')
        result = script_helper.assert_python_ok('-c', self.SCRIPT)
        failures = {}
        for line in result.out.decode().splitlines():
            name, failures[name], lost = line.split()
            # Each of the sixteen calls would lose something.
            self.assertLess(int(lost), 8, line)
        self.assertEqual(failures.keys() & {'crc32', 'b2a_hex.0.bytes.40', 'a2b_hex.0.str.20000'},
                         {'crc32', 'b2a_hex.0.bytes.40', 'a2b_hex.0.str.20000'})
        for name, failed in failures.items():
            with self.subTest(name):
                self.assertGreater(int(failed), 0)


if __name__ == '__main__':
    unittest.main()
