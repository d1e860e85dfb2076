"""Compare functions made by #[pyfunction] with their twins in C.

Each function of _testrust_twin (Modules/_testrust/twin.c) is written as Argument Clinic
writes it on the version that runs.  Results, exceptions, warnings and signatures are to
be the same.
"""

import array
import ctypes
import inspect
import itertools
import pydoc
import random
import sys
import unittest
import warnings
import weakref

from test import support
from test.support import import_helper

_testrust = import_helper.import_module('_testrust')
_testrust_twin = import_helper.import_module('_testrust_twin')

# Functions, classes, and methods.
NAMES = sorted(name for name in dir(_testrust_twin)
               if not name.startswith('_') and callable(getattr(_testrust_twin, name)))
NAMES += [f'Value(7).{name}' for name in ('no_args', 'one_arg', 'keyword', 'of_class', 'of_nothing')]
NAMES += ['Value.of_class', 'Value.of_nothing']
# Those whose signatures are not for inspect.
UNREPRESENTABLE = {'described': {'object': 10}, 'given': {'data': b'data', 'flag': True}}


class Error(Exception):
    """What no function raises of itself."""


class Int(int):
    pass


class Float(float):
    pass


class Str(str):
    pass


class Bytes(bytes):
    pass


def having(**methods):
    """Return an object whose class has these special methods."""
    methods = {f'__{name}__': method for name, method in methods.items()}
    return type('Having', (), methods)()


def giving(value):
    return lambda *args: value


def failing(*args):
    raise Error('by a special method')


def numbers():
    """Yield integers at the limits of C's types, other numbers, and what acts as one."""
    for bits in (8, 15, 16, 31, 32, 63, 64, 65, 200):
        for value in (2**bits - 1, 2**bits, -2**bits, -2**bits - 1):
            yield value
    yield from (0, 1, 2, -1, -2, True, False, Int(7), Int(-1), Int(2**40), Int(2**70))
    yield from (0.0, -0.0, 1.5, -1.0, float('inf'), float('nan'), Float(2.5), Float(-1.0), 1j)
    for value in (5, 0, -1, 2**31, 2**32, 2**63, 2**64, True, Int(3), 1.5, 'one', None):
        yield having(index=giving(value))
        yield having(int=giving(value))
        yield having(float=giving(value))
    yield from (having(index=failing), having(int=failing), having(float=failing))


def conditions():
    """Yield what truth can be asked of."""
    yield from (None, '', 'x', b'', [], [0], {}, object(), type)
    yield from (having(bool=giving(True)), having(bool=giving(False)), having(bool=giving(1)))
    yield from (having(bool=failing), having(len=giving(0)), having(len=giving(-1)), having(len=failing))


def texts():
    yield from ('', 'x', 'text', 'te\0xt', '\0', '\xe9', 'x\u20ac', '\U0001f40d', '\udc80', 'a' * 5000)
    yield from (Str('text'), Str('\xe9'), Str('te\0xt'), Str('\ud800'))


def buffers():
    released = memoryview(b'data')
    released.release()
    yield from (b'', b'data', b'da\0ta', bytes(range(256)) * 40, Bytes(b'data'), bytearray(b'data'), bytearray())
    yield from (memoryview(b'data'), memoryview(bytearray(b'data'))[1:], released)
    yield from (memoryview(b'data')[::2], memoryview(b'data')[::-1], memoryview(b'data').cast('B', [2, 2]))
    yield from (array.array('i', [1, 2]), (ctypes.c_char * 3).from_buffer_copy(b'abc'))
    yield from (having(buffer=failing), having(buffer=giving(b'data')),
                having(buffer=lambda self, flags: memoryview(b'data')))


def objects():
    """Yield arguments for converters; each is made once, so that it is the same for both sides."""
    for maker in (numbers, conditions, texts, buffers):
        yield from maker()


class Keyword(str):
    """A keyword that equals a parameter's name and is not the same object."""


def outcome(function, args, kwargs):
    """Return what a call ends with, and the warnings that it gives."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        try:
            end = ('returns', function(*args, **kwargs))
        except Exception as error:
            end = (type(error), plain(str(error)))
    return repr(end), [(warning.category, str(warning.message)) for warning in caught]


def plain(text):
    """Return a text without the name of the module, which some begin with."""
    return text.replace('_testrust_twin', '_testrust')


class Comparison(unittest.TestCase):
    def pair(self, name):
        # Not all are expressions: `class` is one of them.
        return [eval(name, dict(vars(module))) if '.' in name else getattr(module, name)
                for module in (_testrust, _testrust_twin)]

    def compare(self, name, /, *args, **kwargs):
        rust, c = self.pair(name)
        expected = outcome(c, args, kwargs)
        if outcome(rust, args, kwargs) != expected:
            # Made again: the message is wanted only now.
            self.assertEqual(outcome(rust, args, kwargs), expected, f'{name}(*{args!r:.200}, **{kwargs!r:.200})')
        return expected


class Calls(Comparison):
    """Which argument is which parameter, for every function."""

    def valid(self, name):
        """Return an argument for each parameter that takes one, by name and in order."""
        values = {'text': 'text', 'data': b'data', 'more': 'more', 'newline': False, 'real': 1.5}
        if name == 'typed':
            values = {'a': 'text', 'b': None, 'c': b'data', 'd': {}}
        if name.startswith('as_'):
            values = {'value': {'text': 'text', 'str': 'text', 'bytes': b'data', 'bytearray': bytearray(b'data'),
                                'dict': {}, 'buffer': b'data'}.get(name.rpartition('_')[2], 10)}
        if name in UNREPRESENTABLE:
            return UNREPRESENTABLE[name]
        signature = inspect.signature(self.pair(name)[1])
        parameters = [p for p in signature.parameters.values()
                      if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
        return {p.name: values.get(p.name, i + 10) for i, p in enumerate(parameters)}

    def test_every_number_of_arguments(self):
        for name in NAMES:
            valid = list(self.valid(name).values())
            with self.subTest(name=name):
                for n in range(len(valid) + 4):
                    args = (valid + [20, 21, 22, 23])[:n]
                    self.compare(name, *args)
                    self.compare(name, *args, unknown=1)

    def test_every_set_of_keywords(self):
        # Each parameter is given by position, by keyword, both or not at all.
        for name in NAMES:
            valid = self.valid(name)
            with self.subTest(name=name):
                for n in range(len(valid) + 2):
                    args = (list(valid.values()) + [20])[:n]
                    for size in range(len(valid) + 1):
                        for keywords in itertools.combinations(valid, size):
                            kwargs = {keyword: valid[keyword] for keyword in keywords}
                            self.compare(name, *args, **kwargs)
                            self.compare(name, *args, **dict(reversed(kwargs.items())))
                            self.compare(name, *args, **kwargs, unknown=1)

    def test_unknown_keywords(self):
        # Since 3.13 the text says what one may have meant.
        for name in NAMES:
            for keyword in ('', 'x', 'A', 'frist', 'secnod', 'dat', 'newlin', 'kwargs', 'args', 'self', 'x' * 1000,
                            'caf\xe9', '\u20ac', '\U0001f40d', 'a\0', '\udc80', 'a ', *self.valid(name)):
                with self.subTest(name=name, keyword=keyword):
                    self.compare(name, **{keyword: 1})
                    self.compare(name, 10, 'text', **{keyword: 1})
                    self.compare(name, 10, d=1, **{keyword + '_': 1})

    def test_keywords_are_compared_by_content(self):
        def kwargs_of(keywords):
            return {''.join(list(keyword)): value for keyword, value in keywords.items()}
        for name in NAMES:
            with self.subTest(name=name):
                valid = self.valid(name)
                self.compare(name, **kwargs_of(valid))
                self.compare(name, *list(valid.values())[:1], **kwargs_of(dict(list(valid.items())[1:])))
                self.compare(name, **{Keyword(keyword): value for keyword, value in valid.items()})

    def test_keywords_that_are_no_str(self):
        for name in NAMES:
            if name in ('var_keyword', 'positional_and_var_keyword', 'var_both'):
                # C has METH_VARARGS there, for which nobody looks at the keys.
                with self.assertRaisesRegex(TypeError, 'keywords must be strings'):
                    getattr(_testrust, name)(**{1: 2})
                continue
            with self.subTest(name=name):
                for kwargs in ({1: 2}, {b'a': 1}):
                    rust, c = self.pair(name)
                    with self.assertRaises(TypeError) as of_c:
                        c(**kwargs)
                    with self.assertRaises(TypeError) as of_rust:
                        rust(**kwargs)
                    self.assertEqual(plain(str(of_rust.exception)), plain(str(of_c.exception)))

    def test_what_calls(self):
        # Each way reaches the function through other code of the interpreter.
        import functools
        import operator
        for name in NAMES:
            with self.subTest(name=name):
                valid = list(self.valid(name).values())
                ends = []
                for function in self.pair(name):
                    call = function.__call__ if not isinstance(function, type) else function
                    ends.append([outcome(functools.partial(function, *valid[:1]), valid[1:], {}),
                                 outcome(operator.call if sys.version_info >= (3, 11) else (lambda f, *a: f(*a)),
                                         [function, *valid], {}),
                                 outcome(lambda: list(map(function, *[[value] for value in valid])) if valid else None,
                                         (), {}),
                                 outcome(call, valid, {})])
                self.assertEqual(*ends)

    def test_arguments_are_the_callers_own(self):
        marker = having()
        for name, args in [('one_arg', (marker,)), ('positional', (1, marker)), ('keyword', (1, marker))]:
            with self.subTest(name=name):
                before = sys.getrefcount(marker)
                for _ in range(100):
                    result = getattr(_testrust, name)(*args)
                self.assertIs(result if name == 'one_arg' else result[1], marker)
                del result
                self.assertEqual(sys.getrefcount(marker), before)

    def test_kwargs_is_a_dict_of_its_own(self):
        given = {'x': having()}
        got = _testrust.var_keyword(**given)
        self.assertEqual(got, given)
        self.assertIsNot(got, given)
        alive = weakref.ref(given.pop('x'))
        self.assertIsNotNone(alive())
        got.clear()
        support.gc_collect()
        self.assertIsNone(alive())
        self.assertIsNone(_testrust.var_keyword())

    def test_many_arguments(self):
        many = list(range(100_000))
        self.compare('var_positional', *many)
        self.compare('positional_and_var', *many)
        self.compare('positional', *many)
        keywords = {f'k{i}': i for i in range(5000)}
        self.compare('var_keyword', **keywords)
        self.compare('var_both', *many, **keywords)
        self.compare('keyword', *many, **keywords)


class Everything(unittest.TestCase):
    """(a, /, b, *args, c, d=None, **kwargs), which Argument Clinic cannot do."""

    # What the same function in Python takes, it takes.
    @staticmethod
    def everything(a, /, b, *args, c, d=None, **kwargs):
        return a, b, len(args), c, d, kwargs or None

    def test_calls_that_fit(self):
        for args, kwargs in [
            ((1, 2), {'c': 3}),
            ((1,), {'b': 2, 'c': 3}),
            ((1, 2, 3, 4), {'c': 5, 'd': 6}),
            ((1, 2), {'c': 3, 'x': 4, 'y': 5}),
            ((1, 2), {'c': 3, 'a': 4}),
            ((1,), {'x': 1, 'b': 2, 'y': 3, 'c': 4, 'caf\xe9': 5}),
        ]:
            with self.subTest(args=args, kwargs=kwargs):
                self.assertEqual(_testrust.everything(*args, **kwargs), self.everything(*args, **kwargs))

    def test_calls_that_do_not(self):
        # The parser of C functions writes the texts; it is not shown what goes to kwargs.
        twice = r"given by name \('b'\) and position \(2\)|invalid keyword argument for everything\(\)"
        for args, kwargs, text in [
            ((), {}, r'everything\(\) takes at least 1 positional argument \(0 given\)'),
            ((1,), {'c': 2}, r"everything\(\) missing required argument 'b' \(pos 2\)"),
            ((1, 2), {}, r"everything\(\) missing required argument 'c' \(pos 3\)"),
            ((1, 2), {'x': 1}, r"everything\(\) missing required argument 'c' \(pos 3\)"),
            ((1, 2), {'b': 1, 'c': 2}, twice),
            ((1, 2), {'b': 1, 'c': 2, 'x': 3}, twice),
            ((), {'a': 1, 'b': 2, 'c': 3}, r'everything\(\) takes at least 1 positional argument \(0 given\)'),
        ]:
            with self.subTest(args=args, kwargs=kwargs):
                self.assertRaisesRegex(TypeError, text, _testrust.everything, *args, **kwargs)

    def test_signature(self):
        self.assertEqual(str(inspect.signature(_testrust.everything)),
                         str(inspect.signature(self.everything)))


class Converters(Comparison):
    def test_every_object_for_every_converter(self):
        everything = list(objects())
        for name in NAMES:
            if not name.startswith('as_'):
                continue
            ends = set()
            with self.subTest(name=name):
                for value in everything:
                    ends.add(self.compare(name, value)[0][:9])
                # Some are taken and some are not.
                self.assertIn("('returns", ends)
                self.assertGreater(len(ends), 1)

    def test_texts_name_the_argument(self):
        for name in ('convert_positional', 'convert_keyword'):
            for value in objects():
                with self.subTest(name=name, value=repr(value)[:100]):
                    self.compare(name, value, 'text')
                    self.compare(name, 1, value)
        for value in objects():
            with self.subTest(value=repr(value)[:100]):
                self.compare('convert_positional', 1, 'text', value)
                self.compare('convert_keyword', 1, 'text', data=value)
                self.compare('convert_keyword', number=1, text='text', more=value)
                self.compare('checksum', value)
                self.compare('checksum', b'data', value)
                self.compare('line', value)
                self.compare('line', b'data', newline=value)
                for args, kwargs in [((value,), {}), (('', value), {}), (('', None, value), {}), (('',), {'c': value}),
                                     (('',), {'d': value})]:
                    self.compare('typed', *args, **kwargs)
                for parameter in ('number', 'real', 'flag', 'text', 'data', 'mask'):
                    self.compare('defaults', **{parameter: value})
                self.compare('given', value)
                self.compare('given', flag=value)
                self.compare('limited', value)

    def test_the_first_that_fails_is_what_is_raised(self):
        for values in itertools.product([1, 'x'], ['text', 1, 'te\0xt'], [b'data', 1, having(buffer=failing)]):
            with self.subTest(values=values):
                self.compare('convert_positional', *values)
                self.compare('convert_keyword', *values[:2], data=values[2])

    def test_buffers_are_released(self):
        for name, args in [('as_buffer', ()), ('checksum', ('x',)), ('convert_positional', (1, 2))]:
            with self.subTest(name=name):
                data = bytearray(b'data')
                args = (data, *args) if name != 'convert_positional' else (1, 'text', data)
                self.compare(name, *args)
                data.append(0)

    def test_a_buffer_in_one_piece(self):
        for size in (0, 1, 63, 64, 65, 100_000):
            data = random.Random(size).randbytes(size)
            for exporter in (data, bytearray(data), memoryview(data), array.array('B', data)):
                with self.subTest(size=size, type=type(exporter)):
                    self.assertEqual(_testrust.whole(exporter), data)
        changing = bytearray(b'data')
        copy = _testrust.whole(changing)
        changing[:] = b'more data'
        self.assertEqual(copy, b'data')

    def test_single_bytes_are_what_base64_wants(self):
        import _pybase64
        data = b'abcdefgh'
        for value in (data, bytearray(data), memoryview(data), memoryview(data).cast('c'), array.array('b', data)):
            with self.subTest(value=value):
                self.assertEqual(_testrust.as_single_bytes(value), data)
        for value in ('text', None, 1, array.array('i', [1]), memoryview(data).cast('B', (2, 4))):
            with self.subTest(value=value):
                with self.assertRaises(TypeError) as expected:
                    _pybase64.encodebytes(value)
                with self.assertRaises(TypeError) as caught:
                    _testrust.as_single_bytes(value)
                self.assertEqual(str(caught.exception), str(expected.exception))
        with self.assertRaises(TypeError):
            _testrust.as_single_bytes(memoryview(data)[::2])

    def test_warnings_become_exceptions(self):
        for name in ('as_mask', 'as_ssize_t', 'as_int', 'as_double', 'as_size_t'):
            for value in numbers():
                with self.subTest(name=name, value=repr(value)[:100]):
                    ends = []
                    for function in self.pair(name):
                        with warnings.catch_warnings():
                            warnings.simplefilter('error')
                            try:
                                ends.append(repr(function(value)))
                            except Exception as error:
                                ends.append((type(error), str(error)))
                    self.assertEqual(*ends)

    def test_a_resize_in_the_middle(self):
        # The first argument is taken when the second runs code that would change it.
        for name in ('checksum', 'line'):
            ends = []
            for function in self.pair(name):
                data = bytearray(b'data')

                def resize(self):
                    data.extend(b'more')
                    return 1
                value = having(index=resize, bool=resize)
                ends.append(outcome(function, (data,), {'newline': value}) if name == 'line'
                            else outcome(function, (data, value), {}))
            self.assertEqual(*ends)
            self.assertIn('BufferError', ends[0][0])


class Texts(Comparison):
    def test_signatures(self):
        for name in NAMES:
            with self.subTest(name=name):
                rust, c = self.pair(name)
                self.assertEqual(rust.__text_signature__, c.__text_signature__)
                self.assertEqual(rust.__doc__, c.__doc__)
                self.assertEqual(rust.__name__, c.__name__)
                self.assertEqual(rust.__qualname__, c.__qualname__)
                if name in UNREPRESENTABLE:
                    continue
                self.assertEqual(inspect.signature(rust), inspect.signature(c))

    def test_attributes(self):
        for module in (_testrust, _testrust_twin):
            self.assertEqual(module.Value(7).number, 7)
        rust, c = (module.Value for module in (_testrust, _testrust_twin))
        self.assertEqual(rust.number.__doc__, c.number.__doc__)
        for call in (lambda value: setattr(value(), 'number', 1), lambda value: delattr(value(), 'number'),
                     lambda value: value().other, lambda value: setattr(value(), 'other', 1),
                     lambda value: setattr(value, 'other', 1), lambda value: type('Derived', (value,), {}),
                     lambda value: value.number.__get__(7), lambda value: value.no_args(7),
                     lambda value: value.no_args(), lambda value: value.keyword(7, 8)):
            self.assertEqual(outcome(call, (rust,), {}), outcome(call, (c,), {}))

    def test_help(self):
        for name in NAMES:
            with self.subTest(name=name):
                rust, c = self.pair(name)
                of_rust, of_c = (pydoc.plain(pydoc.render_doc(function)) for function in (rust, c))
                self.assertEqual(of_rust, plain(of_c))
                self.assertIn(name.rpartition('.')[2], of_rust)


if __name__ == '__main__':
    unittest.main()
