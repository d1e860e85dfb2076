"""Tests of the built-in types and protocols of the safe API, through _testrust.

Each operation is compared with what Python does itself, on ordinary and on hostile objects.
"""

import array
import builtins
import contextlib
import datetime
import errno
import gc
import io
import operator
import os
import random
import struct
import sys
import sysconfig
import types
import unittest
import warnings
import weakref

from test import support
from test.support import import_helper, script_helper, warnings_helper

import _testrust as rust

FREE_THREADED = bool(sysconfig.get_config_var('Py_GIL_DISABLED'))


class Failure(Exception):
    pass


class Hostile:
    """Everything that can be overridden raises."""

    def _fail(self, *args):
        raise Failure

    __eq__ = __lt__ = __le__ = __ne__ = __gt__ = __ge__ = __hash__ = _fail
    __bool__ = __len__ = __repr__ = __str__ = __iter__ = __next__ = __contains__ = _fail
    __getitem__ = __setitem__ = __delitem__ = __call__ = __index__ = _fail
    __neg__ = __pos__ = __abs__ = __invert__ = __add__ = __iadd__ = __pow__ = _fail
    __getattr__ = __setattr__ = __delattr__ = _fail


class Liar:
    """What must be a str, an int or a bool is none. (For a hash, 3.11 leaks it.)"""

    def _lie(self, *args):
        return object()

    __bool__ = __len__ = __repr__ = __str__ = __iter__ = __index__ = _lie


class Recursive:
    def __repr__(self):
        return rust.any_repr(self)

    def __call__(self):
        return rust.any_call(self, (), None)

    def __eq__(self, other):
        return rust.any_compare('eq', self, other)

    def __add__(self, other):
        return rust.any_binary('add', self, other)

    def __getitem__(self, key):
        return rust.any_get_item(self, key)

    def __getattr__(self, name):
        return rust.any_getattr(self, name)


class Matrix:
    """Knows every binary operator, in place and not, by its name."""

    def __init__(self):
        self.calls = []


def _record(name):
    def operate(self, *others):
        self.calls.append((name, others))
        return self, name, others
    return operate


for _name in ('add sub mul matmul truediv floordiv mod divmod lshift rshift and or xor pow '
              'iadd isub imul imatmul itruediv ifloordiv imod ilshift irshift iand ior ixor ipow '
              'neg pos abs invert').split():
    setattr(Matrix, f'__{_name}__', _record(_name))

LONE_SURROGATE = 'a\ud800b'

STRINGS = ['', 'a', 'ascii' * 50, 'é', 'latin-1 ÿ', 'ĀЖ', 'ab\u20ac', '\U0001f40d', 'a\0b',
           LONE_SURROGATE, '\udcff', 'x' * 1000 + '\U0010ffff']


class Str(str):
    def __len__(self):
        return 99

    def __getitem__(self, index):
        raise Failure

    def __str__(self):
        return 'another'

    def encode(self, *args):
        raise Failure


class Bytes(bytes):
    def __len__(self):
        return 99

    def __bytes__(self):
        return b'another'


class ByteArray(bytearray):
    def __len__(self):
        return 99


class List(list):
    def __len__(self):
        return 99

    def __getitem__(self, index):
        raise Failure

    def __iter__(self):
        raise Failure

    def append(self, item):
        raise Failure


class Tuple(tuple):
    def __len__(self):
        return 99

    def __getitem__(self, index):
        raise Failure

    def __iter__(self):
        return iter(['from', '__iter__'])


class Dict(dict):
    def __len__(self):
        return 99

    def __getitem__(self, key):
        raise Failure

    def __missing__(self, key):
        raise Failure

    def keys(self):
        raise Failure


class Set(set):
    def __len__(self):
        return 99

    def __contains__(self, item):
        raise Failure


def outcome(function, *args):
    """What a call returns, or the class and the text of what it raises."""
    try:
        return 'returns', function(*args)
    except BaseException as error:
        return 'raises', type(error), str(error)


class TestCase(unittest.TestCase):
    def assertSame(self, ours, theirs, *args):
        """Both calls return equal objects of one type, or raise the same."""
        ours, theirs = outcome(ours, *args), outcome(theirs, *args)
        self.assertEqual(ours, theirs)
        self.assertIs(type(ours[1]), type(theirs[1]))

    def assertUncounted(self, objects, function, *args):
        """A call leaves the reference counts of objects as they are."""
        def counts():
            return [sys.getrefcount(each) for each in objects]
        # The first call may put names into caches.
        outcome(function, *args)
        before = counts()
        for _ in range(20):
            outcome(function, *args)
        after = counts()
        self.assertEqual(before, after)


class Attributes(TestCase):
    def test_get(self):
        for target, name in [([], 'append'), (1, 'real'), (1, 'missing'), (os, 'getcwd'),
                             (1, 2), (1, LONE_SURROGATE), (Hostile(), 'x'), (1, Str('real')),
                             (1, None)]:
            with self.subTest(target=type(target), name=name):
                self.assertSame(rust.any_getattr, getattr, target, name)
                self.assertSame(rust.any_hasattr, hasattr, target, name)

    def test_optional(self):
        self.assertEqual(rust.any_getattr_opt(1, 'real'), (1,))
        self.assertIsNone(rust.any_getattr_opt(1, 'missing'))
        self.assertRaises(TypeError, rust.any_getattr_opt, 1, 1)
        self.assertRaises(Failure, rust.any_getattr_opt, Hostile(), 'x')
        self.assertEqual(rust.any_getattr_opt(types.SimpleNamespace(x=None), 'x'), (None,))

        class Missing:
            def __getattr__(self, name):
                raise AttributeError('of its own')
        self.assertIsNone(rust.any_getattr_opt(Missing(), 'x'))

    def test_set_and_delete(self):
        target = types.SimpleNamespace()
        rust.any_setattr(target, 'x', 1)
        self.assertEqual(target.x, 1)
        rust.any_delattr(target, 'x')
        self.assertFalse(hasattr(target, 'x'))
        for target, name in [(1, 'real'), (object(), 'x'), (types.SimpleNamespace(), 'x'),
                             (types.SimpleNamespace(), 1), (Hostile(), 'x')]:
            with self.subTest(target=type(target), name=name):
                self.assertSame(lambda: rust.any_delattr(target, name),
                                lambda: delattr(target, name))
        self.assertSame(lambda: rust.any_setattr(object(), 'x', 1),
                        lambda: setattr(object(), 'x', 1))
        self.assertRaises(Failure, rust.any_setattr, Hostile(), 'x', 1)

    def test_references(self):
        target, value, name = types.SimpleNamespace(), object(), 'attribute of nothing else'
        target.x = value
        objects = [target, value, name]
        self.assertUncounted(objects, rust.any_getattr, target, 'x')
        self.assertUncounted(objects, rust.any_getattr, target, name)
        self.assertUncounted(objects, rust.any_getattr_opt, target, 'x')
        self.assertUncounted(objects, rust.any_hasattr, target, name)
        self.assertUncounted(objects, rust.any_setattr, target, 'x', value)
        self.assertUncounted(objects, rust.any_setattr, object(), name, value)
        self.assertUncounted(objects, rust.any_delattr, object(), name)


class Calls(TestCase):
    def record(*args, **kwargs):
        return args, kwargs

    record = staticmethod(record)

    def test_call(self):
        for call in rust.any_call, rust.any_call_by_size:
            for size in range(6):
                for kwargs in None, {}, {'x': 1}, {'x': 1, 'y': 2}:
                    args = tuple(range(size))
                    with self.subTest(call=call.__name__, size=size, kwargs=kwargs):
                        self.assertEqual(call(self.record, args, kwargs), (args, kwargs or {}))
                        self.assertEqual(call(dict, (), kwargs), kwargs or {})

    def test_kinds_of_callables(self):
        class Class:
            def __init__(self, *args):
                self.args = args

            def method(self, *args):
                return self, args

            def __call__(self, *args):
                return args

        instance = Class()
        for args in (), (1,), (1, 2), (1, 2, 3):
            with self.subTest(args=args):
                self.assertEqual(rust.any_call_by_size(Class, args, None).args, args)
                self.assertEqual(rust.any_call_by_size(instance, args, None), args)
                self.assertEqual(rust.any_call_by_size(instance.method, args, None),
                                 (instance, args))
                self.assertEqual(rust.any_call_by_size(max, (*args, 0, 0), None), max(*args, 0, 0))

    def test_errors(self):
        for callable in 1, None, Hostile(), len, object.__new__:
            for args in (), (1,), (1, 2), (1, 2, 3):
                with self.subTest(callable=type(callable), args=args):
                    self.assertSame(lambda: rust.any_call_by_size(callable, args, None),
                                    lambda: callable(*args))
        self.assertRaisesRegex(TypeError, 'keywords must be strings',
                               rust.any_call, self.record, (), {1: 2})
        self.assertRaises(TypeError, rust.any_call, len, ([],), {'obj': []})

    def test_vectorcall(self):
        call = rust.any_vectorcall
        self.assertEqual(call(self.record, (1, 2), ()), ((1, 2), {}))
        self.assertEqual(call(self.record, (1, 2), ('x',)), ((1,), {'x': 2}))
        self.assertEqual(call(self.record, (1, 2), ('x', Str('y'))), ((), {'x': 1, 'y': 2}))
        self.assertEqual(call(dict, (1,), (LONE_SURROGATE,)), {LONE_SURROGATE: 1})
        self.assertRaisesRegex(TypeError, 'more names than arguments',
                               call, self.record, (1,), ('x', 'y'))
        self.assertRaisesRegex(TypeError, 'keywords must be strings',
                               call, self.record, (1,), (1,))
        # A subclass of tuple is one.
        self.assertEqual(call(self.record, Tuple([1, 2]), Tuple(['x'])), ((1,), {'x': 2}))
        self.assertEqual(call(dict, (1,), Tuple(['x'])), {'x': 1})
        for function in self.record, dict, rust.any_vectorcall, max:
            with self.subTest(function=function):
                # Which of the two counts is the callee's affair.
                outcome(call, function, (1, 2), ('x', 'x'))

    def test_methods(self):
        class Class:
            record = Calls.record

            def method(self, *args, **kwargs):
                return self, args, kwargs

        instance = Class()
        for size in range(6):
            args = tuple(range(size))
            for kwargs in None, {'x': 1}:
                with self.subTest(size=size, kwargs=kwargs):
                    self.assertEqual(rust.any_call_method(instance, 'method', args, kwargs),
                                     (instance, args, kwargs or {}))
                    self.assertEqual(
                        rust.any_call_method(types.SimpleNamespace(f=self.record), 'f', args, kwargs),
                        (args, kwargs or {}))
        self.assertEqual(rust.any_call_method('a b', 'split', (), None), ['a', 'b'])
        self.assertSame(lambda: rust.any_call_method(1, 'missing', (), None),
                        lambda: (1).missing())
        self.assertRaises(TypeError, rust.any_call_method, 1, 2, (), None)
        self.assertRaises(Failure, rust.any_call_method, Hostile(), 'x', (1,), None)

    def test_callable(self):
        for value in len, int, Hostile(), Calls.record, 1, None, 'x':
            self.assertIs(rust.any_is_callable(value), callable(value))

    def test_references(self):
        a, b, kwargs = object(), object(), {'x': object()}
        objects = [a, b, kwargs, kwargs['x'], self.record]
        for args in (), (a,), (a, b), (a, b, a):
            for call in rust.any_call, rust.any_call_by_size:
                self.assertUncounted(objects, call, self.record, args, None)
                self.assertUncounted(objects, call, self.record, args, kwargs)
                self.assertUncounted(objects, call, Hostile(), args, kwargs)
            self.assertUncounted(objects, rust.any_call_method,
                                 types.SimpleNamespace(f=self.record), 'f', args, None)
        self.assertUncounted(objects, rust.any_vectorcall, self.record, (a, b), ('x',))


class Comparisons(TestCase):
    VALUES = [0, 1, 1.0, -1, '', 'a', None, float('nan'), (), (1,), [], {1}, {1, 2}, Hostile()]
    NAMES = ['lt', 'le', 'eq', 'ne', 'gt', 'ge']

    def test_compare(self):
        for left in self.VALUES:
            for right in self.VALUES:
                for name in self.NAMES:
                    with self.subTest(left=type(left), right=type(right), name=name):
                        function = getattr(operator, name)
                        self.assertSame(lambda: rust.any_compare(name, left, right),
                                        lambda: function(left, right))
                self.assertSame(
                    lambda: rust.any_comparisons(left, right),
                    lambda: tuple(bool(getattr(operator, name)(left, right)) for name in self.NAMES))

    def test_compare_bool(self):
        nan = float('nan')
        self.assertIs(rust.any_compare_bool('eq', nan, nan), True)
        self.assertIs(rust.any_compare_bool('ne', nan, nan), False)
        hostile = Hostile()
        self.assertIs(rust.any_compare_bool('eq', hostile, hostile), True)
        self.assertRaises(Failure, rust.any_compare_bool, 'lt', hostile, hostile)
        self.assertIs(rust.any_compare_bool('le', 1, 2), True)

    def test_any_result(self):
        class Answer:
            def __eq__(self, other):
                return 'no bool'

            def __lt__(self, other):
                return Hostile()
        self.assertEqual(rust.any_compare('eq', Answer(), 1), 'no bool')
        self.assertRaises(Failure, rust.any_comparisons, Answer(), 1)
        self.assertRaises(Failure, rust.any_compare_bool, 'lt', Answer(), 1)

    def test_identity_and_constants(self):
        self.assertEqual(rust.any_constants(), (None, ..., NotImplemented))
        self.assertEqual(rust.any_is(None, 1), (True, False, False, False))
        self.assertEqual(rust.any_is(..., ...), (False, True, False, True))
        self.assertEqual(rust.any_is(NotImplemented, None), (False, False, True, False))
        hostile = Hostile()
        self.assertEqual(rust.any_is(hostile, hostile), (False, False, False, True))


class Texts(TestCase):
    def test_text(self):
        for value in [1, 'a', LONE_SURROGATE, b'', [Hostile()], Hostile(), Liar(), int, Str('a')]:
            with self.subTest(value=type(value)):
                self.assertSame(rust.any_repr, repr, value)
                self.assertSame(rust.any_str, str, value)
                self.assertSame(rust.any_ascii, ascii, value)

    def test_truth_hash_len(self):
        for value in [0, 1, -1, -2, '', 'a', [], [1], {}, None, Hostile(), Liar(), (1, []), 2**70,
                      Dict(), int, sys.hash_info.modulus]:
            with self.subTest(value=type(value)):
                self.assertSame(rust.any_truth, bool, value)
                self.assertSame(rust.any_hash, hash, value)
                self.assertSame(rust.any_len, len, value)

    def test_hash_of_minus_one(self):
        class Class:
            def __hash__(self):
                return -1
        self.assertEqual(rust.any_hash(Class()), -2)


class Items(TestCase):
    def test_get(self):
        for value, key in [([1, 2], 0), ([1, 2], 2), ([1, 2], -1), ([1], slice(None)), ({1: 2}, 1),
                           ({}, 1), ({}, []), ('abc', 1), (1, 1), (Hostile(), 1), ([1], 2**70),
                           ([1], Hostile()), (list, int), (Dict(), 1)]:
            with self.subTest(value=type(value), key=type(key)):
                self.assertSame(rust.any_get_item, operator.getitem, value, key)
                self.assertSame(lambda: rust.any_contains(value, key), lambda: key in value)

    def test_set_and_delete(self):
        for make in [lambda: [1, 2], lambda: {1: 2}, lambda: (1, 2), lambda: bytearray(2), Hostile,
                     lambda: 1]:
            for key in 0, 1, 5, [], Hostile(), 'x', slice(0, 1):
                for value in 3, [4], Hostile():
                    with self.subTest(make=make(), key=type(key), value=type(value)):
                        ours, theirs = make(), make()
                        self.assertEqual(outcome(rust.any_set_item, ours, key, value),
                                         outcome(operator.setitem, theirs, key, value))
                        self.assertEqual(outcome(rust.any_del_item, ours, key),
                                         outcome(operator.delitem, theirs, key))
                        if type(ours) is not Hostile:
                            self.assertEqual(ours, theirs)

    def __repr__(self):
        return 'Items'

    def test_iterate(self):
        class Getitem:
            def __getitem__(self, index):
                if index > 3:
                    raise IndexError
                return index

        class Late:
            def __iter__(self):
                yield 1
                raise Failure

        class NoIterator:
            def __iter__(self):
                return 1

        for make in [lambda: [1, 2], lambda: (), lambda: 'abc', lambda: {1: 2}, lambda: 1, Hostile,
                     Liar, Getitem, Late, NoIterator, lambda: iter([1]), lambda: range(3)]:
            with self.subTest(make=make):
                self.assertSame(lambda: rust.any_iterate(make()),
                                lambda: [item for item in make()])

    def test_iterator_without_next(self):
        class Iterator:
            def __iter__(self):
                return self

            def __next__(self):
                del Iterator.__next__
                return 1
        self.assertRaises(TypeError, rust.any_iterate, Iterator())

    def test_iterator_that_changes_its_class(self):
        class Other:
            pass

        class Iterator:
            def __iter__(self):
                return self

            def __next__(self):
                self.__class__ = Other
                return 1
        self.assertRaises(TypeError, rust.any_iterate, Iterator())

    def test_changed_while_iterating(self):
        items = {1, 2, 3}

        class Hash:
            def __init__(self):
                items.add(self)
        # A set of Python's own says it.
        iterator = iter(items)

        class Adds:
            def __iter__(self):
                for item in iterator:
                    items.add(object())
                    yield item
        self.assertRaises(RuntimeError, rust.any_iterate, Adds())

    def test_references(self):
        item, items = object(), []
        items.append(item)
        for function, args in [(rust.any_iterate, (items,)), (rust.any_get_item, (items, 0)),
                               (rust.any_set_item, (items, 0, item)), (rust.any_contains, (items, item)),
                               (rust.any_set_item, (items, 5, item)), (rust.any_get_item, (items, item)),
                               (rust.any_iterate, ([item, item],))]:
            self.assertUncounted([item, items], function, *args)


class Operators(TestCase):
    def test_all(self):
        unary, binary = rust.any_operators()
        for name in binary:
            with self.subTest(name=name):
                operand, other = Matrix(), object()
                result = rust.any_binary(name, operand, other)
                self.assertEqual(result, (operand, name, (other,)))
        for name in unary:
            with self.subTest(name=name):
                operand = Matrix()
                self.assertEqual(rust.any_unary(name, operand), (operand, name, ()))
        operand = Matrix()
        self.assertEqual(rust.any_ipow(operand, 2), (operand, 'ipow', (2,)))
        self.assertEqual(rust.any_pow(operand, 2, 3), (operand, 'pow', (2, 3)))
        self.assertEqual(rust.any_pow(operand, 2, None), (operand, 'pow', (2,)))

    def test_against_operator(self):
        unary, binary = rust.any_operators()
        values = [0, 1, -3, 7, 2.5, 'ab', [1], (2,), {3}, {4: 5}, True, None, 2**65, 1j]
        for left in values:
            for name in unary:
                self.assertSame(lambda: rust.any_unary(name, left),
                                lambda: getattr(operator, name)(left))
            for right in values:
                for name in binary:
                    function = getattr(operator, name, None) or getattr(operator, name + '_', divmod)
                    if name in {'imul', 'mul'} and 2**65 in (left, right):
                        continue
                    if name in {'lshift', 'ilshift'} and right == 2**65:
                        continue
                    with self.subTest(name=name, left=left, right=right):
                        # In place, a list, a dict or a set changes.
                        self.assertSame(lambda: rust.any_binary(name, copy(left), right),
                                        lambda: function(copy(left), right))

    def test_pow(self):
        for args in [(2, 10, None), (2, 10, 7), (2, -1, None), (2, -1, 7), (2, 2, 0), ('', 1, None),
                     (2.0, 2, 2), (2, 0.5, None)]:
            with self.subTest(args=args):
                self.assertSame(rust.any_pow, pow, *args)
                if args[2] is None:
                    self.assertSame(rust.any_ipow, operator.ipow, *args[:2])

    def test_hostile(self):
        for name in ['neg', 'pos', 'abs', 'invert']:
            self.assertRaises(Failure, rust.any_unary, name, Hostile())
        for name in ['add', 'iadd']:
            self.assertRaises(Failure, rust.any_binary, name, Hostile(), 1)
        self.assertRaises(Failure, rust.any_pow, Hostile(), 1, None)
        self.assertRaisesRegex(TypeError, 'unsupported operand', rust.any_binary, 'sub', Hostile(), 1)

    def test_references(self):
        operand, other = Matrix(), object()
        _, binary = rust.any_operators()
        for name in binary:
            operand.calls.clear()

            def operate():
                rust.any_binary(name, operand, other)
                operand.calls.clear()
            self.assertUncounted([operand, other], operate)


def copy(value):
    return value.copy() if hasattr(value, 'copy') else value


class Types(TestCase):
    MARKED = [BaseException, bool, bytearray, bytes, type(datetime.datetime_CAPI), dict, float, frozenset,
              int, list, memoryview, types.ModuleType, set, slice, str, types.TracebackType, tuple,
              type, weakref.ReferenceType]

    def instances(self):
        class Weak(weakref.ref):
            pass

        class Module(types.ModuleType):
            pass

        try:
            raise Failure
        except Failure as error:
            traceback = error.__traceback__
        yield from [Failure(), KeyError(1), True, bytearray(), ByteArray(), b'', Bytes(),
                    datetime.datetime_CAPI, {}, Dict(), 1.5, frozenset(), 1, 2**70, [], List(),
                    memoryview(b''), os, Module('m'), set(), Set(), slice(1), '', Str(), LONE_SURROGATE,
                    traceback, (), Tuple(), int, type, type('Meta', (type,), {}), weakref.ref(self),
                    Weak(self), Hostile(), None, ..., object(), weakref.proxy(self)]
        yield types.SimpleNamespace(__class__=int)

    def test_casts(self):
        for value in self.instances():
            with self.subTest(type=type(value)):
                inexact, exact = rust.any_casts(value)
                # isinstance() believes __class__, and a cast does not.
                self.assertEqual(inexact, [t for t in self.MARKED if t in type(value).__mro__])
                self.assertEqual(exact, [t for t in self.MARKED if t is type(value)])

    def test_pretender(self):
        class Pretender:
            __class__ = str
        self.assertIsInstance(Pretender(), str)
        self.assertEqual(rust.any_casts(Pretender()), ([], []))
        self.assertIs(rust.any_type(Pretender()), Pretender)

    def test_cast_error(self):
        for cast in rust.any_cast_str, rust.any_cast_into_str:
            self.assertEqual(cast('a'), 'a')
            text = Str('a')
            self.assertIs(cast(text), text)
            for value, name in [(1, 'int'), (None, 'None'), (b'', 'bytes'), (Failure(), 'Failure'),
                                (type('x' * 200, (), {})(), 'x' * 50)]:
                with self.assertRaises(TypeError) as caught:
                    cast(value)
                self.assertEqual(str(caught.exception), f'must be str, not {name}')

    def test_arguments(self):
        for function, value, expected in [(rust.str_concat, 1, 'str'), (rust.list_append, (), 'list'),
                                          (rust.dict_get, None, 'dict'), (rust.tuple_get, [], 'tuple')]:
            with self.assertRaises(TypeError) as caught:
                function(value, 'x')
            name = 'None' if value is None else type(value).__name__
            self.assertEqual(str(caught.exception),
                             f'{function.__name__}() argument 1 must be {expected}, not {name}')
        self.assertEqual(rust.str_parameter('é'), 'é')
        self.assertRaisesRegex(TypeError, 'must be str, not bytes', rust.str_parameter, b'')
        self.assertRaises(UnicodeEncodeError, rust.str_parameter, LONE_SURROGATE)

    def test_type_of(self):
        for value in self.instances():
            self.assertIs(rust.any_type(value), type(value))

    def test_isinstance_and_issubclass(self):
        class Meta(type):
            def __instancecheck__(self, instance):
                raise Failure

            def __subclasscheck__(self, subclass):
                raise Failure

        class Class(metaclass=Meta):
            pass

        values = [1, True, int, bool, (int, str), (), ((str,), int), Class, None, int | str, Hostile()]
        for value in values:
            for class_ in values:
                with self.subTest(value=value if value is not values[-1] else Hostile, class_=type(class_)):
                    self.assertSame(rust.any_isinstance, isinstance, value, class_)
                    self.assertSame(rust.any_issubclass, issubclass, value, class_)

    def test_names(self):
        class Inner:
            pass
        Inner.__qualname__ = 'Outer.Inner'
        for class_, full in [(int, 'int'), (Inner, __name__ + '.Outer.Inner'),
                             (datetime.datetime, 'datetime.datetime')]:
            self.assertEqual(rust.type_names(class_),
                             (class_.__name__, class_.__qualname__, class_.__module__, full))
        Inner.__module__ = 5
        self.assertEqual(rust.type_names(Inner), ('Inner', 'Outer.Inner', 5, 'Outer.Inner'))
        Inner.__module__ = '__main__'
        self.assertEqual(rust.type_names(Inner)[3], 'Outer.Inner')
        Inner.__module__ = LONE_SURROGATE
        self.assertRaises(UnicodeEncodeError, rust.type_names, Inner)

    def test_is_subclass_of(self):
        class Meta(type):
            def __subclasscheck__(self, subclass):
                raise Failure
        self.assertEqual(rust.type_is_subclass_of(Dict), (True, False))
        self.assertEqual(rust.type_is_subclass_of(Failure), (False, True))
        self.assertEqual(rust.type_is_subclass_of(Meta('C', (), {})), (False, False))

    def test_numbers(self):
        for number in [0, 1, -1, 2**100, -2**100, True, False]:
            self.assertIs(rust.int_is_negative(number), number < 0)

        class Float(float):
            def __float__(self):
                raise Failure
        for number in [0.0, -0.0, 1.5, float('inf'), float('nan'), Float(2.5)]:
            copy = rust.float_copy(number)
            self.assertIs(type(copy), float)
            self.assertEqual(struct.pack('d', copy), struct.pack('d', number))


class Strings(TestCase):
    def test_copy(self):
        for text in STRINGS:
            with self.subTest(text=text[:10]):
                self.assertSame(rust.str_copy, lambda text: text.encode().decode(), text)
        self.assertEqual(rust.str_copy(Str('mine')), 'mine')

    def test_data(self):
        for text in [*STRINGS, Str('mine')]:
            with self.subTest(text=str.__str__(text)[:10]):
                widest = max(map(ord, str.__iter__(text)), default=0)
                kind = 1 if widest < 0x100 else 2 if widest < 0x10000 else 4
                chars = [ord(char) for char in str.__iter__(text)]
                self.assertEqual(rust.str_data(text), (len(chars), text.isascii(), kind, chars))

    def test_intern(self):
        name = ''.join(['interned', ' by ', 'test'])
        self.assertIs(rust.str_intern(name), sys.intern(name))
        self.assertIs(rust.str_intern(''.join(['int', 'erned by test'])), sys.intern(name))

    def test_making(self):
        self.assertEqual(rust.str_format('é', -5), 'é--5')
        self.assertEqual(rust.str_format('x' * 10_000, 0), 'x' * 10_000 + '-0')
        self.assertEqual(rust.str_pieces('', '', ''), '')
        self.assertEqual(rust.str_pieces('a\0', 'é', '\U0001f40d'), 'a\0é\U0001f40d')
        for code in [0, 65, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0x10ffff]:
            self.assertEqual(rust.str_of_char(code), chr(code))
        self.assertRaises(ValueError, rust.str_of_char, 0xd800)
        data = bytes(range(256))
        self.assertEqual(rust.str_from_latin1(data), data.decode('latin-1'))
        self.assertEqual(rust.str_from_latin1(b''), '')

    def test_operations(self):
        for left in STRINGS:
            for right in STRINGS:
                with self.subTest(left=left[:10], right=right[:10]):
                    self.assertSame(rust.str_concat, operator.add, left, right)
                    found = left.find(right)
                    self.assertEqual(rust.str_find(left, right), None if found < 0 else found)
                    self.assertSame(rust.str_join, str.join, left, [right, left, right])
            for low in 0, 1, 2, 5000, sys.maxsize:
                for high in 0, 1, 3, 5000, sys.maxsize:
                    self.assertEqual(rust.str_substring(left, low, high), left[low:high])

    def test_join(self):
        class Shrinks:
            def __iter__(self):
                items.clear()
                return iter(['a'])

        items = ['a', 'b']
        for iterable in [(), ['a'], ['a', 1], 1, Hostile(), 'abc', {'a': 1}, [Str('a'), 'b'],
                         [LONE_SURROGATE], Shrinks()]:
            with self.subTest(iterable=type(iterable)):
                self.assertSame(rust.str_join, str.join, ', ', iterable)

    def test_references(self):
        text = 'a text that nobody else has, é'
        for function, args in [(rust.str_copy, (text,)), (rust.str_data, (text,)),
                               (rust.str_concat, (text, 'x')), (rust.str_concat, (text, '')),
                               (rust.str_join, (text, [text, text])), (rust.str_find, (text, 'x')),
                               (rust.str_substring, (text, 0, 100)), (rust.any_cast_str, (text,)),
                               (rust.any_cast_into_str, (1,))]:
            self.assertUncounted([text], function, *args)


class BytesAndBuffers(TestCase):
    def test_bytes(self):
        for data in [b'', b'a', bytes(range(256)), Bytes(b'mine')]:
            exact = bytes.__getitem__(data, slice(None))
            self.assertEqual(rust.bytes_copy(data), (len(exact), exact))
            self.assertIs(type(rust.bytes_copy(data)[1]), bytes)
            self.assertEqual(rust.bytes_of_slice(data), exact)

    def test_bytes_from_object(self):
        data = b'the very same'
        self.assertIs(rust.bytes_from_object(data), data)
        two = memoryview(bytearray(range(16))).cast('B', [4, 4])
        for value in [bytearray(b'ab'), memoryview(b'abcdef')[::2], two, array.array('i', [1, 2]),
                      [1, 2, 3], (), range(5), [256], ['a'], 'a', None, Hostile(), object(),
                      Bytes(b'mine')]:
            with self.subTest(value=type(value)):
                if type(value) is Bytes:
                    self.assertEqual(rust.bytes_from_object(value), b'mine')
                else:
                    ours, theirs = outcome(rust.bytes_from_object, value), outcome(bytes, value)
                    self.assertEqual(ours[:2], theirs[:2])

    def test_bytearray(self):
        self.assertEqual(rust.bytearray_new(b'abc'), bytearray(b'abc'))
        self.assertIs(type(rust.bytearray_new(b'')), bytearray)
        for data in [b'', b'abc', bytes(10_000)]:
            self.assertEqual(rust.bytearray_copy(bytearray(data)), (len(data), data))
        self.assertEqual(rust.bytearray_copy(ByteArray(b'mine')), (4, b'mine'))

    def test_bytearray_read_and_write(self):
        array = bytearray(b'0123456789')
        for offset in [*range(12), sys.maxsize, 2 * sys.maxsize + 1]:
            with self.subTest(offset=offset):
                if offset <= len(array):
                    self.assertEqual(rust.bytearray_read(array, offset), array[offset:offset + 4])
                else:
                    self.assertRaises(IndexError, rust.bytearray_read, array, offset)
                if offset <= 8:
                    rust.bytearray_write(array, offset, b'xy')
                    self.assertEqual(array[offset:offset + 2], b'xy')
                else:
                    before = bytes(array)
                    self.assertRaises(IndexError, rust.bytearray_write, array, offset, b'xy')
                    self.assertEqual(array, before)
        rust.bytearray_write(array, len(array), b'')
        with memoryview(array):
            # A view does not keep anyone from writing.
            rust.bytearray_write(array, 0, b'both')
        self.assertEqual(array[:4], b'both')

    def test_bytearray_resize(self):
        for old in [0, 1, 10, 5000]:
            for new in [0, 1, 11, 1023, 1024, 1025, 9000]:
                with self.subTest(old=old, new=new):
                    array = bytearray(b'\xff' * old)
                    rust.bytearray_resize(array, new)
                    self.assertEqual(array, (b'\xff' * old)[:new] + bytes(max(new - old, 0)))
        array = bytearray(5)
        for size in sys.maxsize, 2 * sys.maxsize + 1:
            self.assertRaises(MemoryError, rust.bytearray_resize, array, size)
        self.assertEqual(array, bytes(5))

    def test_bytearray_extend(self):
        array = bytearray()
        for size in [0, 1, 2, 1000, 10_000]:
            data = random.Random(size).randbytes(size)
            expected = array + data
            rust.bytearray_extend(array, data)
            self.assertEqual(array, expected)

    def test_bytearray_with_views(self):
        array = bytearray(b'abc')
        view = memoryview(array)
        for function, arg in [(rust.bytearray_resize, 5), (rust.bytearray_extend, b'x')]:
            self.assertSame(lambda: function(array, arg), lambda: array.extend(b'x'))
        self.assertEqual(rust.bytearray_copy(array), (3, b'abc'))
        view.release()
        rust.bytearray_extend(array, b'x')
        self.assertEqual(array, b'abcx')

        # Nothing of ours is left exported.
        class Released:
            def __init__(self, array):
                self.view = memoryview(array)

            def __del__(self):
                self.view.release()
                array.clear()
        holder = Released(array)
        with self.assertRaises(BufferError):
            rust.bytearray_resize(array, 10)
        del holder
        self.assertEqual(array, b'')
        rust.bytearray_resize(array, 3)
        self.assertEqual(array, bytes(3))

    @unittest.skipIf(sys.version_info < (3, 12), 'needs __buffer__')
    def test_bytearray_with_a_buffer_of_its_own(self):
        class Elsewhere(bytearray):
            def __buffer__(self, flags):
                return memoryview(other)

        class Readonly(bytearray):
            def __buffer__(self, flags):
                return memoryview(b'12')

        class Raises(bytearray):
            def __buffer__(self, flags):
                raise Failure

        other = bytearray(b'xyz')
        array = Elsewhere(b'abcdef')
        self.assertEqual(rust.bytearray_copy(array), (6, b'xyz'))
        rust.bytearray_write(array, 1, b'--')
        self.assertEqual((bytes(other), array[:]), (b'x--', b'abcdef'))
        self.assertRaises(IndexError, rust.bytearray_write, array, 4, b'-')
        for function, arg in [(rust.bytearray_extend, b'---'), (rust.bytearray_resize, 20)]:
            self.assertRaises(IndexError, function, array, arg)
            self.assertEqual(array[:], b'abcdef')
        self.assertRaises(BufferError, rust.bytearray_write, Readonly(b'abc'), 0, b'1')
        for function, args in [(rust.bytearray_copy, ()), (rust.bytearray_read, (0,)),
                               (rust.bytearray_write, (0, b'')), (rust.bytearray_extend, (b'x',))]:
            self.assertRaises(Failure, function, Raises(b'abc'), *args)

    def test_memoryview(self):
        array = bytearray(b'abc')
        view = rust.memoryview_new(array)
        self.assertIs(type(view), memoryview)
        view[0] = ord('x')
        self.assertEqual(array, b'xbc')
        for value in 'a', 1, None, Hostile(), released_view():
            self.assertSame(rust.memoryview_new, memoryview, value)

    def test_memory(self):
        self.assertTrue(rust.memory_vec(0))
        self.assertTrue(rust.memory_vec(1000))
        for size in sys.maxsize // 8, sys.maxsize, 2 * sys.maxsize + 1:
            self.assertRaises(MemoryError, rust.memory_vec, size)
        self.assertEqual(rust.memory_extend(b'ab'), b'abab')


def released_view():
    view = memoryview(b'abc')
    view.release()
    return view


class Tuples(TestCase):
    def test_new(self):
        for size in range(10):
            items = [object() for _ in range(size)]
            self.assertEqual(rust.tuple_new(items), tuple(items))
        item = object()
        self.assertEqual(rust.tuple_from_array(item), ((item, item), ()))
        self.assertEqual(rust.tuple_of_all(), (
            None, 1, 'text', 'owned', 'c', b'bytes', True,
            ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), (1, 2, 3, 4, 5))))

    def test_items(self):
        for items in [(), (1,), (1, 2, 3), tuple(range(100))]:
            self.assertEqual(rust.tuple_items(items), (len(items), [*items], [*items]))
            for index in 0, 1, 50, 100, sys.maxsize, 2 * sys.maxsize + 1:
                self.assertSame(lambda: rust.tuple_get(items, index), lambda: items[min(index, 200)])
            for low in 0, 1, 50, sys.maxsize:
                for high in 0, 2, 200, sys.maxsize:
                    self.assertEqual(rust.tuple_slice(items, low, high), items[low:high])

    def test_subclass(self):
        items = Tuple([1, 2])
        self.assertEqual(rust.tuple_items(items), (2, [1, 2], ['from', '__iter__']))
        self.assertEqual(rust.tuple_get(items, 1), 2)
        self.assertEqual(rust.tuple_slice(items, 0, 2), (1, 2))

    def test_unpack(self):
        self.assertEqual(rust.tuple_swap((1, 2)), (2, 1))
        for items in (), (1,), (1, 2, 3):
            with self.assertRaisesRegex(ValueError, f'expected 2 items, got {len(items)}'):
                rust.tuple_swap(items)

    def test_references(self):
        item = object()
        items = (item, item)
        listed = [item]
        for function, args in [(rust.tuple_new, (listed,)), (rust.tuple_from_array, (item,)),
                               (rust.tuple_items, (items,)), (rust.tuple_get, (items, 0)),
                               (rust.tuple_get, (items, 5)), (rust.tuple_slice, (items, 0, 1)),
                               (rust.tuple_swap, (items,)), (rust.tuple_swap, ((item,),))]:
            self.assertUncounted([item, items, listed], function, *args)


class Lists(TestCase):
    def test_new(self):
        self.assertEqual(rust.list_new((1, 2, 3)), [1, 2, 3])
        self.assertEqual(rust.list_new(()), [])

    def test_items(self):
        for items in [], [1], [3, 1, 2]:
            self.assertEqual(rust.list_len(items), len(items))
            self.assertEqual(rust.list_to_tuple(items), tuple(items))
            for index in 0, 1, 2, 3, sys.maxsize, 2 * sys.maxsize + 1:
                self.assertSame(lambda: rust.list_get(items, index), lambda: items[min(index, 9)])
                for ours, theirs in [(rust.list_set, operator.setitem), (rust.list_insert, list.insert)]:
                    our_items, their_items = items[:], items[:]
                    self.assertEqual(outcome(ours, our_items, index, 'x'),
                                     outcome(theirs, their_items, min(index, 9), 'x'))
                    self.assertEqual(our_items, their_items)
                our_items, their_items = items[:], items[:]
                ours = outcome(rust.list_del, our_items, index)
                theirs = outcome(operator.delitem, their_items, min(index, 9))
                self.assertEqual(ours[:2], theirs[:2])
                self.assertEqual(our_items, their_items)
            for low in 0, 1, 5, sys.maxsize:
                for high in 0, 2, 5, sys.maxsize:
                    self.assertEqual(rust.list_slice(items, low, high), items[low:high])

    def test_append_and_extend(self):
        items = []
        rust.list_append(items, 1)
        self.assertEqual(items, [1])
        for more in [[2, 3], (4,), 'ab', {5: 6}, range(3), [], items]:
            expected = [*items, *more]
            rust.list_extend(items, more)
            self.assertEqual(items, expected)
        for more in 1, Hostile(), Liar(), None:
            before = items[:]
            self.assertRaises((TypeError, Failure), rust.list_extend, items, more)
            self.assertEqual(items, before)

    def test_sort_and_reverse(self):
        items = [3, 1, 2]
        rust.list_sort(items)
        self.assertEqual(items, [1, 2, 3])
        rust.list_reverse(items)
        self.assertEqual(items, [3, 2, 1])
        self.assertSame(lambda: rust.list_sort([1, 'a']), lambda: [1, 'a'].sort())
        self.assertRaises(Failure, rust.list_sort, [Hostile(), Hostile()])

        class Appends:
            def __lt__(self, other):
                items.append(1)
                return False
        items = [Appends(), Appends()]
        self.assertRaisesRegex(ValueError, 'modified during sort', rust.list_sort, items)

    def test_iterate(self):
        for items in [], [1], [1, 2, 3]:
            self.assertEqual(rust.list_iterate(items, id), items)

    def test_iterate_a_list_that_changes(self):
        def grow(item):
            if len(items) < 10:
                items.append(len(items))
        items = [0]
        self.assertEqual(rust.list_iterate(items, grow), list(range(10)))

        def shrink(item):
            items.pop()
        items = list(range(10))
        self.assertEqual(rust.list_iterate(items, shrink), list(range(5)))

        def clear(item):
            items.clear()
        items = [object() for _ in range(10)]
        self.assertEqual(len(rust.list_iterate(items, clear)), 1)
        self.assertRaises(Failure, rust.list_iterate, [1], Hostile())

    def test_list_shrunk_in_repr(self):
        class Shrinks:
            def __repr__(self):
                items.clear()
                return 'gone'
        items = [Shrinks(), Shrinks(), 1]
        self.assertEqual(rust.any_repr(items), '[gone]')
        self.assertEqual(items, [])

    def test_subclass(self):
        items = List([1, 2])
        self.assertEqual(rust.list_len(items), 2)
        self.assertEqual(rust.list_get(items, 0), 1)
        self.assertEqual(rust.list_iterate(items, id), [1, 2])
        rust.list_append(items, 3)
        self.assertEqual(rust.list_to_tuple(items), (1, 2, 3))

    def test_references(self):
        item = object()
        items = [item, item]
        for function, args in [(rust.list_new, ((item,),)), (rust.list_get, (items, 0)),
                               (rust.list_get, (items, 9)), (rust.list_set, (items, 0, item)),
                               (rust.list_set, (items, 9, item)), (rust.list_iterate, (items, id)),
                               (rust.list_iterate, (items, Hostile())), (rust.list_slice, (items, 0, 1)),
                               (rust.list_to_tuple, (items,)), (lambda: rust.list_append([], item), ()),
                               (lambda: rust.list_extend([], items), ()),
                               (lambda: rust.list_insert([], 0, item), ()),
                               (lambda: rust.list_del(items[:], 0), ()),
                               (rust.list_reverse, (items,))]:
            self.assertUncounted([item, items], function, *args)


class Mutator:
    """A key that changes the dict when it is compared."""

    def __init__(self, change):
        self.change = change

    def __hash__(self):
        return 1

    def __eq__(self, other):
        self.change()
        return False


class Dicts(TestCase):
    KEYS = [1, 'a', None, (), 2**70, 1.5, [], Hostile(), Str('a'), (1, [])]

    def test_items(self):
        for key in self.KEYS:
            with self.subTest(key=type(key)):
                self.assertSame(lambda: rust.dict_new(key, 2), lambda: {key: 2})
                for mapping in {}, {1: 2, 'a': None}, Dict({1: 2}):
                    ours = outcome(rust.dict_get, mapping, key)
                    marker = object()
                    theirs = outcome(dict.get, mapping, key, marker)
                    if theirs[0] == 'returns':
                        expected = None if theirs[1] is marker else (theirs[1],)
                        self.assertEqual(ours, ('returns', expected))
                    else:
                        self.assertEqual(ours, theirs)
                    for ours, theirs, args in [
                            (rust.dict_contains, dict.__contains__, ()),
                            (rust.dict_set, dict.__setitem__, (5,)),
                            (rust.dict_setdefault, dict.setdefault, (6,)),
                            (rust.dict_del, dict.__delitem__, ())]:
                        our_mapping, their_mapping = dict(mapping), dict(mapping)
                        self.assertEqual(outcome(ours, our_mapping, key, *args),
                                         outcome(theirs, their_mapping, key, *args))
                        self.assertEqual(list(our_mapping.items()), list(their_mapping.items()))

    def test_whole(self):
        for mapping in {}, {1: 2}, {'a': 1, 'b': 2, None: []}, Dict({1: 2}):
            items = list(dict.items(mapping))
            self.assertEqual(rust.dict_len(mapping), len(items))
            self.assertEqual(rust.dict_lists(mapping),
                             ([k for k, _ in items], [v for _, v in items], items))
            self.assertEqual(rust.dict_iterate(mapping, max_of_two), items)
            copied = rust.dict_copy(mapping)
            self.assertIs(type(copied), dict)
            self.assertEqual(list(copied.items()), items)
            self.assertIsNot(copied, mapping)
            rust.dict_clear(copied)
            self.assertEqual(copied, {})

    def test_update(self):
        class Mapping:
            def keys(self):
                return ['x']

            def __getitem__(self, key):
                return key * 2

        class Fails(Mapping):
            def __getitem__(self, key):
                raise Failure

        for more in [{}, {1: 3, 4: 5}, Mapping(), Fails(), Hostile(), types.MappingProxyType({6: 7})]:
            ours, theirs = {1: 2}, {1: 2}
            self.assertEqual(outcome(rust.dict_update, ours, more), outcome(theirs.update, more))
            self.assertEqual(ours, theirs)
        self.assertRaises(AttributeError, rust.dict_update, {}, 1)

    def test_iterate_a_dict_that_changes(self):
        def values(key, value):
            mapping[key] = value + 1
        mapping = {i: i for i in range(5)}
        self.assertEqual(rust.dict_iterate(mapping, values), [(i, i) for i in range(5)])
        self.assertEqual(mapping, {i: i + 1 for i in range(5)})

        changes = {
            'add': lambda key, value: mapping.update({(key, value): 1}),
            'delete': lambda key, value: mapping.pop(key),
            'clear': lambda key, value: mapping.clear(),
            'replace': lambda key, value: (mapping.pop(key), mapping.update({(key, value): 1})),
            'grow': lambda key, value: mapping.update({(key, i): i for i in range(100)}),
        }
        for name, change in changes.items():
            with self.subTest(name=name):
                mapping = {i: i for i in range(5)}
                ours = outcome(rust.dict_iterate, mapping, change)

                def iterate():
                    for key, value in mapping.items():
                        change(key, value)
                mapping = {i: i for i in range(5)}
                self.assertEqual(ours, outcome(iterate))
                self.assertIs(ours[1], RuntimeError)
        self.assertRaises(Failure, rust.dict_iterate, {1: 2}, Hostile())

    def test_equality_that_changes_the_dict(self):
        for function, args in [(rust.dict_get, ()), (rust.dict_contains, ()), (rust.dict_set, (1,)),
                               (rust.dict_setdefault, (1,)), (rust.dict_del, ())]:
            for change in ['clear', 'grow', 'delete']:
                if function is rust.dict_setdefault and change == 'clear':
                    # dict.setdefault() itself fails then, on an assertion, in 3.11.
                    continue
                with self.subTest(function=function.__name__, change=change):
                    changes = {'clear': lambda: mapping.clear(),
                               'grow': lambda: mapping.update({i: i for i in range(100, 200)}),
                               'delete': lambda: mapping.pop(key, None)}
                    key = Mutator(lambda: None)
                    mapping = {key: object(), 1: object()}
                    other = Mutator(changes[change])
                    outcome(function, mapping, other, *args)

    def test_iterate_with_equality_that_changes_the_dict(self):
        def change():
            for i in range(100, 200):
                mapping[i] = i
        mapping = {}
        key = Mutator(change)
        mapping[key] = 1
        other = Mutator(change)

        def each(key, value):
            mapping.get(other)
        self.assertRaisesRegex(RuntimeError, 'changed size', rust.dict_iterate, mapping, each)

    def test_split_table(self):
        class Class:
            pass
        instance = Class()
        instance.x, instance.y = 1, 2
        self.assertEqual(rust.dict_iterate(instance.__dict__, max_of_two), [('x', 1), ('y', 2)])

        def each(key, value):
            instance.z = 3
        self.assertRaises(RuntimeError, rust.dict_iterate, instance.__dict__, each)

    def test_references(self):
        key, value = 'key of nothing else', object()
        mapping = {key: value}
        for function, args in [(rust.dict_new, (key, value)), (rust.dict_get, (mapping, key)),
                               (rust.dict_get, (mapping, 1)), (rust.dict_get, (mapping, Hostile())),
                               (rust.dict_set, (mapping, key, value)), (rust.dict_set, (mapping, [], value)),
                               (rust.dict_setdefault, (mapping, key, 1)), (lambda: rust.dict_setdefault({}, key, value), ()),
                               (rust.dict_contains, (mapping, key)), (rust.dict_lists, (mapping,)),
                               (rust.dict_iterate, (mapping, max_of_two)),
                               (rust.dict_iterate, (mapping, Hostile())), (rust.dict_copy, (mapping,)),
                               (rust.dict_update, (mapping, {key: value})),
                               (lambda: rust.dict_del(mapping.copy(), key), ()),
                               (lambda: rust.dict_clear(mapping.copy()), ())]:
            with self.subTest(function=function.__name__):
                self.assertUncounted([key, value, mapping], function, *args)


def max_of_two(key, value):
    pass


class Sets(TestCase):
    def test_new(self):
        for items in [(), (1, 2), (1, 1.0, True), ('a', None)]:
            ours = rust.set_new(items)
            self.assertEqual(ours, (set(items), frozenset(items)))
            self.assertEqual([type(each) for each in ours], [set, frozenset])
        for items in [([],), (Hostile(),), (1, {})]:
            self.assertSame(lambda: rust.set_new(items), lambda: set(items))

    def test_operations(self):
        for item in [1, 'a', [], Hostile(), {1}, None]:
            for items in set(), {1, 'a'}, Set({1}), {frozenset({1})}:
                with self.subTest(item=type(item), items=type(items)):
                    self.assertSame(lambda: rust.set_add(set(items), item),
                                    lambda: set(items).add(item))
                    added = set(items)
                    if outcome(rust.set_add, added, item)[0] == 'returns':
                        self.assertEqual(added, {*items, item})
                    ours = outcome(rust.set_contains, items, item)
                    theirs = outcome(set.__contains__, items, item)
                    if isinstance(item, set):
                        # The method, and not the C function, looks for a frozenset of the same.
                        self.assertIs(ours[1], TypeError)
                    else:
                        self.assertEqual(ours, theirs)
                        self.assertEqual(outcome(rust.frozenset_contains, frozenset(items), item), theirs)
                        found = outcome(rust.set_discard, set(items), item)
                        self.assertEqual(found, theirs)
        items = {1}
        self.assertEqual(rust.set_pop(items), 1)
        self.assertSame(lambda: rust.set_pop(items), lambda: items.pop())
        items = {1, 2}
        rust.set_clear(items)
        self.assertEqual(items, set())

    def test_equality_that_changes_the_set(self):
        for function in rust.set_add, rust.set_contains, rust.set_discard:
            for change in [lambda: items.clear(), lambda: items.update(range(100))]:
                items = {Mutator(lambda: None), 1}
                outcome(function, items, Mutator(change))

    def test_references(self):
        item = object()
        items = {item}
        for function, args in [(rust.set_new, ((item, item),)), (lambda: rust.set_add(set(), item), ()),
                               (rust.set_contains, (items, item)), (lambda: rust.set_discard({item}, item), ()),
                               (lambda: rust.set_pop({item}), ()), (lambda: rust.set_clear({item}), ()),
                               (rust.set_new, ((item, []),)), (rust.any_iterate, (items,))]:
            self.assertUncounted([item, items], function, *args)


class Slices(TestCase):
    def test_new(self):
        for args in [(None, None, None), (1, None, -1), (-5, 5, 2), (sys.maxsize, -sys.maxsize, 0)]:
            self.assertEqual(rust.slice_new(*args), slice(*args))

    def test_indices(self):
        values = [None, 0, 1, 2, 5, -1, -2, -7, 100, -100, sys.maxsize, -sys.maxsize - 1, 2**70, -2**70]
        for size in 0, 1, 5:
            items = list(range(size))
            for start in values:
                for stop in values:
                    for step in [None, 1, 2, -1, -3, 100, -100, sys.maxsize, 2**70]:
                        part = slice(start, stop, step)
                        our_start, our_stop, our_step, length = rust.slice_indices(part, items)
                        self.assertEqual(length, len(items[part]))
                        seen = [items[our_start + i * our_step] for i in range(length)]
                        self.assertEqual(seen, items[part])
                        if step is None or abs(step) <= 100:
                            self.assertEqual((our_start, our_stop, our_step), part.indices(size))

    def test_errors(self):
        for part in slice(None, None, 0), slice('a'), slice(Hostile()), slice(1, Liar()):
            # The texts of list and slice differ in 3.15.
            self.assertSame(lambda: rust.slice_indices(part, []), lambda: [][part])

    def test_index_that_changes_the_sequence(self):
        class Shrinks:
            def __index__(self):
                items.clear()
                return 5
        items = [1, 2, 3, 4]
        self.assertEqual(rust.slice_indices(slice(1, Shrinks()), items), (0, 0, 1, 0))


class Modules(TestCase):
    def test_x_option(self):
        code = "import _testrust as rust; print(*map(rust.x_option, ['a_name', 'a_flag', 'missing']))"
        result = script_helper.assert_python_ok('-X', 'a_name=a value', '-X', 'a_flag', '-c', code)
        self.assertEqual(result.out.split(b'\n')[0].rstrip(), b'a value True None')

    def test_import(self):
        self.assertIs(rust.module_import('os.path'), os.path)
        for name in ['missing_module', 'os.missing', '', 1, None]:
            with self.subTest(name=name):
                ours = outcome(rust.module_import, name)
                self.assertEqual(ours[0], 'raises')
        self.assertRaisesRegex(ModuleNotFoundError, "No module named 'missing_module'",
                               rust.module_import, 'missing_module')
        with support.swap_item(sys.modules, 'not_a_module', 5):
            self.assertRaisesRegex(TypeError, 'must be module, not int',
                                   rust.module_import, 'not_a_module')
        with support.swap_item(sys.modules, 'not_a_module', None):
            self.assertRaises(ModuleNotFoundError, rust.module_import, 'not_a_module')

    def test_imported(self):
        self.assertIs(rust.module_imported('os'), os)
        self.assertIsNone(rust.module_imported('missing_module'))
        self.assertRaises(TypeError, rust.module_imported, [])
        with support.swap_item(sys.modules, 'not_a_module', 5):
            self.assertEqual(rust.module_imported('not_a_module'), 5)

    def test_parts(self):
        module = types.ModuleType('m')
        self.assertEqual(rust.module_parts(module), ('m', module.__dict__))
        self.assertIs(rust.module_parts(module)[1], module.__dict__)
        del module.__name__
        self.assertRaisesRegex(SystemError, 'nameless module', rust.module_parts, module)
        module.__name__ = 1
        self.assertRaisesRegex(SystemError, 'nameless module', rust.module_parts, module)

    def test_references(self):
        module = types.ModuleType('m')
        self.assertUncounted([module, module.__dict__], rust.module_parts, module)
        self.assertUncounted([os], rust.module_import, 'os')
        self.assertUncounted([os], rust.module_imported, 'os')


class Capsules(TestCase):
    def test_payload(self):
        before = rust.capsule_payloads()
        capsules = [rust.capsule_new(number) for number in range(10)]
        self.assertEqual(rust.capsule_payloads(), before + 10)
        for number, capsule in enumerate(capsules):
            self.assertEqual(rust.capsule_get(capsule), (True, number))
        self.assertIn('_testrust.capsule', repr(capsules[0]))
        del capsules, capsule
        gc.collect()
        self.assertEqual(rust.capsule_payloads(), before)

    def test_foreign(self):
        self.assertEqual(rust.capsule_get(rust.capsule_of_another_type()), (True, None))
        self.assertEqual(rust.capsule_get(datetime.datetime_CAPI), (False, None))

    def test_made_in_c(self):
        ctypes = import_helper.import_module('ctypes')
        # What it points to is no payload, whatever its name.
        make = ctypes.pythonapi.PyCapsule_New
        make.restype = ctypes.py_object
        make.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
        name = b'_testrust.capsule'
        capsule = make(1, name, None)
        self.assertEqual(rust.capsule_get(capsule), (True, None))

    def test_references(self):
        capsule = rust.capsule_new(1)
        self.assertUncounted([capsule], rust.capsule_get, capsule)


class Weakrefs(TestCase):
    def test_upgrade(self):
        class Class:
            pass
        target = Class()
        reference = rust.weakref_new(target, None)
        self.assertIs(reference, weakref.ref(target))
        self.assertIs(rust.weakref_upgrade(reference)[0], target)
        self.assertUncounted([target, reference], rust.weakref_upgrade, reference)
        del target
        gc.collect()
        self.assertIsNone(rust.weakref_upgrade(reference))

    def test_callback(self):
        class Class:
            pass
        target, seen = Class(), []
        reference = rust.weakref_new(target, seen.append)
        self.assertIsNot(reference, weakref.ref(target))
        del target
        gc.collect()
        self.assertEqual(seen, [reference])

    def test_upgrade_while_it_dies(self):
        seen = []

        class Class:
            def __del__(self):
                seen.append(rust.weakref_upgrade(reference))
        target = Class()
        reference = rust.weakref_new(target, None)
        del target
        gc.collect()
        self.assertEqual(len(seen), 1)

    def test_errors(self):
        for target in 1, 'a', []:
            self.assertSame(lambda: rust.weakref_new(target, None), lambda: weakref.ref(target))
        self.assertRaises(TypeError, rust.weakref_upgrade, 1)
        self.assertRaises(TypeError, rust.weakref_upgrade, weakref.proxy(self))


class Exceptions(TestCase):
    def test_all_classes(self):
        here = {each for each in vars(builtins).values()
                if isinstance(each, type) and issubclass(each, BaseException)}
        # A class of Python code, with no variable in C.
        here.discard(ExceptionGroup)
        here = {each for each in here if each.__module__ == 'builtins'}
        # What the REPL and the compiler say to each other.
        here = {each for each in here if not each.__name__.startswith('_')}
        self.assertEqual(set(rust.error_classes()), here)
        self.assertEqual(len(rust.error_classes()), len(here))

    def test_raise(self):
        for class_ in rust.error_classes():
            name = class_.__name__
            with self.subTest(name=name):
                ours = outcome(rust.error_raise, class_, 'text')
                expected = outcome(class_, 'text')
                if expected[0] == 'returns':
                    self.assertEqual(ours, ('raises', class_, str(expected[1])))
                    ours = outcome(rust.error_raise_named, name, 'é')
                    self.assertEqual(ours, ('raises', class_, str(class_(f'{name}: é'))))
                else:
                    # Those that need more arguments.
                    self.assertEqual(ours, expected)
        self.assertRaises(Failure, rust.error_raise, Failure, 'text')

    def test_raise_what_is_no_exception(self):
        for value in 1, int, None, Failure(), (ValueError,):
            with self.subTest(value=value):
                self.assertRaises(SystemError, rust.error_raise, value, 'text')

    def test_class_that_fails(self):
        class Fails(Exception):
            def __init__(self, *args):
                raise Failure

        class NoException(Exception):
            def __new__(cls, *args):
                return 5
        self.assertRaises(Failure, rust.error_raise, Fails, 'text')
        self.assertRaises(TypeError, rust.error_raise, NoException, 'text')

    def test_arguments(self):
        for args, expected in [(None, ()), ((), ()), ((1, 2), (1, 2)), ('a', ('a',)), ([1], ([1],))]:
            with self.assertRaises(Failure) as caught:
                rust.error_raise_args(Failure, args)
            self.assertEqual(caught.exception.args, expected)
        failure = Failure(1)
        with self.assertRaises(Failure) as caught:
            rust.error_raise_args(Failure, failure)
        self.assertIs(caught.exception, failure)

    def test_cause(self):
        failure, cause = Failure(), ValueError()
        for each in cause, None:
            with self.assertRaises(Failure) as caught:
                rust.error_raise_from(failure, each)
            self.assertIs(caught.exception, failure)
            self.assertIs(failure.__cause__, each)
            self.assertIs(failure.__suppress_context__, True)

    def test_context(self):
        failure, context = Failure(), ValueError()
        for each in context, None:
            rust.error_set_context(failure, each)
            self.assertIs(failure.__context__, each)

    def test_implicit_context(self):
        for function, args in [(rust.error_raise, (Failure, 'text')),
                               (rust.error_raise_named, ('ValueError', 'text')),
                               (rust.error_raise_args, (Failure, ())),
                               (rust.error_errno, (errno.ENOENT, None)),
                               (rust.any_cast_str, (1,)), (rust.any_getattr, (1, 'missing')),
                               (rust.list_get, ([], 1))]:
            with self.subTest(function=function.__name__):
                try:
                    raise KeyError
                except KeyError as context:
                    with self.assertRaises(Exception) as caught:
                        function(*args)
                    self.assertIs(caught.exception.__context__, context)
                self.assertIsNone(self.error_of(function, *args).__context__)

    def error_of(self, function, *args):
        try:
            function(*args)
        except BaseException as error:
            return error

    def test_handling(self):
        def fails():
            self.assertIs(sys.exc_info()[1], handled)
            raise Failure

        def handles():
            try:
                raise KeyError
            except KeyError:
                fails_again = self.error_of(fails_in_turn)
                self.assertIsInstance(fails_again.__context__, KeyError)
                self.assertIs(fails_again.__context__.__context__, handled)
            return sys.exc_info()[1]

        def fails_in_turn():
            raise Failure

        handled = ValueError()
        self.assertIs(rust.error_handling(handled, lambda: sys.exc_info()[1]), handled)
        self.assertIsNone(sys.exc_info()[1])
        failure = self.error_of(rust.error_handling, handled, fails)
        self.assertIsInstance(failure, Failure)
        self.assertIs(failure.__context__, handled)
        self.assertIsNone(handled.__context__)
        self.assertIs(rust.error_handling(handled, handles), handled)
        self.assertIsNone(sys.exc_info()[1])
        self.assertUncounted([handled], rust.error_handling, handled, fails_in_turn)

    def test_handling_while_handling(self):
        inner = ValueError()
        try:
            raise KeyError
        except KeyError as outer:
            self.assertIs(rust.error_handling(inner, lambda: sys.exc_info()[1]), inner)
            self.assertIs(sys.exc_info()[1], outer)
            # From within that one, too.
            self.assertIs(
                rust.error_handling(inner, lambda: rust.error_handling(inner, lambda: sys.exc_info()[1])),
                inner)
            self.assertIs(sys.exc_info()[1], outer)

    def test_handling_in_a_generator(self):
        def generate():
            rust.error_handling(inner, lambda: None)
            yield sys.exc_info()[1]
            # Whoever resumes it handles nothing, and so does it.
            yield sys.exc_info()[1]

        inner = ValueError()
        generator = generate()
        try:
            raise KeyError
        except KeyError as outer:
            self.assertIs(next(generator), outer)
        self.assertIsNone(next(generator))

    def test_parts(self):
        def fails():
            try:
                raise KeyError
            except KeyError as error:
                raise Failure from ValueError(error)
        class_, traceback, cause, context = rust.error_parts(fails)
        self.assertIs(class_, Failure)
        self.assertEqual(traceback.tb_frame.f_code, fails.__code__)
        self.assertIs(type(cause), ValueError)
        self.assertIs(type(context), KeyError)
        class_, traceback, cause, context = rust.error_parts(len)
        self.assertEqual((class_, traceback, cause, context), (TypeError, None, None, None))

    def test_matches(self):
        def fails():
            raise failure
        failure = KeyError(1)
        for classes in [KeyError, LookupError, (ValueError, KeyError), ((), (KeyError,))]:
            self.assertEqual(rust.error_catch(fails, classes), (failure, True))
        for classes in [ValueError, (), (ValueError,), 1, None, 'KeyError']:
            with self.assertRaises(KeyError) as caught:
                rust.error_catch(fails, classes)
            self.assertIs(caught.exception, failure)

    def test_two_at_once(self):
        def fails(error):
            def function():
                raise error
            return function
        first, second = KeyError(1), ValueError(2)
        caught = rust.error_both(fails(first), fails(second))
        self.assertIs(caught[0], first)
        self.assertIs(caught[1], second)
        self.assertIsNone(second.__context__)
        self.assertUncounted([first, second], rust.error_both, fails(first), fails(second))
        # Of one object twice, and of C functions.
        self.assertEqual(rust.error_both(fails(first), fails(first)), (first, first))
        self.assertEqual([type(each) for each in rust.error_both(len, iter)], [TypeError, TypeError])

    def test_dropped(self):
        def fails():
            raise failure
        failure = Failure()
        self.assertIs(rust.error_drop(fails), True)
        self.assertIs(rust.error_drop(list), False)
        failure.__traceback__ = None
        self.assertUncounted([failure], rust.error_drop, fails)

    def test_traceback_is_kept(self):
        def fails():
            raise Failure
        traceback = self.error_of(rust.error_catch, fails, ValueError).__traceback__
        frames = []
        while traceback is not None:
            frames.append(traceback.tb_frame.f_code.co_name)
            traceback = traceback.tb_next
        self.assertEqual(frames[-1], 'fails')

    def test_unraisable(self):
        def fails():
            raise failure
        failure = Failure()
        for target in None, len:
            with support.catch_unraisable_exception() as caught:
                rust.error_unraisable(fails, target)
                self.assertIs(caught.unraisable.exc_value, failure)
                self.assertIs(caught.unraisable.object, target)

    def test_new_type(self):
        error = rust.error_new_type(None, None)
        self.assertEqual((error.__module__, error.__name__, error.__doc__, error.__bases__),
                         ('_testrust', 'Error', 'Text.', (Exception,)))
        error = rust.error_new_type(ValueError, {'x': 1})
        self.assertEqual((error.__bases__, error.x), ((ValueError,), 1))
        error = rust.error_new_type((ValueError, KeyError), None)
        self.assertEqual(error.__bases__, (ValueError, KeyError))
        self.assertRaises(error, rust.error_raise, error, 'text')
        for base in [1, (int, str)]:
            self.assertRaises(TypeError, rust.error_new_type, base, None)
        # What is no class of exceptions is no error either.
        self.assertRaises(SystemError, rust.error_raise, rust.error_new_type(int, None), 'text')

    def test_errno(self):
        for code, class_ in [(errno.ENOENT, FileNotFoundError), (errno.EACCES, PermissionError),
                             (errno.EIO, OSError)]:
            for filename in None, 'name', b'name', 5:
                with self.assertRaises(OSError) as caught:
                    rust.error_errno(code, filename)
                error = caught.exception
                self.assertIs(type(error), class_)
                self.assertEqual((error.errno, error.strerror, error.filename),
                                 (code, os.strerror(code), filename))

    def test_no_memory(self):
        self.assertRaises(MemoryError, rust.error_no_memory)

    def test_recursion(self):
        recursive = Recursive()
        for function in [lambda: repr(recursive), lambda: recursive(), lambda: recursive == 1, lambda: recursive + 1,
                         lambda: recursive[1], lambda: recursive.x]:
            with support.infinite_recursion():
                self.assertRaises(RecursionError, function)

    def test_deeply_nested(self):
        nested, another = [], []
        for _ in range(500_000):
            nested, another = [nested], [another]
        with support.infinite_recursion():
            self.assertRaises(RecursionError, rust.any_repr, nested)
            self.assertRaises(RecursionError, rust.any_compare, 'eq', nested, another)


class Warnings(TestCase):
    def test_warn(self):
        for text in 'text', 'é', 'a\0b', '%s %d':
            with self.assertWarns(UserWarning) as caught:
                rust.error_warn(UserWarning, text, 1)
            self.assertEqual(str(caught.warning), text)
            self.assertEqual(caught.filename, __file__)

    def test_stack_level(self):
        def deeper(level):
            rust.error_warn(DeprecationWarning, 'text', level)
        lines = []
        for level in 1, 2:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter('always')
                deeper(level)
            lines.append(caught[0].lineno)
        first = deeper.__code__.co_firstlineno
        self.assertEqual(lines[0], first + 1)
        self.assertGreater(lines[1], first + 1)

    def test_error(self):
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            self.assertRaisesRegex(FutureWarning, 'text', rust.error_warn, FutureWarning, 'text', 1)
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            rust.error_warn(FutureWarning, 'text', 1)
        for category in 1, None, 'UserWarning':
            with self.subTest(category=category):
                self.assertRaises(TypeError, rust.error_warn, category, 'text', 1)

    def test_explicit(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            rust.error_warn_explicit(SyntaxWarning, 'text', 'file.py', 17, None)
            rust.error_warn_explicit(SyntaxWarning, 'text', 'file.py', 18, 'module')
        self.assertEqual([(str(each.message), each.filename, each.lineno) for each in caught],
                         [('text', 'file.py', 17), ('text', 'file.py', 18)])
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            self.assertRaises(SyntaxWarning, rust.error_warn_explicit,
                              SyntaxWarning, 'text', 'file.py', 17, None)


if __name__ == '__main__':
    unittest.main()
