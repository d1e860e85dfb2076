"""Compare the codecs in Rust with the base's own: the same calls, random and hostile, of both.

    ./_testpython -m test test_rust_differential
    make test-differential CALLS=1000000 SEED=7
    ./_testpython -m test.test_rust_differential --call "binascii.a2b_base64(strided(b'YQ=='))"

In _testpython the base's binascii is _base_binascii.  The base's base64.py gets it in place of
ours, so nothing of what is compared with is in Rust.  Functions and their parameters are
the base's: each version is asked for its own.

A call has the same end on both sides: result and its type, or exception and its text and what
caused it; the same warnings, at the same place; the same special methods called; and buffers
that are left as they were and free.
"""

import argparse
import array
import collections
import importlib.util
import inspect
import itertools
import mmap
import operator
import random
import re
import shlex
import sys
import sysconfig
import time
import types
import unittest
import warnings
from pickle import PickleBuffer

from test import support
from test.support import import_helper

RUST_MODULES = set((sysconfig.get_config_var('RUST_MODULES') or '').split())

# Of a run in `make test`, for each module.
CALLS = 20_000
SEED = 1

# Functions that take files; they are in Python on both sides.
NOT_COMPARED = {'base64': {'encode', 'decode'}}


# ---------------------------------------------------------------------------
# Arguments
# ---------------------------------------------------------------------------

# What special methods were called in a call.
asked = []


class Bytes(bytes):
    pass


class ByteArray(bytearray):
    pass


class Str(str):
    pass


class Int(int):
    pass


class Having:
    """An object with one special method, which gives a value or, if it is an exception, raises it."""

    def __init__(self, name, value):
        self.name, self.value = name, value

    def __new__(cls, name, value):
        def method(self, *args):
            asked.append((name, *args))
            if isinstance(value, Exception):
                raise value
            return value
        return super().__new__(type('Having', (Having,), {f'__{name}__': method}))

    def __repr__(self):
        return f'Having({self.name!r}, {self.value!r})'


def readonly(data):
    return memoryview(data)


def writable(data):
    # A NUL is behind it, as behind bytes: the base's a2b_uu() reads a byte of what is empty.
    return memoryview(bytearray(b'<' + data + b'\0'))[1:-1]


def strided(data):
    return memoryview(bytes(byte for pair in zip(data, data) for byte in pair))[::2]


def backwards(data):
    return memoryview(data[::-1])[::-1]


def rows(data):
    """A view with two dimensions."""
    return memoryview(data).cast('B', [2, len(data) // 2] if len(data) % 2 == 0 else [1, len(data)]) if data \
        else memoryview(data)


def scalar(data):
    """A view without a dimension, of the data's first byte."""
    return memoryview(data[:1]).cast('B', []) if data else memoryview(data)


def item_format(data):
    """A format with items of which the data is a whole number."""
    formats = 'bBhHiIlLqQfd'
    start = len(data) // 8 % len(formats)
    for code in formats[start:] + 'bB':
        if len(data) % array.array(code).itemsize == 0:
            return code


def formatted(data):
    return memoryview(data).cast(item_format(data))


def characters(data):
    return memoryview(data).cast('c')


def typed_array(data):
    return array.array(item_format(data), data)


def released(data):
    view = memoryview(data)
    view.release()
    return view


def mapped(data):
    anonymous = mmap.mmap(-1, len(data) or 1)
    anonymous[:len(data)] = data
    return anonymous


def text(data):
    return data.decode('latin-1')


def wide_text(data):
    return data.decode('latin-1') + '€\U0001f40d\udc80'[len(data) % 3]


def text_subclass(data):
    return Str(text(data))


def ascii_text(data):
    return data.decode('ascii', 'ignore')


def exporting(data):
    return Having('buffer', memoryview(data))


def as_list(data):
    return list(data)


# What takes bytes and makes an argument of them. bytes itself is in most calls.
MAKERS = [bytearray, readonly, writable, strided, backwards, rows, scalar, formatted, characters, typed_array,
          Bytes, ByteArray, text_subclass, wide_text, released, mapped, exporting, PickleBuffer]
TEXT_MAKERS = [text, ascii_text]

NUMBERS = [0, 1, 2, 3, 4, 5, 7, 8, 16, 60, 64, 76, -1, -2, -3, -76, 255, 256, 2**16 - 1, 2**16, 2**31 - 1, 2**31,
           -2**31, -2**31 - 1, 2**32 - 1, 2**32, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64, 10**30,
           True, False]
# Each is the text of an expression.
ODD_NUMBERS = ['Int(5)', "Having('index', 3)", "Having('index', -1)", "Having('index', 2**70)",
               "Having('index', ZeroDivisionError('index'))", "Having('index', 'one')", "Having('int', 3)",
               '1.0', '1.5', "float('nan')", "'1'", 'None', "b'1'", '[]', '1j']
CONDITIONS = ['0', '1', '2', '-1', 'None', "''", "'x'", '[]', '[0]', '0.0', '2**70', 'object', "Having('bool', True)",
              "Having('bool', False)", "Having('bool', 1)", "Having('bool', ZeroDivisionError('bool'))",
              "Having('len', 0)", "Having('len', -1)", "Having('len', ZeroDivisionError('len'))",
              "Having('index', 1)"]
ODD_DATA = ['None', '5', '0', '1.5', 'True', '[]', "[b'YQ==']", '()', '{}', 'object', 'int', "Having('index', 4)",
            "Having('bytes', b'YQ==')", "Having('str', 'YQ==')", "Having('len', 4)",
            "Having('buffer', ZeroDivisionError('buffer'))", "Having('buffer', b'YQ==')", "Having('buffer', None)"]

# Of these, and of few of them at a time, come texts that mean something to some decoder.
MEANT = (b'AQZagz09+/-_=', b'=\n\r \t', b'zyuv<~>!"', b"`#$%&()*;?@^{|}~.,:'[]\\", b'\0\x7f\x80\xff\x1a\x0b\x0c')

WORDS = (b'text', b'=', b'=3D', b'_', b'?=', b'=\n', b'=\r\n', b' ', b'\t', b'  ', b'\n', b'\r\n', b'\r', b'.',
         b'\n.\n', b'\xe9', b'a' * 75, b'x' * 73 + b'=', b'\0\0\0\0', b'    ', b'\xff' * 4, b'<~', b'~>', b'begin')


class Value:
    """An argument, which each side gets made anew: of bytes by a maker, or of an expression's text."""

    def __init__(self, payload, maker=None):
        self.payload, self.maker = payload, maker

    @property
    def is_expression(self):
        return self.maker is eval

    def make(self):
        if self.maker is None:
            return self.payload
        if self.is_expression:
            return eval(self.payload, globals())
        return self.maker(self.payload)

    def __repr__(self):
        if self.maker is None:
            return repr(self.payload)
        if self.is_expression:
            return self.payload
        return f'{self.maker.__name__}({self.payload!r})'

    def simpler(self):
        """Yield values that are less than this one."""
        if self.is_expression or not isinstance(self.payload, bytes):
            return
        if self.maker is not None:
            yield Value(self.payload)
        size = len(self.payload)
        step = size
        while step:
            for start in range(0, size, step):
                yield Value(self.payload[:start] + self.payload[start + step:], self.maker)
            step //= 2
        if self.payload.strip(b'A'):
            for i in range(min(size, 100)):
                if self.payload[i] != ord('A'):
                    yield Value(self.payload[:i] + b'A' + self.payload[i + 1:], self.maker)


class Call:
    def __init__(self, module, function, args, keywords):
        self.module, self.function, self.args, self.keywords = module, function, args, keywords

    def __repr__(self):
        arguments = list(map(repr, self.args))
        for name, value in self.keywords.items():
            arguments.append(f'{name}={value!r}' if name.isidentifier() else f'**{{{name!r}: {value!r}}}')
        return f'{self.module}.{self.function}({", ".join(arguments)})'

    def outcome(self, module):
        args = [value.make() for value in self.args]
        keywords = {name: value.make() for name, value in self.keywords.items()}
        return outcome(getattr(module, self.function), args, keywords), after(args + [*keywords.values()])

    def simpler(self):
        """Yield calls that have less in them than this one."""
        for i, value in enumerate(self.args):
            if i == len(self.args) - 1:
                yield Call(self.module, self.function, self.args[:i], self.keywords)
            for other in value.simpler():
                yield Call(self.module, self.function, [*self.args[:i], other, *self.args[i + 1:]], self.keywords)
        for name, value in self.keywords.items():
            rest = {other: self.keywords[other] for other in self.keywords if other != name}
            yield Call(self.module, self.function, self.args, rest)
            for other in value.simpler():
                yield Call(self.module, self.function, self.args, self.keywords | {name: other})


# ---------------------------------------------------------------------------
# What a call does
# ---------------------------------------------------------------------------

def outcome(function, args, keywords):
    """What a call does, in a form that can be compared."""
    del asked[:]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            result = function(*args, **keywords)
            result = type(result), result
        except Exception as error:
            # A call that does not fit leaves no frame; its text names the function.
            result = (*described(error), described(error.__cause__), described(error.__context__),
                      error.__suppress_context__)
    return result, [(w.category, plain(str(w.message)), w.filename, w.lineno) for w in caught], asked[:]


def described(error):
    """The type of an exception and its text; the types of two modules are the same by name."""
    if error is None:
        return None
    return [f'{base.__module__}.{base.__qualname__}' for base in type(error).__mro__], plain(repr(error.args))


def plain(text):
    """A text as it would be without the other name of the base's module, and with objects in no place in memory."""
    return re.sub(r' at 0x[0-9a-fA-F]+', ' at ...', text.replace('_base_', ''))


def after(values):
    """What became of the arguments: contents, and that a buffer is free to be resized."""
    left = []
    for value in values:
        if isinstance(value, bytearray):
            left.append(bytes(value))
            try:
                value.append(0)
            except BufferError as error:
                left.append(str(error))
        elif type(value) is memoryview:
            try:
                left.append(value.tobytes())
                value.release()
            except (ValueError, BufferError) as error:
                left.append(str(error))
    return left


def shrink(call, differs, tries=2000):
    """Return a call that still differs and has little in it."""
    while True:
        for simpler in call.simpler():
            tries -= 1
            if tries < 0:
                return call
            if differs(simpler):
                call = simpler
                break
        else:
            return call


# ---------------------------------------------------------------------------
# Calls
# ---------------------------------------------------------------------------

def signature_of(function):
    try:
        return inspect.signature(function)
    except ValueError:
        # Argument Clinic cannot write some defaults, and others by their names only.
        text = re.sub(r'\$module, (/, )?', '', function.__text_signature__).replace('<unrepresentable>', 'None')
        namespace = dict(vars(sys.modules[function.__module__]))
        exec(f'def function{text}: pass', namespace)
        return inspect.signature(namespace['function'])


def functions_of(module, name):
    """The names of the functions that are compared: those that the base's module has for others."""
    names = getattr(module, '__all__', None) or [name for name in dir(module) if not name.startswith('_')]
    return sorted(each for each in names if each not in NOT_COMPARED.get(name, ())
                  and isinstance(getattr(module, each), (types.FunctionType, types.BuiltinFunctionType)))


def encoder_of(name, names):
    """The name of the function of which a function takes the results, or None."""
    for decode, encode in ('a2b_', 'b2a_'), ('unhex', 'hex'), ('decode', 'encode'):
        if decode in name and name.replace(decode, encode) in names:
            return name.replace(decode, encode)


class Generator:
    """Makes calls of the functions of a module of the base."""

    def __init__(self, name, base, seed):
        self.name, self.base = name, base
        self.random = random.Random(f'{name} {seed}')
        self.functions = functions_of(base, name)
        self.parameters = {function: list(signature_of(getattr(base, function)).parameters.values())
                           for function in self.functions}
        self.alphabets = [value for key, value in vars(base_binascii()).items()
                          if 'ALPHABET' in key and isinstance(value, bytes)]

    def calls(self):
        for function in itertools.cycle(self.functions):
            yield self.call(function)

    def chance(self, percent):
        return self.random.random() * 100 < percent

    def call(self, function):
        first, *options = self.parameters[function]
        values = {}
        for parameter in options:
            if parameter.default is parameter.empty or self.chance(40):
                values[parameter.name] = self.option(parameter)
        values = {first.name: self.data(function, values)} | values

        args, keywords, positional = [], {}, True
        for parameter in self.parameters[function]:
            value = values.get(parameter.name)
            if value is None:
                positional = False
            elif parameter.kind is parameter.POSITIONAL_ONLY and positional or (
                    parameter.kind is parameter.POSITIONAL_OR_KEYWORD and positional and self.chance(75)):
                args.append(value)
            elif parameter.kind is not parameter.POSITIONAL_ONLY:
                keywords[parameter.name] = value
                positional = False
        if self.chance(3):
            self.spoil(args, keywords, [parameter.name for parameter in self.parameters[function]])
        return Call(self.name, function, args, keywords)

    def spoil(self, args, keywords, names):
        """Have too few arguments, too many, or a wrong or doubled name."""
        match self.random.randrange(5):
            case 0:
                args[:] = args[:-1]
            case 1:
                args += [Value(b'YQ==')] * self.random.randrange(1, 5)
            case 2:
                keywords[self.random.choice(['data', 's', 'b', 'x', 'Data', 'é', '', 'no name'])] = Value(b'YQ==')
            case 3:
                keywords[self.random.choice(names)] = Value(b'YQ==')
            case 4:
                keywords.update(zip(names, args))
                args.clear()

    # -- options

    def option(self, parameter):
        odd = self.chance(12)
        if isinstance(parameter.default, bool) or parameter.name in ('strict_mode', 'validate'):
            if odd:
                return Value(self.random.choice(CONDITIONS), eval)
            return Value(self.chance(60))
        if isinstance(parameter.default, int) or parameter.name == 'crc':
            if odd:
                return Value(self.random.choice(ODD_NUMBERS), eval)
            return Value(self.random.choice(NUMBERS) if self.chance(70) else self.random.getrandbits(32))
        if self.chance(7):
            return Value(self.random.choice(ODD_DATA + ODD_NUMBERS + CONDITIONS), eval)
        value = self.short(parameter)
        if self.chance(60):
            return Value(value)
        return self.wrapped(value, texts=not isinstance(parameter.default, bytes) or self.chance(20))

    def short(self, parameter):
        """A separator, an alphabet, or part of one."""
        if parameter.name == 'alphabet' or self.alphabets and self.chance(2):
            size = len(parameter.default) if isinstance(parameter.default, bytes) else 0
            fitting = [alphabet for alphabet in self.alphabets if len(alphabet) == size]
            alphabet = bytearray(self.random.choice(fitting if fitting and self.chance(90) else self.alphabets))
            if self.chance(50):
                self.random.shuffle(alphabet)
            if self.chance(20):
                self.mutate(alphabet)
            return bytes(alphabet)
        size = {'altchars': 2, 'sep': 1, 'map01': 1}.get(parameter.name) if self.chance(85) else None
        if size is None:
            size = self.random.randrange(7)
        choices = self.random.choice([b'-_', b'+/', b'*$-_:., IL', b'=\n\r\t ', bytes(range(256))])
        return bytes(self.random.choices(choices, k=size))

    # -- data

    def data(self, function, options):
        if self.chance(3):
            return Value(self.random.choice(ODD_DATA), eval)
        encoder = encoder_of(function, self.functions)
        if encoder is None:
            return self.wrapped(self.content(), texts=self.chance(10))
        return self.wrapped(self.encoded(encoder, options) if self.chance(80) else self.content(), texts=True)

    def wrapped(self, payload, texts):
        if self.chance(50):
            return Value(payload)
        if texts and self.chance(50):
            return Value(payload, self.random.choice(TEXT_MAKERS))
        maker = self.random.choice(MAKERS)
        if maker is mapped and not self.chance(10):
            # It costs system calls.
            maker = bytearray
        if maker is exporting and sys.version_info < (3, 12):
            # Without __buffer__() it would be any object.
            maker = as_list
        return Value(payload, maker)

    def size(self):
        kind = self.random.random()
        if kind < 0.97:
            return self.random.randrange(20 if kind < 0.5 else 80 if kind < 0.8 else 300)
        if kind < 0.99:
            return self.random.randrange(2000)
        if kind > 0.999 and self.name == 'binascii':
            # base64.py takes long for so many.
            return self.random.randrange(200_000)
        # Edges of the chunks in which data is read.
        return self.random.choice([1024, 2048, 3072, 4096, 16_320, 21_760]) + self.random.randrange(-2, 3)

    def content(self):
        size = self.size()
        kind = self.random.random()
        if kind < 0.45:
            return self.random.randbytes(size)
        if kind < 0.65:
            return b''.join(self.random.choices(WORDS, k=size // 4))
        meant = b''.join(self.random.sample(MEANT, self.random.randrange(1, 3)))
        few = self.random.choices(meant, k=self.random.randrange(1, 9))
        return bytes(self.random.choices(few, k=size))

    def encoded(self, encoder, options):
        """Text of an encoder, most often with the options that the decoder gets, and with few faults."""
        if self.chance(5):
            encoder = self.random.choice(self.functions)
        data = self.content()
        if encoder == 'b2a_uu':
            data = data[:45]
        accepted = {parameter.name: parameter for parameter in self.parameters[encoder][1:]}
        keywords = {name: value for name, value in options.items() if name in accepted and self.chance(90)}
        for name, parameter in accepted.items():
            if name not in options and self.chance(20):
                keywords[name] = self.option(parameter)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter('ignore')
                result = getattr(self.base, encoder)(data, **{name: value.make() for name, value in keywords.items()})
        except Exception:
            result = None
        if not isinstance(result, bytes):
            result = self.random.choice([b'YQ==', b'', b'YWI=\n', data])
        result = bytearray(result)
        if self.chance(15):
            result = self.in_lines(result)
        ignored = options['ignorechars'].payload if 'ignorechars' in options else b''
        if ignored and isinstance(ignored, bytes) and self.chance(80):
            for _ in range(self.random.randrange(1, 5)):
                result.insert(self.random.randrange(len(result) + 1), self.random.choice(ignored))
        if self.chance(60):
            for _ in range(self.random.choice([1, 1, 1, 2, 3])):
                self.mutate(result)
        return bytes(result)

    def in_lines(self, data):
        width = self.random.choice([1, 4, 5, 19, 60, 64, 76, 77])
        end = self.random.choice([b'\n', b'\r\n', b' ', b'\n\n'])
        return bytearray(end.join(data[i:i + width] for i in range(0, len(data), width)))

    def mutate(self, data):
        place = self.random.randrange(len(data) + 1)
        if self.chance(30):
            place = max(0, len(data) - self.random.randrange(5))
        piece = bytes([self.random.choice(self.random.choice(MEANT))])
        if self.chance(15):
            piece = self.random.randbytes(1)
        match self.random.randrange(8):
            case 0 | 1:
                data[place:place] = piece
            case 2 | 3:
                data[place:place + 1] = piece
            case 4:
                del data[place:place + self.random.randrange(1, 4)]
            case 5:
                data += b'=' * self.random.randrange(1, 5)
            case 6:
                data[place:] = data[place:].swapcase()
            case 7:
                data[place:] = self.random.choice([b'', data[place:].rstrip(b'=\n'), data[place:] * 2])


# ---------------------------------------------------------------------------
# Comparison
# ---------------------------------------------------------------------------

def base_binascii():
    """The base's binascii: beside ours, if that is in Rust."""
    return import_helper.import_module('_base_binascii' if 'binascii' in RUST_MODULES else 'binascii')


def base_base64():
    """A copy of the base's base64.py that has never seen a module in Rust."""
    spec = importlib.util.find_spec('_pybase64') or importlib.util.find_spec('base64')
    module = importlib.util.module_from_spec(spec)
    with support.swap_item(sys.modules, 'binascii', base_binascii()):
        spec.loader.exec_module(module)
    return module


# Of each module: those in Rust that it can have something from, and what gives the base's.
MODULES = {'binascii': ({'binascii'}, base_binascii), 'base64': ({'binascii', '_base64'}, base_base64)}


class Comparison:
    """Compares a module with the base's, and counts how the calls of each function end."""

    def __init__(self, name, ours, base, seed=SEED):
        self.ours, self.base = ours, base
        self.generator = Generator(name, base, seed)
        self.returned, self.raised = collections.Counter(), collections.Counter()

    @classmethod
    def of_module(cls, name, seed=SEED):
        needed, make_base = MODULES[name]
        if not needed & RUST_MODULES:
            raise unittest.SkipTest(f'nothing of {name} is in Rust')
        return cls(name, importlib.import_module(name), make_base(), seed)

    def differs(self, call):
        return call.outcome(self.ours) != call.outcome(self.base)

    def differences(self, calls):
        """Make so many calls, and yield those on which the two differ."""
        for call in itertools.islice(self.generator.calls(), calls):
            expected = call.outcome(self.base)
            if call.outcome(self.ours) != expected:
                yield call
            # A result is its type and the value.
            ends = self.returned if isinstance(expected[0][0][0], type) else self.raised
            ends[call.function] += 1

    def report(self, call):
        """Say how the two differ, and how to make the call again."""
        call = shrink(call, self.differs)
        again = ['./_testpython', '-m', 'test.test_rust_differential', '--call', repr(call)]
        return (f'{call!r}\n    ours: {call.outcome(self.ours)}\n    base: {call.outcome(self.base)}\n'
                f'    again: {shlex.join(again)}')


# ---------------------------------------------------------------------------
# Tests
# ---------------------------------------------------------------------------

class ModuleTests:
    """The tests of one module; a class for each follows."""

    def setUp(self):
        self.comparison = Comparison.of_module(self.name)
        self.ours, self.base = self.comparison.ours, self.comparison.base

    def test_names(self):
        def names(module):
            return sorted(getattr(module, '__all__', None) or [name for name in dir(module) if name[0] != '_'])

        self.assertEqual(names(self.ours), names(self.base))
        for name in names(self.base):
            if name in self.comparison.generator.functions:
                continue
            ours, base = getattr(self.ours, name), getattr(self.base, name)
            with self.subTest(name):
                if isinstance(base, type):
                    self.assertEqual(described(ours()), described(base()))
                else:
                    self.assertIs(type(ours), type(base))
                    if not callable(base):
                        self.assertEqual(ours, base)

    def test_signatures(self):
        for name in self.comparison.generator.functions:
            ours, base = getattr(self.ours, name), getattr(self.base, name)
            with self.subTest(name):
                self.assertEqual(plain(str(signature_of(ours))), plain(str(signature_of(base))))
                if isinstance(base, types.BuiltinFunctionType):
                    self.assertEqual(ours.__text_signature__.split(), base.__text_signature__.split())

    def test_calls(self):
        for call in self.comparison.differences(CALLS):
            self.fail(f'seed {SEED}: {self.comparison.report(call)}')
        for function in self.comparison.generator.functions:
            # One that always ends in the same way is not compared with much.
            self.assertGreater(self.comparison.returned[function], CALLS // 1000, function)
            self.assertGreater(self.comparison.raised[function], CALLS // 1000, function)


class BinasciiTest(ModuleTests, unittest.TestCase):
    name = 'binascii'


class Base64Test(ModuleTests, unittest.TestCase):
    name = 'base64'


class ComparisonTest(unittest.TestCase):
    """What is wrong is found, and what is shown of it is small."""

    @staticmethod
    def right(data, /, step=0):
        with memoryview(data) as view:
            return view.nbytes + operator.index(step)

    def found(self, wrong):
        """Compare a function with right(), which it calls; return the first difference."""
        ours = types.SimpleNamespace(function=lambda *args, **keywords: wrong(*args, **keywords))
        comparison = Comparison('module', ours, types.SimpleNamespace(function=self.right))
        call = next(comparison.differences(2000), None)
        return call and (shrink(call, comparison.differs), comparison.report(call))

    def assert_found(self, wrong):
        self.assertIsNotNone(self.found(wrong))

    def test_the_same(self):
        self.assertIsNone(self.found(self.right))

    def test_result(self):
        def wrong(*args, **keywords):
            result = self.right(*args, **keywords)
            return result + 1 if type(args[0]) is bytes and b'=' in args[0] else result

        call, report = self.found(wrong)
        self.assertEqual(repr(call), "module.function(b'=')")
        self.assertIn(shlex.join(['--call', repr(call)]), report)

    def test_result_type(self):
        self.assert_found(lambda *args, **keywords: Int(self.right(*args, **keywords)))
        self.assert_found(lambda *args, **keywords: self.right(*args, **keywords) or False)

    def test_exception(self):
        def wrong(*args, **keywords):
            try:
                return self.right(*args, **keywords)
            except TypeError as error:
                raised = change(error)
            raise raised

        for change in (lambda error: ValueError(*error.args), lambda error: TypeError(f'{error}.'),
                       lambda error: type('TypeError', (TypeError,), {})(*error.args)):
            self.assert_found(wrong)
        # It is what is raised that is compared, not who raises.
        def change(error):
            return TypeError(*error.args)
        self.assertIsNone(self.found(wrong))

    def test_context_of_an_exception(self):
        def wrong(*args, **keywords):
            try:
                return self.right(*args, **keywords)
            except TypeError as error:
                raise TypeError(*error.args)

        self.assert_found(wrong)

    def test_warning(self):
        def wrong(*args, **keywords):
            if len(args) == 2:
                warnings.warn('two arguments')
            return self.right(*args, **keywords)

        self.assert_found(wrong)

    def test_place_of_a_warning(self):
        call = Call('module', 'function', [], {})
        here, caller = [types.SimpleNamespace(function=lambda level=level: warnings.warn('text', stacklevel=level))
                        for level in (1, 2)]
        self.assertEqual(call.outcome(caller), call.outcome(caller))
        self.assertNotEqual(call.outcome(here), call.outcome(caller))

    def test_special_methods(self):
        def wrong(*args, **keywords):
            if len(args) == 2 and getattr(args[1], 'name', None) == 'index' and args[1].value == 3:
                args[1].__index__()
            return self.right(*args, **keywords)

        call, _ = self.found(wrong)
        self.assertEqual(repr(call), "module.function(b'', Having('index', 3))")

    def test_buffer_that_is_kept(self):
        kept = []

        def wrong(*args, **keywords):
            result = self.right(*args, **keywords)
            kept.append(memoryview(args[0]))
            return result

        self.assert_found(wrong)

    def test_argument_that_is_written(self):
        def wrong(*args, **keywords):
            result = self.right(*args, **keywords)
            if type(args[0]) is bytearray and args[0]:
                args[0][0] ^= 1
            return result

        self.assert_found(wrong)

    def test_a_seed_gives_the_same_calls(self):
        def calls(seed):
            return list(map(repr, itertools.islice(Generator('binascii', base_binascii(), seed).calls(), 1000)))

        self.assertEqual(calls(1), calls(1))
        self.assertNotEqual(calls(1), calls(2))

    def test_a_call_is_made_again(self):
        base = base_binascii()
        for call in itertools.islice(Generator('binascii', base, SEED).calls(), 2000):
            self.assertEqual(outcome_of_text(repr(call), 'binascii', base), call.outcome(base), call)


# ---------------------------------------------------------------------------
# As a program
# ---------------------------------------------------------------------------

def outcome_of_text(text, name, module):
    """The outcome of a call as a report shows it."""
    class Functions:
        def __getattr__(self, function):
            return lambda *args, **keywords: (outcome(getattr(module, function), args, keywords),
                                              after([*args, *keywords.values()]))

    return eval(text, globals() | {name: Functions()})


def run_module(name, options):
    """Compare a module, and return the number of differences."""
    comparison = Comparison.of_module(name, options.seed)
    start, shown, differences = time.monotonic(), set(), 0
    step = max(1, min(options.calls // 20, 50_000))
    for done in range(0, options.calls, step):
        for call in comparison.differences(min(step, options.calls - done)):
            differences += 1
            # One of a function is enough to begin with.
            if call.function not in shown:
                shown.add(call.function)
                print(comparison.report(call), flush=True)
        done = min(done + step, options.calls)
        seconds = time.monotonic() - start
        print(f'{name}: {done:,} of {options.calls:,} calls, {differences:,} differ, {seconds:.0f} s, '
              f'{seconds / done * (options.calls - done):.0f} s to go', flush=True)
    print(f'{name}: {sum(comparison.returned.values()):,} calls returned and '
          f'{sum(comparison.raised.values()):,} raised, of {len(comparison.generator.functions)} functions')
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--calls', type=int, default=CALLS, metavar='N', help='of each module')
    parser.add_argument('--seed', type=int, default=SEED, metavar='N')
    parser.add_argument('--call', metavar='CALL', help='make this one call, as a report shows it')
    options = parser.parse_args()
    if options.call:
        name = options.call.partition('.')[0]
        comparison = Comparison.of_module(name)
        ours, base = [outcome_of_text(options.call, name, module) for module in (comparison.ours, comparison.base)]
        if ours != base:
            sys.exit(f'ours: {ours}\nbase: {base}')
        print(f'both: {base}')
        return
    print(f'seed {options.seed}')
    differences = 0
    for name in MODULES:
        try:
            differences += run_module(name, options)
        except unittest.SkipTest as reason:
            print(f'{name}: skipped: {reason}')
    sys.exit(1 if differences else 0)


if __name__ == '__main__':
    main()
