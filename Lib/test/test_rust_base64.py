"""Tests of _base64 and of Lib/base64.py: what test_base64 cannot know.

_pybase64 is the base's own base64.py.  It says what is right.
"""

import array
import base64
import binascii
import contextlib
import inspect
import mmap
import os
import pickle
import random
import sys
import textwrap
import threading
import traceback
import types
import unittest

from test import support
from test.support import import_helper, script_helper, threading_helper
from test.test_rust_differential import Bytes, Str, outcome

import _base64
import _pybase64

# The functions in Rust: each that encodes with one that decodes what it makes.
PAIRS = [
    ('b64encode', 'b64decode'), ('standard_b64encode', 'standard_b64decode'),
    ('urlsafe_b64encode', 'urlsafe_b64decode'), ('encodebytes', 'decodebytes'),
    ('b32encode', 'b32decode'), ('b32hexencode', 'b32hexdecode'), ('b16encode', 'b16decode'),
    ('b85encode', 'b85decode'), ('a85encode', 'a85decode'),
    *([('z85encode', 'z85decode')] if sys.version_info >= (3, 13) else []),
]
ENCODERS, DECODERS = map(list, zip(*PAIRS))

# They take data of single bytes in one dimension, and no text.  They leave more kinds of
# exporters to the base's than the others do.
OLD = {'encodebytes', 'decodebytes'}

# What well-formed calls may say besides the data: of a base, what its functions have.
ENCODE_OPTIONS = [
    {'altchars': b'-_'}, {'altchars': b'.,'}, {'altchars': b'AB'}, {'altchars': None},
    {'pad': True}, {'pad': False}, {'foldspaces': True}, {'adobe': True}, {'adobe': True, 'foldspaces': True, 'pad': True},
    *({'wrapcol': width} for width in (0, 1, 2, 3, 4, 5, 7, 8, 20, 76, 77, 1000)),
    *({'wrapcol': width, 'adobe': True} for width in (1, 2, 5, 6, 7, 8, 76)),
    {'padded': False}, {'padded': True, 'wrapcol': 72}, {'padded': False, 'wrapcol': 6},
]

# Every remainder, some blocks of what is coded together, and the edges of the chunks in
# which data is read and written.
SIZES = [*range(201), 1000, 4095, 4096, 4097, 16_319, 16_320, 16_321, 32_641, 100_003]


def data_of(size):
    return random.Random(size).randbytes(size)


def exporters(data, name):
    """Each kind of object that a well-formed call can have its data in."""
    yield data
    yield bytearray(data)
    yield memoryview(data)
    yield memoryview(bytearray(b'x' + data + b'x'))[1:-1]
    if name in OLD:
        return
    yield array.array('B', data)
    if len(data) % 4 == 0:
        yield array.array('i', data)
    if data:
        yield memoryview(data).cast('B', [1, len(data)])
        anonymous = mmap.mmap(-1, len(data))
        anonymous[:] = data
        yield anonymous


def with_options(name, options):
    """Those of the options that a function of this base has."""
    parameters = inspect.signature(getattr(_pybase64, name)).parameters
    return [keywords for keywords in options if keywords.keys() <= parameters.keys()]


def ill_formed_calls():
    """Pairs of arguments and keywords that the functions in Rust leave to the base's."""
    yield (), {}
    yield (b'', None, False, None), {}
    yield (), {'s': b'', 'x': 1}
    yield (b'',), {'s': b''}
    for odd in (None, 1, 1.5, [], object(), 'é', '\udc80', 'YQ==\udc80', 'YWJ', b'A', b'A===',
                b'====', b'=', b'AAA=A', b'AA=A', b'AA==AA==', b'A\nA', b'QUJD' * 1024 + b'==',
                b'QUI=' * 1024, b'QUI=' * 1024 + b'QUJD', Bytes(b'YQ=='), Str('YQ=='),
                memoryview(b'YYWWJJjj')[::2], memoryview(b'abcd')[::-1]):
        yield (odd,), {}
        yield (), {'s': odd}
    released = memoryview(b'')
    released.release()
    yield (released,), {}
    for altchars in (b'-_', '-_', b'', b'+', b'+/=', 5, bytearray(b'*$'), b'AB'):
        yield (b'YQ-_', altchars), {}
        yield (b'YQ+/',), {'altchars': altchars}
    for validate in (0, 1, '', [1], None):
        yield (b'YQ==', None, validate), {}
        yield (b'YQ=\n=',), {'validate': validate}
    yield (b'YQ=\n=',), {'validate': True}
    for keyword in ('padded', 'canonical'):
        yield (b'YQ',), {keyword: False}
        yield (b'YR==',), {keyword: True}
    yield (b'abcdef' * 9,), {'wrapcol': 8}


@contextlib.contextmanager
def no_fallback():
    """Within this, a call that needs the fallback raises ImportError."""
    with support.swap_item(sys.modules, '_pybase64', None):
        yield


class ModuleTest(unittest.TestCase):

    def test_base64_has_the_functions_of_the_rust_module(self):
        for name in ENCODERS + DECODERS:
            with self.subTest(name):
                self.assertIs(getattr(base64, name), getattr(_base64, name))
                self.assertIsInstance(getattr(base64, name), types.BuiltinFunctionType)

    def test_the_rust_module_comes_with_the_interpreter(self):
        if _base64.__spec__.origin != 'built-in':
            directory = os.path.dirname(_base64.__file__)
            self.assertEqual(os.path.basename(directory), 'lib-dynload')
        else:
            self.assertIn('_base64', sys.builtin_module_names)

    def test_functions_are_described_as_the_base_s(self):
        for name in ENCODERS + DECODERS:
            with self.subTest(name):
                ours, theirs = getattr(base64, name), getattr(_pybase64, name)
                self.assertEqual(ours.__module__, 'base64')
                self.assertEqual(ours.__name__, name)
                self.assertEqual(ours.__qualname__, name)
                self.assertEqual(inspect.signature(ours), inspect.signature(theirs))
                if sys.flags.optimize < 2:
                    # A docstring in C has no NUL, which is shown as it is written.
                    self.assertEqual(ours.__doc__, theirs.__doc__.replace('\0', r'\0'))

    def test_functions_are_pickled_by_the_name_that_the_base_has(self):
        for name in base64.__all__:
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                with self.subTest(name, protocol=protocol):
                    function = getattr(base64, name)
                    pickled = pickle.dumps(function, protocol)
                    self.assertIn(b'base64', pickled)
                    self.assertNotIn(b'_base64', pickled)
                    self.assertNotIn(b'_pybase64', pickled)
                    self.assertIs(pickle.loads(pickled), function)

    def test_all_is_the_base_s(self):
        self.assertEqual(base64.__all__, _pybase64.__all__)

    def test_every_name_of_the_base_is_there(self):
        names = [name for name in vars(_pybase64) if not name.startswith('__')]
        self.assertIn('_bytes_from_decode_data', names)
        self.assertLessEqual(set(names), set(dir(base64)))
        for name in names:
            if name not in ENCODERS + DECODERS:
                with self.subTest(name):
                    self.assertIs(getattr(base64, name), getattr(_pybase64, name))

    def test_other_names_are_not_there(self):
        with self.assertRaisesRegex(AttributeError, "module 'base64' has no attribute 'b63encode'"):
            base64.b63encode
        self.assertFalse(hasattr(base64, '__path__'))

    def test_import_loads_neither_the_fallback_nor_what_it_imports(self):
        code = '''if 1:
            import sys, base64
            base64.binascii.Error, base64.__all__
            for encode, decode in [(base64.b64encode, base64.b64decode),
                                   (base64.urlsafe_b64encode, base64.urlsafe_b64decode)]:
                assert decode(encode(b'data')) == b'data'
            loaded = {'_pybase64', 're', 'struct'} & set(sys.modules)
            assert not loaded, loaded
            base64.MAXLINESIZE
            assert '_pybase64' in sys.modules
            '''
        script_helper.assert_python_ok('-S', '-c', textwrap.dedent(code))

    def test_without_the_rust_module_it_is_the_base_s(self):
        plain = import_helper.import_fresh_module('base64', blocked=['_base64'])
        self.assertEqual(plain.__name__, 'base64')
        self.assertIsInstance(plain.b64encode, types.FunctionType)
        self.assertEqual(plain.b64encode.__module__, 'base64')
        self.assertEqual(plain.__doc__, _pybase64.__doc__)
        names = {name for name in vars(_pybase64) if not name.startswith('__')}
        self.assertLessEqual(names, set(vars(plain)))
        self.assertEqual(plain.b64decode(plain.b64encode(b'data')), b'data')

    def test_it_runs_as_a_script(self):
        result = script_helper.assert_python_ok('-m', 'base64', '-e', __file__)
        with open(__file__, 'rb') as file:
            self.assertEqual(base64.decodebytes(result.out), file.read())


class WellFormedTest(unittest.TestCase):
    """Calls that need no fallback: with it blocked, at every size."""

    def check(self, name, argument, expected, *args, **keywords):
        with no_fallback():
            result = getattr(base64, name)(argument, *args, **keywords)
        self.assertIs(type(result), bytes)
        self.assertEqual(result, expected)

    def test_encode(self):
        for name in ENCODERS:
            for size in SIZES:
                data = data_of(size)
                expected = getattr(_pybase64, name)(data)
                for argument in exporters(data, name):
                    with self.subTest(name, size=size, type=type(argument)):
                        self.check(name, argument, expected)

    def test_decode(self):
        for encoder, name in PAIRS:
            for size in SIZES:
                data = data_of(size)
                text = getattr(_pybase64, encoder)(data)
                arguments = [*exporters(text, name)]
                if name not in OLD:
                    arguments.append(text.decode())
                for argument in arguments:
                    with self.subTest(name, size=size, type=type(argument)):
                        self.check(name, argument, data)

    def test_encode_with_options(self):
        for name in ENCODERS:
            for keywords in with_options(name, ENCODE_OPTIONS):
                for size in [*range(20), 57, 58, 1000]:
                    for data in data_of(size), bytes(size), b' ' * size:
                        with self.subTest(name, size=size, keywords=keywords):
                            expected = getattr(_pybase64, name)(data, **keywords)
                            self.check(name, data, expected, **keywords)
                            self.check(name, bytearray(data), expected, **keywords)

    def check_decoding(self, name, text, **keywords):
        expected = getattr(_pybase64, name)(text, **keywords)
        for argument in text, bytearray(text):
            with self.subTest(name, text=text[:80], len=len(text), keywords=keywords, type=type(argument)):
                self.check(name, argument, expected, **keywords)

    def test_decode_lines_and_junk(self):
        for encoder, name in PAIRS[:4]:
            for size in [*range(64), 100, 1000, 20_000]:
                text = getattr(_pybase64, encoder)(data_of(size)).replace(b'\n', b'')
                for width in (1, 3, 4, 60, 64, 76, 77):
                    lines = [text[i:i + width] for i in range(0, len(text), width)]
                    for newline in b'\n', b'\r\n', b'\n \0\xff?':
                        # Up to 3.14 urlsafe_b64decode() decodes these, too.
                        self.check_decoding(name, newline.join(lines))
                        self.check_decoding(name, newline.join([*lines, b'']))

    def test_decode_with_altchars(self):
        for size in range(200):
            for altchars in b'-_', b'.,', b'*!':
                text = _pybase64.b64encode(data_of(size), altchars)
                for keywords in with_options('b64decode', [{}, {'validate': False}, {'validate': True}]):
                    self.check_decoding('b64decode', text, altchars=altchars, **keywords)

    def test_decode_with_options(self):
        for size in [*range(24), 99, 1000]:
            data = data_of(size)
            b32 = _pybase64.b32encode(data)
            for letter in b'L', b'I':
                text = b32.replace(b'O', b'0').replace(letter, b'1')
                self.check_decoding('b32decode', text, map01=letter)
                self.check_decoding('b32decode', text.lower(), casefold=True, map01=letter)
            self.check_decoding('b32decode', b32.lower(), casefold=True)
            self.check_decoding('b32hexdecode', _pybase64.b32hexencode(data).lower(), casefold=True)
            self.check_decoding('b16decode', data.hex().encode(), casefold=True)
            for encode_keywords in with_options('a85encode', ENCODE_OPTIONS):
                for plain in data, bytes(size), b' ' * size:
                    text = _pybase64.a85encode(plain, **encode_keywords)
                    keywords = {key: value for key, value in encode_keywords.items() if key in ('foldspaces', 'adobe')}
                    self.check_decoding('a85decode', text, **keywords)
                    self.check_decoding('a85decode', text.replace(b'\n', b'{ \t'), ignorechars=b'\n\t {', **keywords)

    @unittest.skipIf(sys.version_info < (3, 15), 'ignorechars, padded and canonical are new in 3.15')
    def test_decode_with_new_options(self):
        for encoder, name in PAIRS:
            if name in OLD:
                continue
            for size in [*range(70), 1000, 5000]:
                data = data_of(size)
                text = getattr(_pybase64, encoder)(data)
                spaced = b' '.join(text[i:i + 9] for i in range(0, len(text), 9)) + b'\n'
                for keywords in with_options(name, [{'canonical': True}, {'padded': True}]):
                    self.check_decoding(name, text, **keywords)
                for keywords in with_options(name, [{}, {'canonical': True}, {'validate': False}]):
                    if 'ignorechars' in inspect.signature(getattr(_pybase64, name)).parameters:
                        self.check_decoding(name, spaced, ignorechars=b' \n', **keywords)
                for keywords in with_options(name, [{'padded': False}]):
                    self.check_decoding(name, text.rstrip(b'='), **keywords)

    def test_every_byte_is_encoded_and_decoded_in_every_place(self):
        for encoder, name in PAIRS:
            for place in range(5):
                data = b''.join(bytes(place) + bytes([byte]) + bytes(4 - place) for byte in range(256))
                text = getattr(_pybase64, encoder)(data)
                self.check(encoder, data, text)
                self.check(name, text, data)

    def test_arguments_that_are_the_defaults(self):
        self.check('b64encode', b'data', b'ZGF0YQ==', None)
        self.check('b64encode', b'data', b'ZGF0YQ==', altchars=None)
        self.check('b64decode', b'ZGF0YQ==', b'data', None, False)
        self.check('b64decode', b'ZGF0YQ==', b'data', None, True)
        self.check('b64decode', b'ZGF0YQ==', b'data', validate=True, altchars=None)
        with no_fallback():
            self.assertEqual(base64.b64encode(s=b'data'), b'ZGF0YQ==')
            self.assertEqual(base64.urlsafe_b64decode(s='ZGF0YQ=='), b'data')

    def test_bits_behind_the_last_byte(self):
        for text in (b'ZR==', b'Zf==', b'ZGG=', b'ZGH='):
            for name in DECODERS[:4]:
                self.check(name, text, getattr(_pybase64, name)(text))

    @support.bigmemtest(size=2**31 + 7, memuse=1 + 4/3 + 1)
    def test_more_than_an_int_can_count(self, size):
        data = bytes(size)
        text = base64.b64encode(data)
        self.assertEqual(len(text), -(-size // 3) * 4)
        self.assertEqual(text.count(b'A'), len(text) - text.count(b'='))
        del data
        self.assertEqual(len(base64.b64decode(text)), size)


class IllFormedTest(unittest.TestCase):

    def test_the_outcome_is_the_base_s(self):
        for name in ENCODERS + DECODERS:
            ours, theirs = getattr(base64, name), getattr(_pybase64, name)
            for args, keywords in ill_formed_calls():
                with self.subTest(name, args=args, keywords=keywords):
                    expected = outcome(theirs, args, keywords)
                    self.assertEqual(outcome(ours, args, keywords), expected)

    def test_one_bad_character_anywhere(self):
        for name, encoder in [(decoder, encoder) for encoder, decoder in PAIRS]:
            ours, theirs = getattr(base64, name), getattr(_pybase64, name)
            for size in (1, 2, 3, 24, 25, 3080):
                text = getattr(base64, encoder)(data_of(size))
                places = range(len(text)) if size < 100 else [0, 17, *range(4088, 4104), len(text) - 1]
                for place in places:
                    for bad in b'=', b'\n', b'-', b'+', b'\xff', b'z', b'~':
                        wrong = text[:place] + bad + text[place + 1:]
                        with self.subTest(name, size=size, place=place, bad=bad):
                            expected = outcome(theirs, (wrong,), {})
                            self.assertEqual(outcome(ours, (wrong,), {}), expected)
                            self.assertEqual(outcome(ours, (bytearray(wrong),), {}), expected)

    def test_the_fallback_is_called(self):
        # Without this, a test with the fallback blocked could not fail.
        with no_fallback(), self.assertRaisesRegex(ImportError, '_pybase64'):
            base64.b64encode(b'data', b'-')

    def test_a_traceback_shows_the_base_s_function(self):
        try:
            base64.b64decode(b'A')
        except binascii.Error as error:
            frames = traceback.extract_tb(error.__traceback__)
        self.assertEqual([frame.name for frame in frames[1:]], ['b64decode'])
        self.assertEqual(os.path.basename(frames[-1].filename), '_pybase64.py')

    def test_arguments_are_asked_once(self):
        asked = []

        class Truth:
            def __bool__(self):
                asked.append('bool')
                return True

        class Buffer:
            def __buffer__(self, flags):
                asked.append(flags)
                return memoryview(b'YQ==')

        class Text(str):
            def encode(self, *args):
                asked.append('encode')
                return b'Yg=='

        calls = [('b64decode', (Text('YQ=='),)), ('b64decode', (b'YQ==', None, Truth()))]
        if sys.version_info >= (3, 12):
            calls += [(name, (Buffer(),)) for name in ENCODERS + DECODERS]
        for name, args in calls:
            with self.subTest(name, args=args):
                asked.clear()
                expected = outcome(getattr(_pybase64, name), args, {}), list(asked)
                asked.clear()
                self.assertEqual((outcome(getattr(base64, name), args, {}), asked), expected)


class BufferTest(unittest.TestCase):

    def test_an_exporter_is_free_after_the_call(self):
        for name in ENCODERS + DECODERS:
            for data in b'YQ==', b'YQ=', b'\xff' * 5000, b'QUJD' * 5000, b'QUJD' * 5000 + b'\n':
                with self.subTest(name, size=len(data)):
                    exporter = bytearray(data)
                    with contextlib.suppress(ValueError):
                        getattr(base64, name)(exporter)
                    exporter.append(0)

    @threading_helper.requires_working_threading()
    def test_a_buffer_that_is_written_meanwhile(self):
        clean = base64.b64encode(bytes(30_000))
        encoded_len = len(base64.b64encode(clean))
        text = bytearray(clean)
        stop = threading.Event()

        def write():
            while not stop.is_set():
                for place, char in ((0, b'/'), (5000, b'?'), (-1, b'='), (-2, b'=')):
                    text[place] = char[0]
                text[:] = clean

        def read():
            for _ in range(200):
                self.assertEqual(len(base64.b64encode(text)), encoded_len)
                try:
                    self.assertLessEqual(len(base64.b64decode(text)), 30_000)
                except binascii.Error:
                    pass

        with threading_helper.catch_threading_exception() as caught:
            writer = threading.Thread(target=write)
            readers = [threading.Thread(target=read) for _ in range(3)]
            with threading_helper.start_threads([writer, *readers]):
                for reader in readers:
                    reader.join()
                stop.set()
            self.assertIsNone(caught.exc_value)

    @support.cpython_only
    def test_references(self):
        total = getattr(sys, 'gettotalrefcount', lambda: 0)
        exporter, text, altchars = bytearray(b'QUJD' * 10), 'QUJD' * 10, b'-_'
        objects = (exporter, text, altchars, bytes, None, _base64, _pybase64,
                   *(getattr(m, name) for m in (_base64, _pybase64) for name in ENCODERS + DECODERS))

        def counts():
            return [total(), *map(sys.getrefcount, objects)]

        def call():
            for name in ENCODERS + DECODERS:
                function = getattr(base64, name)
                for args in (exporter,), (text,), (b'QUJD',), (b'A',), (b'QUJD', altchars), ():
                    with contextlib.suppress(TypeError, ValueError):
                        function(*args)

        for _ in range(3):
            call()
        before = counts()
        for _ in range(100):
            call()
        # The test itself keeps a few; a call that keeps one keeps a hundred.
        for count, earlier in zip(counts(), before):
            self.assertAlmostEqual(count, earlier, delta=50)


class InterpretersTest(unittest.TestCase):

    CODE = textwrap.dedent('''
        import base64, _base64
        assert base64.b64encode is _base64.b64encode
        assert base64.b64encode.__module__ == 'base64'
        for i in range(300):
            data = bytes(range(i % 256)) * 3
            assert base64.b64decode(bytearray(base64.b64encode(data))) == data
            assert base64.b64encode(b'???', b'-_') == b'Pz8_'
        try:
            base64.b64decode('A')
        except base64.binascii.Error:
            pass
        else:
            raise AssertionError('not refused')
        ''')

    def test_interpreters_that_share_the_gil(self):
        for _ in range(3):
            self.assertEqual(support.run_in_subinterp(self.CODE), 0)

    @unittest.skipIf(sys.version_info < (3, 12), 'interpreters have no GIL of their own')
    @threading_helper.requires_working_threading()
    def test_interpreters_with_a_gil_of_their_own(self):
        if sys.version_info < (3, 13):
            interpreters = import_helper.import_module('_xxsubinterpreters')
        else:
            interpreters = import_helper.import_module('_interpreters')

        def run():
            for _ in range(3):
                interpreter = interpreters.create()
                try:
                    # 3.12 raises what the code raises, later versions return it.
                    failure = interpreters.run_string(interpreter, self.CODE)
                    self.assertIsNone(failure)
                finally:
                    interpreters.destroy(interpreter)

        with threading_helper.catch_threading_exception() as caught:
            with threading_helper.start_threads(
                    [threading.Thread(target=run) for _ in range(4)]):
                pass
            self.assertIsNone(caught.exc_value)


if __name__ == '__main__':
    unittest.main()
