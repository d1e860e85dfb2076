"""Tests of the safe API where memory runs out: whatever _testrust offers, with each allocation failing in turn.

Nothing is left out by forgetting it: what dir() finds in the module and in its classes has a row in CALLS, or
a reason in REASONS.
"""

import array
import gc
import inspect
import operator
import os
import sys
import sysconfig
import tracemalloc
import types
import unittest
import warnings
import weakref
from test.support import import_helper, script_helper

rust = import_helper.import_module('_testrust')

FREE_THREADED = bool(sysconfig.get_config_var('Py_GIL_DISABLED'))

# How often all allocations of a call fail in turn. What is lost once in a turn is lost so often.
TURNS = 6

# What the allocators give at least, in bytes: an object, lost in each turn, is no less. Caches
# of the interpreter grow by less, now and then.
SMALLEST_BLOCK = 16


class Failure(Exception):
    """An exception that is not Python's own."""


class Maker:
    """Makes (function, args, kwargs) of what looks like a call of a function."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *args, **kwargs):
        return self.function, args, kwargs

    def of(self, function, *args, **kwargs):
        """The same of another function, by which code comes to that one."""
        return function, args, kwargs


def node():
    return rust.Node(1, rust.Node(2))


def stack():
    full = rust.Stack()
    for number in range(4):
        full.push(number)
        full.name(number, number)
    return full


# What is called, and with what arguments: the lambda makes them afresh, while there is memory.  No call runs code in
# Python: where there is no memory for a frame, the interpreter may raise nothing.
CALLS = {
    # functions.rs
    'as_ascii_buffer': lambda call: [call('text'), call(bytearray(100)), call('é')],
    'as_single_bytes': lambda call: [call(b'bytes'), call(bytearray(100)), call(array.array('i', [1])), call(1)],
    'as_bool': lambda call: [call([]), call(1)],
    'as_buffer': lambda call: [call(bytearray(10_000)), call('text')],
    'as_bytearray': lambda call: [call(bytearray()), call(1)],
    'as_bytes': lambda call: [call(b'abc'), call(1)],
    'as_dict': lambda call: [call({}), call(1)],
    'as_double': lambda call: [call(1.5), call('text')],
    'as_even': lambda call: [call(1000), call(1001)],
    'as_flag': lambda call: [call(1), call(2**70)],
    'as_int': lambda call: [call(1000), call(2**70)],
    'as_long_long': lambda call: [call(2**62), call(2**70)],
    'as_mask': lambda call: [call(2**70), call('text')],
    'as_optional_ssize_t': lambda call: [call(None), call(2**70), call('text')],
    'as_optional_text': lambda call: [call(None), call('text'), call('a\0')],
    'as_size_t': lambda call: [call(2**62), call(-1)],
    'as_ssize_t': lambda call: [call(2**62), call(2**70)],
    'as_str': lambda call: [call('text'), call(1)],
    'as_text': lambda call: [call('é' * 100), call('a\0'), call(1)],
    'as_unsigned_char': lambda call: [call(200), call(300)],
    'as_unsigned_int': lambda call: [call(2**31), call('text')],
    'as_unsigned_long_long': lambda call: [call(2**63), call('text')],
    'checksum': lambda call: [call(b'data', 1000), call(bytearray(9)), call(1)],
    'class': lambda call: [call(1), call(type=1), call(1, 2)],
    'convert_keyword': lambda call: [
        call(1, 'text', data=b'data', more='é'), call(1, text=2), call(1, 'text', unknown=1)],
    'convert_positional': lambda call: [call(1, 'text', b'data'), call(1, 'text', 1)],
    'defaults': lambda call: [call(), call(1, 1.5, [], 'é', b'data', 5), call(mask='')],
    'described': lambda call: [call(1), call()],
    'everything': lambda call: [call(1, 2, 3, c=4, e=5), call(1, b=2, c=3, d=4), call(1)],
    'keyword': lambda call: [call(1, 2), call(second=1, first=2), call(1, third=2)],
    'keyword_only': lambda call: [call(first=1), call(second=1), call(1)],
    'keyword_optional': lambda call: [call(1, b=2), call(c=3, a=1), call()],
    'given': lambda call: [call(), call(bytearray(10_000), True), call(flag=[]), call(None)],
    'limited': lambda call: [call(), call(10_000), call('')],
    'line': lambda call: [call(b'data'), call(bytearray(9), newline=False), call('text')],
    'mixed': lambda call: [call(1, d=2), call(1, 2, e=3, d=4), call(1, 2)],
    'no_args': lambda call: [call(), call(1), call(unknown=1)],
    'nothing_before': lambda call: [call(), call(1)],
    'one_arg': lambda call: [call(1), call(), call(object=1)],
    'positional': lambda call: [call(1, 2), call(1, 2, 3), call(1)],
    'positional_and_var': lambda call: [call(1, 2, 3, 4), call()],
    'positional_and_var_keyword': lambda call: [call(1, 2, c=3), call(1, b=2)],
    'positional_optional': lambda call: [call(1), call(1, 2, 3)],
    'take_any': lambda call: [call(1, 2), call(unknown=1)],
    'take_keyword': lambda call: [call(1, second=2), call(third=1)],
    'take_positional': lambda call: [call(1), call()],
    'typed': lambda call: [call('', '', b'', d={}), call('', c=1), call(1)],
    'var_and_keyword': lambda call: [call(1, 2, b=3), call(1, c=3)],
    'var_both': lambda call: [call(1, 2, a=3), call()],
    'var_keyword': lambda call: [call(a=1, b=2), call(1)],
    'var_positional': lambda call: [call(1, 2), call(a=1)],
    'versioned': lambda call: [call(1), call(1, new=2), call(1, old=2)],
    'whole': lambda call: [call(b'data'), call(bytearray(9)), call(bytearray(10_000)), call('text')],
    'Value.__new__': lambda call: [
        call.of(rust.Value), call.of(rust.Value, 'text'), call.of(rust.Value, number=1), call(rust.Value, 1)],
    'Value.__repr__': lambda call: [call(rust.Value(10))],
    'Value.keyword': lambda call: [call(rust.Value(), 1, c=2), call(rust.Value(), d=2)],
    'Value.no_args': lambda call: [call(rust.Value()), call(rust.Value(), 1)],
    'Value.number': lambda call: [
        call.of(getattr, rust.Value(1000), 'number'), call.of(setattr, rust.Value(), 'number', 1)],
    'Value.of_class': lambda call: [call(1), call()],
    'Value.of_nothing': lambda call: [call(1), call(a=1, b=2), call(c=1)],
    'Value.one_arg': lambda call: [call(rust.Value(), 1), call(rust.Value())],
    'Empty.__new__': lambda call: [
        call.of(rust.Empty), call.of(rust.Empty, 1), call.of(rust.Empty, a=1), call(rust.Empty)],
    'Empty.__repr__': lambda call: [call(rust.Empty())],

    # state.rs
    'add_to_common_total': lambda call: [call(0), call('text')],
    'add_to_total': lambda call: [call(0), call('text')],
    'count_calls': lambda call: [call()],
    'count_some_calls': lambda call: [call(False), call(True), call()],
    'forget': lambda call: [call(), call(1)],
    'keep': lambda call: [call([]), call()],
    'kept': lambda call: [call()],
    'move_to_common_total': lambda call: [call(0), call(-1)],

    # classes.rs
    'Node.__new__': lambda call: [
        call.of(rust.Node, [], node()), call.of(rust.Node, value=[], next=node()), call.of(rust.Node, 1, 2),
        call.of(rust.Node, 1, nxt=2), call.of(rust.Node), call(rust.Node, 1), call(int)],
    'Node.__add__': lambda call: [call(node(), 1000), call(node(), 'x'), call.of(operator.add, node(), 'x')],
    'Node.__radd__': lambda call: [call(node(), 1000), call.of(operator.add, 'x', node())],
    'Node.__sub__': lambda call: [call(node(), 1000), call.of(operator.sub, node(), 'x')],
    'Node.__rsub__': lambda call: [call(node(), 1000), call.of(operator.sub, 'x', node())],
    'Node.__bool__': lambda call: [call(node())],
    'Node.__call__': lambda call: [call(node(), 1), call.of(node(), 1), call.of(node(), a=1)],
    'Node.__eq__': lambda call: [call(node(), node()), call.of(operator.eq, node(), 1)],
    'Node.__ne__': lambda call: [call(node(), node()), call.of(operator.ne, node(), 1)],
    'Node.__lt__': lambda call: [call(node(), node()), call.of(operator.lt, node(), 1)],
    'Node.__le__': lambda call: [call(node(), node()), call.of(operator.le, node(), 1)],
    'Node.__gt__': lambda call: [call(node(), node()), call.of(operator.gt, node(), 1)],
    'Node.__ge__': lambda call: [call(node(), node()), call.of(operator.ge, node(), 1)],
    'Node.__hash__': lambda call: [call(node()), call.of(hash, node())],
    'Node.add': lambda call: [call(1000, 2000), call(1)],
    'Node.bump': lambda call: [call(node(), 1000), call(node(), 'x')],
    'Node.module_calls': lambda call: [call(node()), call(1)],
    'Node.next': lambda call: [call.of(getattr, node(), 'next'), call.of(setattr, node(), 'next', 1)],
    'Node.value': lambda call: [
        call.of(getattr, node(), 'value'), call.of(setattr, node(), 'value', []), call.of(delattr, node(), 'value')],
    'Node.which': lambda call: [call(), call(1)],
    'Stack.__new__': lambda call: [call.of(rust.Stack), call.of(rust.Stack, 1), call(rust.Stack)],
    'Stack.__contains__': lambda call: [call(stack(), 3), call(stack(), 'x')],
    'Stack.__delitem__': lambda call: [call(stack(), 0), call.of(operator.delitem, stack(), 'x')],
    'Stack.__setitem__': lambda call: [call(stack(), 0, []), call(stack(), 99, [])],
    'Stack.__getitem__': lambda call: [call(stack(), 0), call(stack(), 99), call(stack(), 'x')],
    'Stack.__len__': lambda call: [call(stack()), call.of(len, stack())],
    'Stack.__iter__': lambda call: [call(stack())],
    'Stack.__enter__': lambda call: [call(stack())],
    'Stack.__exit__': lambda call: [call(stack(), None, None, None)],
    'Stack.name': lambda call: [
        call(rust.Stack(), 1, []), call(stack(), 4, []), call(stack(), 1, []), call(stack(), 1)],
    'Stack.named': lambda call: [call(stack(), 1), call(stack(), 99)],
    'Stack.pop': lambda call: [call(stack()), call(rust.Stack())],
    'Stack.push': lambda call: [call(stack(), []), call(rust.Stack(), [])],
    'Stack.remove': lambda call: [call(stack(), 0), call(stack(), -1)],
    'Stack.unname': lambda call: [call(stack(), 1), call(stack(), 99)],
    'StackIterator.__iter__': lambda call: [call(iter(stack()))],
    'StackIterator.__next__': lambda call: [call(iter(stack())), call.of(next, iter(rust.Stack()))],
    'Exporter.__new__': lambda call: [
        call.of(rust.Exporter, bytearray(10_000)), call.of(rust.Exporter, 1), call(rust.Exporter, b'data'),
        call.of(memoryview, rust.Exporter(b'data'))],
    **({'Exporter.__buffer__': lambda call: [call(rust.Exporter(b'data'), 0), call(rust.Exporter(b'data'), 1)]}
       if sys.version_info >= (3, 12) else {}),
    'Unit.__new__': lambda call: [call.of(rust.Unit), call(rust.Unit)],
    'AnotherUnit.__new__': lambda call: [call.of(rust.AnotherUnit), call(rust.AnotherUnit)],
    'hidden': lambda call: [call(), call(1)],
    'count_dropped': lambda call: [call(), call(1)],

    # threads.rs
    'call_around_detach': lambda call: [call(dict), call(len), call(1)],
    'complement_detached': lambda call: [call(b'abc\xff'), call(bytearray(b'x' * 5000)), call(1)],
    # It loses a reference on purpose.
    'drop_detached': lambda call: [call(None), call()],
    'pass_through_detach': lambda call: [call(1000), call(-1)],
    'sum_attached': lambda call: [call(bytearray(b'x' * 5000)), call(1)],
    'sum_detached': lambda call: [call(bytearray(b'x' * 5000)), call(1)],

    # types/any.rs
    'any_ascii': lambda call: [call('é'), call([])],
    'any_binary': lambda call: [call('add', 2**70, 2**70), call('add', 1, ''), call('x', 1, 1)],
    'any_call': lambda call: [call(dict, (), {'x': 1}), call(max, (1, 2), None), call(1, (), {})],
    'any_call_by_size': lambda call: [
        call(max, (1, 2), None), call(max, (1, 2, 3), None), call(dict, (), None), call(dict, (), {'x': 1}),
        call(abs, (-1000,), None), call(max, (1, 2), {'key': abs}), call(max, (1, 2, 3), {'key': abs})],
    'any_call_method': lambda call: [
        call('a b', 'split', (), None), call('ab', 'split', ('b',), None), call('ab', 'split', ('b', 1), None),
        call('a', 'count', ('a', 0, 1), None), call('ab', 'split', (), {'sep': 'b'}),
        call('ab', 'missing', (), None)],
    'any_cast_into_str': lambda call: [call('text'), call(1)],
    'any_cast_str': lambda call: [call('text'), call(1)],
    'any_casts': lambda call: [call([]), call(True)],
    'any_compare': lambda call: [call('lt', 1, 2), call('lt', 1, ''), call('x', 1, 2)],
    'any_compare_bool': lambda call: [call('lt', 1, 2), call('lt', 1, ''), call('x', 1, 2)],
    'any_comparisons': lambda call: [call(1000, 2000), call(1, '')],
    'any_constants': lambda call: [call()],
    'any_contains': lambda call: [call([1], 1), call(1, 1)],
    'any_del_item': lambda call: [call({1: 2}, 1), call({}, 1), call(1, 1)],
    'any_delattr': lambda call: [call(types.SimpleNamespace(x=1), 'x'), call(1, 'x')],
    'any_get_item': lambda call: [call({1: 2}, 1), call({}, 1), call(1, 1)],
    'any_getattr': lambda call: [call(1, 'real'), call(1, 'missing'), call(1, 1)],
    'any_getattr_opt': lambda call: [call(1, 'real'), call(1, 'missing'), call(1, 1)],
    'any_hasattr': lambda call: [call(1, 'real'), call(1, 'missing'), call(1, 1)],
    'any_hash': lambda call: [call(2**70), call([])],
    'any_ipow': lambda call: [call(7, 100), call(1, '')],
    'any_is': lambda call: [call(None, 1)],
    'any_is_callable': lambda call: [call(len)],
    'any_isinstance': lambda call: [call(1, (str, int)), call(1, 1)],
    'any_issubclass': lambda call: [call(bool, (str, int)), call(1, 1)],
    'any_iterate': lambda call: [call(range(1000, 1010)), call(1)],
    'any_len': lambda call: [call('x' * 1000), call(1)],
    'any_operators': lambda call: [call()],
    'any_pow': lambda call: [call(7, 100, None), call(1, '', None)],
    'any_repr': lambda call: [call([1000])],
    'any_set_item': lambda call: [call({}, 1, 2), call(1, 1, 1)],
    'any_setattr': lambda call: [call(types.SimpleNamespace(), 'x', 1), call(1, 'x', 1)],
    'any_str': lambda call: [call(1000), call('text')],
    'any_truth': lambda call: [call([])],
    'any_type': lambda call: [call(1)],
    'any_unary': lambda call: [call('neg', 2**70), call('neg', ''), call('x', 1)],
    'any_vectorcall': lambda call: [call(dict, (1,), ('x',)), call(1, (1,), ())],
    'float_copy': lambda call: [call(1.5), call(1)],
    'int_is_negative': lambda call: [call(-1), call('')],

    # types/containers.rs
    'dict_clear': lambda call: [call({1: 2}), call(1)],
    'dict_contains': lambda call: [call({1: 2}, 1), call({}, [])],
    'dict_copy': lambda call: [call({1: 2})],
    'dict_del': lambda call: [call({1: 2}, 1), call({}, 1)],
    'dict_get': lambda call: [call({1: 2}, 1), call({}, 1), call({}, [])],
    'dict_iterate': lambda call: [call({1: 2}, max), call({1: 2}, 1)],
    'dict_len': lambda call: [call({1: 2})],
    'dict_lists': lambda call: [call({1: 2})],
    'dict_new': lambda call: [call(1, 2), call([], 2)],
    'dict_set': lambda call: [call({}, 1, 2), call({}, [], 2)],
    'dict_setdefault': lambda call: [call({}, 1, 2), call({}, [], 2)],
    'dict_update': lambda call: [call({}, {1: 2}), call({}, [(1, 2)]), call({}, 1)],
    'frozenset_contains': lambda call: [call(frozenset([1]), 1), call(frozenset(), [])],
    'list_append': lambda call: [call([], 1)],
    'list_del': lambda call: [call([1], 0), call([], 0)],
    'list_extend': lambda call: [call([], range(1000, 1010)), call([], 1)],
    'list_get': lambda call: [call([1], 0), call([], 1)],
    'list_insert': lambda call: [call([], 0, 1)],
    'list_iterate': lambda call: [call([1, 2], id), call([1], 1)],
    'list_len': lambda call: [call([1])],
    'list_new': lambda call: [call((1, 2))],
    'list_reverse': lambda call: [call([1, 2])],
    'list_set': lambda call: [call([1], 0, 2), call([], 0, 1)],
    'list_slice': lambda call: [call([1, 2, 3], 0, 2)],
    'list_sort': lambda call: [call([2, 1]), call([2, ''])],
    'list_to_tuple': lambda call: [call([1, 2])],
    'set_add': lambda call: [call(set(), 1), call(set(range(4)), 5), call(set(), [])],
    'set_clear': lambda call: [call({1})],
    'set_contains': lambda call: [call({1}, 1), call(set(), [])],
    'set_discard': lambda call: [call({1}, 1), call(set(), [])],
    'set_new': lambda call: [call((1, 2)), call(([],))],
    'set_pop': lambda call: [call({1}), call(set())],
    'slice_indices': lambda call: [call(slice(1, 2), [1]), call(slice(''), [])],
    'slice_new': lambda call: [call(1000, 2000, 3000), call(None, None, '')],
    'tuple_from_array': lambda call: [call(1)],
    'tuple_get': lambda call: [call((1, 2), 0), call((1, 2), 5)],
    'tuple_items': lambda call: [call((1, 2))],
    'tuple_new': lambda call: [call([1, 2, 3])],
    'tuple_of_all': lambda call: [call()],
    'tuple_slice': lambda call: [call((1, 2, 3), 0, 2)],
    'tuple_swap': lambda call: [call((1, 2)), call((1,)), call((1, 2, 3))],

    # types/error.rs
    'error_both': lambda call: [call(len, iter)],
    'error_catch': lambda call: [
        call(len, TypeError), call(len, (KeyError, TypeError)), call(len, KeyError), call(dict, KeyError)],
    'error_classes': lambda call: [call()],
    'error_drop': lambda call: [call(len)],
    'error_errno': lambda call: [call(2, 'name'), call(2, None)],
    'error_handling': lambda call: [call(Failure(), len), call(Failure(), dict)],
    'error_new_type': lambda call: [call(None, None), call(ValueError, {'x': 1}), call(1, None)],
    'error_no_memory': lambda call: [call()],
    'error_parts': lambda call: [call(len)],
    'error_raise': lambda call: [call(Failure, 'text'), call(1, 'text')],
    'error_raise_args': lambda call: [call(Failure, (1, 2)), call(OSError, (2, ''))],
    'error_raise_from': lambda call: [call(Failure(), ValueError()), call(Failure(), None)],
    'error_raise_named': lambda call: [call('TypeError', 'text'), call('x', 'text')],
    'error_set_context': lambda call: [call(Failure(), ValueError()), call(Failure(), None)],
    'error_unraisable': lambda call: [call(len, None), call(len, 1)],
    'error_warn': lambda call: [call(UserWarning, 'text', 1), call(1, 'text', 1)],
    'error_warn_explicit': lambda call: [
        call(UserWarning, 'text', 'file', 1, None), call(1, 'text', 'file', 1, None)],

    # types/objects.rs
    'capsule_get': lambda call: [call(rust.capsule_new(1000)), call(rust.capsule_of_another_type())],
    'capsule_new': lambda call: [call(1), call('text')],
    'capsule_of_another_type': lambda call: [call()],
    'capsule_payloads': lambda call: [call()],
    'module_import': lambda call: [call('os'), call(1)],
    'module_imported': lambda call: [call('os'), call('no such'), call(1)],
    'module_parts': lambda call: [call(os)],
    'type_is_subclass_of': lambda call: [call(dict)],
    'type_names': lambda call: [call(int), call(Failure)],
    'weakref_new': lambda call: [call(node(), len), call({1}, None), call(1, None)],
    'weakref_upgrade': lambda call: [call(weakref.ref(Failure))],
    'x_option': lambda call: [call('no such'), call(1)],

    # types/text.rs
    'bytearray_copy': lambda call: [call(bytearray(b'abc'))],
    'bytearray_extend': lambda call: [call(bytearray(b'abc'), b'x' * 100)],
    'bytearray_new': lambda call: [call(b'abc'), call(1)],
    'bytearray_read': lambda call: [call(bytearray(b'abc'), 0), call(bytearray(), 5)],
    'bytearray_resize': lambda call: [call(bytearray(b'abc'), 100)],
    'bytearray_write': lambda call: [call(bytearray(b'abc'), 0, b'x'), call(bytearray(), 5, b'x')],
    'bytes_copy': lambda call: [call(b'abc')],
    'bytes_from_object': lambda call: [call([1, 2, 3]), call(bytearray(100)), call('')],
    'bytes_of_slice': lambda call: [call(b'abc')],
    'memory_extend': lambda call: [call(b'abc')],
    'memory_vec': lambda call: [call(100), call(2**62)],
    'memoryview_new': lambda call: [call(b'abc'), call(1)],
    'str_concat': lambda call: [call('a', 'b')],
    'str_copy': lambda call: [call('abc'), call('é' * 100), call('\ud800')],
    'str_data': lambda call: [call('abc'), call('\u1234')],
    'str_find': lambda call: [call('abc', 'c'), call('abc', 'é' * 2)],
    'str_format': lambda call: [call('x' * 100, 5)],
    'str_from_latin1': lambda call: [call(b'abc')],
    'str_intern': lambda call: [call('no such name')],
    'str_join': lambda call: [call(', ', ['a', 'b']), call(', ', [1])],
    'str_of_char': lambda call: [call(0x100), call(2**31)],
    'str_parameter': lambda call: [call('é' * 100), call('\ud800'), call(1)],
    'str_pieces': lambda call: [call('abc', 'é', 'ab')],
    'str_substring': lambda call: [call('abcdef', 1, 3)],
}

# What has no call, and why.
REASONS = {
    'LIMIT': 'a number',
    'answer': 'a number',
    'store_in_static': 'ends the process',
    **dict.fromkeys(['panic_attached', 'panic_detached', 'panic_fill', 'panic_index', 'panic_locked',
                     'Panicking.__len__', 'Panicking.__new__', 'Panicking.attribute'], 'panics'),
}


def public_names():
    """The names of what the module offers, and of what its classes do (`Class.name`)."""
    for name in dir(rust):
        value = getattr(rust, name)
        if isinstance(value, type):
            for member in dir(value):
                found = inspect.getattr_static(value, member)
                if found is not inspect.getattr_static(object, member, None) and type(found) not in (str, type(None)):
                    yield f'{name}.{member}'
        elif not name.startswith('__'):
            yield name


def calls():
    """Yield a name and a function that makes a call, for each call."""
    for name, make in CALLS.items():
        if FREE_THREADED and name.startswith(('any_', 'dict_', 'error_new_type')):
            # Without memory the interpreter itself hangs in a call, loses classes and bound methods, and crashes
            # in dict.items(): seen with 3.14.0a1.
            continue
        maker = Maker(operator.attrgetter(name)(rust))
        for i in range(len(make(maker))):
            yield f'{name}.{i}', lambda make=make, maker=maker, i=i: make(maker)[i]
    # Whatever has a twin in C, with arguments that most of them refuse.
    twin = import_helper.import_module('_testrust_twin')
    for name in dir(twin):
        if isinstance(getattr(twin, name), types.BuiltinFunctionType):
            maker = Maker(getattr(rust, name))
            for args in (), (b'data',), (bytearray(100),), ('text',), (1,), (None, 2), (1.5, '2', 3):
                yield f'{name}{args}', lambda maker=maker, args=args: maker(*args)
            yield f'{name}(unknown=1)', lambda maker=maker: maker(unknown=1)


def outcome(call, failing=-1):
    """What a call returns or raises, as far as it can be compared; one of its allocations fails."""
    import _testcapi

    function, args, kwargs = call
    try:
        # This allocation and no other: there is memory for the exception.
        if failing >= 0:
            _testcapi.set_nomemory(failing, failing + 1)
        try:
            result = function(*args, **kwargs)
        finally:
            _testcapi.remove_mem_hooks()
    except BaseException as error:
        return type(error).__name__
    return repr(result) if type(result) in (bool, bytes, float, str) else type(result).__name__


def fail_in_turn(make, expected):
    """Make a call with each allocation failing in its turn, and return what came of it each time."""
    outcomes = []
    # At the end failures have had no effect for a while. One alone may have had none: the interpreter does without.
    while len(outcomes) < 40 or {*outcomes[-20:]} != {expected}:
        outcomes.append(outcome(make(), len(outcomes)))
    return outcomes


def used():
    """How many bytes are in use."""
    gc.collect()
    # It keeps each name that was looked up, in a place that depends on its address.
    sys._clear_type_cache()
    return tracemalloc.get_traced_memory()[0]


def lost(make, expected):
    """How many bytes are lost where each allocation fails in turn; 0 if less than a block in a turn."""
    # A cache that fills is filled once: what is lost is lost again.
    for _ in range(4):
        before = used()
        for _ in range(TURNS):
            fail_in_turn(make, expected)
        if (difference := used() - before) < TURNS * SMALLEST_BLOCK:
            return 0
    return difference


def run():
    """For a process of its own: print what went wrong, and how often what failed for lack of memory."""
    warnings.simplefilter('ignore')
    sys.unraisablehook = id
    # It sees all domains of memory; sys.getallocatedblocks() does not see what Rust's own vectors have.
    tracemalloc.start()
    for name, make in calls():
        print('>', name, flush=True)
        payloads = rust.capsule_payloads()
        outcome(make())
        expected = outcome(make())
        outcomes = fail_in_turn(make, expected)
        if wrong := {*outcomes} - {expected, 'MemoryError'}:
            print('WRONG', name, expected, wrong)
        if difference := lost(make, expected):
            print('LOST', name, difference)
        if rust.capsule_payloads() != payloads:
            print('LOST PAYLOAD', name)
        print('=', name, outcomes.count('MemoryError'))


class MemoryTest(unittest.TestCase):
    def test_every_name_has_a_call(self):
        names = set(public_names())
        self.assertEqual(names - {*CALLS, *REASONS}, set(), 'names without a call')
        self.assertEqual({*CALLS, *REASONS} - names, set(), 'calls of what is not there')
        self.assertEqual(CALLS.keys() & REASONS.keys(), set())

    def test_every_failing_allocation(self):
        """MemoryError or what the call does with memory, and nothing is lost."""
        import_helper.import_module('_testcapi')
        result = script_helper.assert_python_ok('-c', 'from test import test_rust_memory; test_rust_memory.run()')
        lines = result.out.decode().splitlines()
        self.assertEqual([line for line in lines if not line.startswith(('>', '='))], [])
        failures = {name: int(count) for line in lines if line.startswith('=')
                    for name, count in [line[2:].rsplit(' ', 1)]}
        self.assertEqual(failures.keys(), dict(calls()).keys())
        # Where Rust itself allocates.
        for name in ('Node.__new__.0', 'Stack.__new__.0', 'Exporter.__new__.0', 'hidden.0', 'Stack.push.1',
                     'Stack.name.0', 'Stack.__iter__.0', 'memory_vec.0', 'memory_extend.0', 'Node.__new__.3'):
            self.assertGreater(failures[name], 0, name)


if __name__ == '__main__':
    unittest.main()
