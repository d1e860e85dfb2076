"""Tests of the safe API of modules written in Rust: what outlives a call.

State of modules, objects in slots, classes, detached regions, sub-interpreters.  What the
functions of _testrust do is in Modules/_testrust/src.
"""

import base64
import copy
import gc
import importlib.machinery
import importlib.util
import inspect
import itertools
import os
import pickle
import signal
import subprocess
import sys
import sysconfig
import threading
import unittest
import weakref
from test import support
from test.support import import_helper, script_helper, threading_helper

_testrust = import_helper.import_module("_testrust")

# What may be allocated and not released by a run of something that is balanced.
ROUNDS = 100


# For a process that is to end in abort().
NO_CORE = "from test.support import SuppressCrashReport; SuppressCrashReport().__enter__()"


def fresh_module(execute=True):
    """Import another _testrust, which only the caller knows."""
    spec = importlib.util.find_spec("_testrust")
    module = importlib.util.module_from_spec(spec)
    if execute:
        spec.loader.exec_module(module)
    return module


class Canary:
    """Something whose end can be seen."""

    def __init__(self, at_end=None):
        self.at_end = at_end

    def __del__(self):
        if self.at_end is not None:
            self.at_end()


class StateTest(unittest.TestCase):
    def tearDown(self):
        _testrust.forget()

    def test_init_runs_once_the_state_is_there(self):
        self.assertEqual(_testrust.answer, 42)

    def test_a_slot_keeps_an_object(self):
        self.assertIsNone(_testrust.keep("first"))
        self.assertEqual(_testrust.kept(), "first")
        self.assertEqual(_testrust.keep("second"), "first")
        _testrust.forget()
        self.assertIsNone(_testrust.kept())

    @support.refcount_test
    def test_references_of_a_slot(self):
        thing = object()
        before = sys.getrefcount(thing)
        _testrust.keep(thing)
        self.assertEqual(sys.getrefcount(thing), before + 1)
        for _ in range(ROUNDS):
            _testrust.kept()
            _testrust.keep(thing)
        self.assertEqual(sys.getrefcount(thing), before + 1)
        _testrust.forget()
        self.assertEqual(sys.getrefcount(thing), before)

    def test_what_is_replaced_may_use_the_slot_at_its_end(self):
        seen = []
        _testrust.keep(Canary(lambda: seen.append(_testrust.keep("from __del__"))))
        _testrust.keep("new")
        support.gc_collect()
        self.assertEqual(seen, ["new"])
        self.assertEqual(_testrust.kept(), "from __del__")

    def test_each_module_has_its_own_state(self):
        other = fresh_module()
        self.assertIsNot(other, _testrust)
        _testrust.keep("here")
        self.assertIsNone(other.kept())
        calls = _testrust.count_calls()
        self.assertEqual(other.count_calls(), 0)
        self.assertEqual(_testrust.count_calls(), calls + 1)
        self.assertEqual(_testrust.count_some_calls(True), calls + 2)
        self.assertIsNot(other.Node, _testrust.Node)

    def test_a_module_in_its_own_slot_is_collected(self):
        module = fresh_module()
        canary = Canary()
        module.keep([module, canary, module.Node(module)])
        alive = weakref.ref(canary)
        del module, canary
        support.gc_collect()
        self.assertIsNone(alive())

    def test_a_module_that_was_not_executed_raises(self):
        module = fresh_module(execute=False)
        for call in module.kept, module.count_calls, module.hidden, lambda: module.keep(1):
            with self.assertRaisesRegex(SystemError, "^the module is not initialised$"):
                call()
        self.assertIsNone(module.count_some_calls(False))
        with self.assertRaisesRegex(SystemError, "^the module is not initialised$"):
            module.count_some_calls(True)
        self.assertFalse(hasattr(module, "Node"))
        support.gc_collect()

    def test_a_slot_that_is_in_no_object_ends_the_process(self):
        result = script_helper.assert_python_failure(
            "-c", f"import _testrust; {NO_CORE}; _testrust.store_in_static([])")
        self.assertIn(b"the slot is not one of this object", result.err)

    def test_values_under_a_lock(self):
        start = _testrust.add_to_total(0)
        common = _testrust.add_to_common_total(0)
        self.assertEqual(_testrust.add_to_total(3), start + 3)
        self.assertEqual(_testrust.move_to_common_total(2), start + 1)
        self.assertEqual(_testrust.add_to_common_total(0), common + 2)


class ClassTest(unittest.TestCase):
    def test_signature_and_docstring(self):
        self.assertEqual(str(inspect.signature(_testrust.Node)), "(value, next=None)")
        self.assertEqual(_testrust.Node.__doc__, "A node of a chain: it holds a value and the next node.")
        self.assertEqual(_testrust.Node.__module__, "_testrust")
        self.assertEqual(str(inspect.signature(_testrust.Node.bump)), "(self, by=1, /)")
        self.assertEqual(str(inspect.signature(_testrust.Node.which)), "()")
        self.assertEqual(str(inspect.signature(_testrust.Node.add)), "(a, b, /)")
        self.assertEqual(_testrust.Node.value.__doc__, "What the node holds.")

    def test_arguments_of_the_class(self):
        node = _testrust.Node(value=1, next=_testrust.Node(2))
        self.assertEqual((node.value, node.next.value, node.next.next), (1, 2, None))
        for args, kwargs, text in [
            ((), {}, "missing required argument 'value'"),
            ((1, 2, 3), {}, "at most 2 arguments"),
            ((1,), {"value": 2}, "argument for Node\\(\\) given by name \\('value'\\) and position"),
            ((1,), {"other": 2}, "other"),
            ((1, 2), {}, "must be Node"),
        ]:
            with self.subTest(args=args, kwargs=kwargs), self.assertRaisesRegex(TypeError, text):
                _testrust.Node(*args, **kwargs)

    def test_attributes(self):
        node = _testrust.Node("a")
        node.value = "b"
        self.assertEqual(node.value, "b")
        with self.assertRaisesRegex(AttributeError, "^cannot delete attribute 'value'$"):
            del node.value
        with self.assertRaises(AttributeError):
            node.next = node
        with self.assertRaises(AttributeError):
            node.another = 1

    def test_the_class_cannot_be_changed(self):
        with self.assertRaises(TypeError):
            _testrust.Node.bump = None
        with self.assertRaises(TypeError):
            _testrust.Node(1).__class__ = _testrust.Stack
        with self.assertRaisesRegex(TypeError, "not an acceptable base type"):
            type("Sub", (_testrust.Stack,), {})

    def test_only_new_makes_instances(self):
        with self.assertRaisesRegex(TypeError, "cannot create '_testrust.Hidden' instances"):
            _testrust.Hidden()
        for cls in _testrust.Hidden, _testrust.Node, _testrust.StackIterator:
            with self.subTest(cls=cls), self.assertRaises(TypeError):
                object.__new__(cls)
        with self.assertRaises(TypeError):
            copy.copy(_testrust.hidden())
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with self.subTest(protocol=protocol), self.assertRaises(TypeError):
                pickle.loads(pickle.dumps(_testrust.hidden(), protocol))

    def test_derived_classes(self):
        class Sub(_testrust.Node):
            __slots__ = ("__dict__",)

        sub = Sub("x")
        sub.another = 1
        self.assertEqual((sub.value, sub.bump(), type(sub)), ("x", 1, Sub))
        self.assertIs(Sub.which(), Sub)
        self.assertIs(_testrust.Node("y", sub).next, sub)
        calls = _testrust.count_calls()
        self.assertEqual(sub.module_calls(), calls + 1)

        class Other(_testrust.Node):
            pass

        sub = Other(1)
        sub.__class__ = type("Third", (_testrust.Node,), {})
        self.assertEqual(sub.value, 1)
        with self.assertRaises(TypeError):
            type("Both", (_testrust.Node, _testrust.Exporter), {})

    def test_classes_that_add_nothing_are_not_interchangeable(self):
        # If they were, methods would see a payload that nobody made.
        with self.assertRaisesRegex(TypeError, 'lay-?out conflict'):
            type('Both', (_testrust.Unit, _testrust.AnotherUnit), {})
        with self.assertRaisesRegex(TypeError, 'lay-?out conflict'):
            type('Both', (_testrust.Unit, _testrust.Node), {})
        with self.assertRaisesRegex(TypeError, 'lay-?out conflict'):
            type('Both', (_testrust.AnotherUnit, int), {})
        one = type('One', (_testrust.Unit,), {'__slots__': ()})()
        other = type('Other', (_testrust.AnotherUnit,), {'__slots__': ()})
        with self.assertRaisesRegex(TypeError, 'object layout differs'):
            one.__class__ = other

    def test_objects_of_another_module(self):
        other = fresh_module().Node(1)
        self.assertIsNot(type(other), _testrust.Node)
        self.assertNotIsInstance(other, _testrust.Node)
        # It has the same payload, so it can be used as one.
        self.assertIs(_testrust.Node(1, other).next, other)
        self.assertEqual(_testrust.Node(1), other)

    def test_weak_references(self):
        node = _testrust.Node(1)
        seen = []
        reference = weakref.ref(node, seen.append)
        self.assertIs(reference(), node)
        del node
        support.gc_collect()
        self.assertEqual(seen, [reference])
        self.assertIsNone(reference())
        with self.assertRaises(TypeError):
            weakref.ref(_testrust.Stack())

    def test_cycles_are_collected(self):
        canary = Canary()
        alive = weakref.ref(canary)
        node = _testrust.Node(canary)
        stack = _testrust.Stack()
        stack.push(node)
        stack.name(1, stack)
        stack.name(2, iter(stack))
        node.value = [stack, canary, _testrust.Node(node, node)]
        del node, stack, canary
        support.gc_collect()
        self.assertIsNone(alive())

    def test_the_collector_sees_what_is_held(self):
        thing = []
        stack = _testrust.Stack()
        stack.push(thing)
        stack.name(1, thing)
        node = _testrust.Node(thing)
        self.assertTrue(gc.is_tracked(node))
        self.assertEqual(sum(x is thing for x in gc.get_referents(stack)), 2)
        self.assertIn(_testrust.Stack, gc.get_referents(stack))
        self.assertEqual(sum(x is thing for x in gc.get_referents(node)), 1)

    def test_a_long_chain_is_freed_without_recursion(self):
        for cls in _testrust.Node, type("Sub", (_testrust.Node,), {}):
            with self.subTest(cls=cls):
                node = None
                for i in range(200_000):
                    node = cls(i, node)
                del node
                support.gc_collect()

    @unittest.skipIf(sysconfig.get_config_var("Py_GIL_DISABLED"), "references to types are counted by thread")
    @support.refcount_test
    def test_instances_own_their_class(self):
        before = sys.getrefcount(_testrust.Stack)
        stacks = [_testrust.Stack() for _ in range(ROUNDS)]
        self.assertEqual(sys.getrefcount(_testrust.Stack), before + ROUNDS)
        del stacks
        self.assertEqual(sys.getrefcount(_testrust.Stack), before)

    def test_payloads_are_dropped_once(self):
        before = _testrust.count_dropped()
        things = [_testrust.hidden() for _ in range(ROUNDS)]
        self.assertEqual(_testrust.count_dropped(), before)
        del things
        support.gc_collect()
        self.assertEqual(_testrust.count_dropped(), before + ROUNDS)

    def test_dealloc_keeps_the_exception(self):
        def fail():
            nodes = [_testrust.Node(Canary(lambda: None)) for _ in range(3)]
            raise KeyError(len(nodes))
        with self.assertRaises(KeyError):
            fail()


class SpecialMethodTest(unittest.TestCase):
    def test_hash_and_truth(self):
        node = _testrust.Node(1)
        self.assertFalse(node)
        node.bump(7)
        self.assertTrue(node)
        self.assertEqual(hash(node), 7)
        node.bump(-8)
        # -1 is C's sign of an error.
        self.assertEqual(hash(node), -2)

    def test_comparison(self):
        a, b = _testrust.Node(1), _testrust.Node(2)
        self.assertEqual(a, b)
        b.bump()
        self.assertFalse(a == b)
        self.assertNotEqual(a, 0)
        self.assertFalse(a == 0)
        with self.assertRaises(TypeError):
            a < b

    def test_operators(self):
        node = _testrust.Node(1)
        node.bump(5)
        self.assertEqual(node + 2, 7)
        self.assertEqual(10 - node, 5)
        with self.assertRaises(TypeError):
            2 + node
        with self.assertRaises(TypeError):
            node - 10
        with self.assertRaises(TypeError):
            node + "2"

    def test_call(self):
        thing = object()
        self.assertIs(_testrust.Node(1)(thing), thing)
        self.assertIs(_testrust.Node(1)(object=thing), thing)
        with self.assertRaises(TypeError):
            _testrust.Node(1)()
        with self.assertRaises(TypeError):
            _testrust.Node(1)(thing, object=thing)

    def test_sequence(self):
        stack = _testrust.Stack()
        for i in range(5):
            stack.push(i)
        self.assertEqual(len(stack), 5)
        self.assertEqual(stack[3], 3)
        stack[3] = "x"
        self.assertIn("x", stack)
        self.assertNotIn(3, stack)
        self.assertEqual(list(stack), [0, 1, 2, "x", 4])
        self.assertEqual((stack.pop(), stack.remove(0), stack.remove(9)), (4, 0, None))
        self.assertEqual(list(stack), [1, 2, "x"])
        for call in lambda: stack[3], lambda: stack.__setitem__(3, 0), _testrust.Stack().pop:
            with self.assertRaises(IndexError):
                call()
        with self.assertRaisesRegex(TypeError, "'_testrust.Stack' object does not support item deletion"):
            del stack[0]
        with self.assertRaises(TypeError):
            stack["0"]

    def test_contains_when_comparing_changes_the_stack(self):
        stack = _testrust.Stack()

        class Emptying:
            def __eq__(self, other):
                while len(stack):
                    stack.pop()
                return False

        for _ in range(5):
            stack.push(Emptying())
        self.assertNotIn(1, stack)
        self.assertEqual(len(stack), 0)

    def test_map(self):
        stack = _testrust.Stack()
        for i in range(1000):
            self.assertIsNone(stack.name(i, str(i)))
        self.assertEqual(stack.name(7, "seven"), "7")
        self.assertEqual((stack.named(7), stack.named(-1)), ("seven", None))
        self.assertEqual((stack.unname(7), stack.unname(7)), ("seven", None))

    def test_context_manager(self):
        stack = _testrust.Stack()
        canary = Canary()
        alive = weakref.ref(canary)
        with self.assertRaises(ZeroDivisionError), stack as entered:
            self.assertIs(entered, stack)
            stack.push(canary)
            stack.name(1, canary)
            del canary
            1 / 0
        support.gc_collect()
        self.assertIsNone(alive())
        self.assertEqual(len(stack), 0)

    def test_buffer(self):
        view = memoryview(_testrust.Exporter(b"some bytes"))
        support.gc_collect()
        self.assertEqual((bytes(view), view.readonly, view.format), (b"some bytes", True, "B"))
        with self.assertRaises(TypeError):
            view[0] = 0
        self.assertEqual(bytes(_testrust.Exporter(bytearray(10_000))), bytes(10_000))


class DetachTest(unittest.TestCase):
    def test_calls_between_detaches(self):
        results = iter(["first", "second"])
        self.assertEqual(_testrust.call_around_detach(lambda: next(results)), "first")
        with self.assertRaises(StopIteration):
            _testrust.call_around_detach(lambda: next(results))

    def test_values_of_this_thread(self):
        self.assertEqual(_testrust.pass_through_detach(7), 7)

    def test_an_exception_of_the_second_call(self):
        results = iter([Canary()])
        with self.assertRaises(StopIteration):
            _testrust.call_around_detach(lambda: next(results))

    def test_a_reference_that_is_dropped_detached_is_lost(self):
        script_helper.assert_python_ok("-c", "import _testrust; _testrust.drop_detached([])")

    def test_buffers_stay_exported_while_detached(self):
        data = bytearray(b"abc")
        self.assertEqual(_testrust.sum_detached(data), sum(b"abc"))
        data.append(1)
        self.assertEqual(_testrust.sum_detached(memoryview(data)[1:]), sum(data[1:]))


    def test_bytes_that_are_written_detached(self):
        for data in b"", b"abc", bytes(range(1, 256)) * 100, bytearray(b"x" * 5000):
            self.assertEqual(_testrust.complement_detached(data), bytes(255 - byte for byte in data))
        self.assertEqual(_testrust.complement_detached(b"\xff" * 3000 + b"\0abc"), bytes(3000))

    @unittest.skipIf(sysconfig.get_config_var("Py_GIL_DISABLED"), "threads do not wait for each other")
    def test_only_long_work_is_detached(self):
        data = b"x" * (64 << 20)
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(1000)
        for nanoseconds, is_detached in (10_000_000, False), (10_000_001, True):
            with self.subTest(nanoseconds=nanoseconds):
                lock = threading.Lock()
                ran = []
                with lock:
                    thread = threading.Thread(target=lambda: ran.append(lock.acquire()))
                    thread.start()
                    # The thread waits for the lock, then for us.
                    lock.release()
                    before = list(ran)
                    _testrust.complement_detached(data, nanoseconds)
                    after = list(ran)
                    thread.join()
                    # It has acquired the lock, which the with statement releases.
                self.assertEqual((before, after), ([], [True] if is_detached else []))

    @unittest.skipUnless(os.path.exists("/sys/kernel/mm/transparent_hugepage/enabled"), "no huge pages here")
    @unittest.skipIf(sysconfig.get_config_var("Py_GIL_DISABLED"), "objects are not in malloc()'s memory")
    def test_a_large_result_is_on_huge_pages_and_leaves_nothing_behind(self):
        # A process of its own, without debugging hooks: malloc() changes its mind once mappings have been freed.
        code = """if True:
            import _testrust, re

            def advised():
                with open("/proc/self/smaps") as file:
                    for mapping in re.split("(?m)^(?=[0-9a-f]+-[0-9a-f]+ )", file.read())[1:]:
                        start, end = (int(end, 16) for end in mapping.split()[0].split("-"))
                        # The heap itself may be advised, by malloc().
                        if " hg" in re.search("VmFlags:(.*)", mapping)[1] and end - start > len(data):
                            yield start, end

            data = b"x" * (64 << 20)
            assert not list(advised())
            for _ in range(20):
                result = _testrust.complement_detached(data)
                (start, end), = advised()
                assert start <= id(result) and id(result) + len(result) <= end, (start, end)
                del result
                assert not list(advised())
        """
        script_helper.assert_python_ok("-c", code, PYTHONMALLOC="malloc")


class PanicTest(unittest.TestCase):
    """A panic ends the process, with Rust's message and Python's traceback."""

    def check(self, code, message):
        # Without faulthandler: up to 3.13 Py_FatalError() fails when it ends that while detached.
        result = subprocess.run(
            [sys.executable, "-I", "-c",
             f"import _testrust as t\n{NO_CORE}\ndef marked_function(): {code}\nmarked_function()"],
            stderr=subprocess.PIPE)
        self.assertEqual(result.returncode, -signal.SIGABRT)
        self.assertIn(b"Fatal Python error: ", result.stderr)
        self.assertIn(b"panicked at Modules/_testrust/src/panics.rs:", result.stderr)
        self.assertIn(message, result.stderr)
        return result.stderr

    def test_panics(self):
        for code, message in [
            ("t.panic_attached()", b"in a function"),
            ("t.panic_index(4)", b"index out of bounds: the len is 4 but the index is 4"),
            ("t.panic_locked()", b"under a lock"),
            ("t.Panicking(0).attribute", b"in a getter"),
            ("len(t.Panicking(0))", b"in a special method"),
            ("t.Panicking(1)", b"in a drop"),
        ]:
            with self.subTest(code=code):
                self.assertIn(b"marked_function", self.check(code, message))

    def test_panic_while_detached(self):
        self.check("t.panic_detached()", b"while detached")

    def test_a_result_that_was_written_elsewhere(self):
        result = script_helper.assert_python_failure(
            "-c", f"import _testrust; {NO_CORE}; _testrust.panic_fill()")
        self.assertIn(b"`fill` returns the front of its buffer", result.err)


@threading_helper.requires_working_threading()
class ThreadTest(unittest.TestCase):
    def test_many_threads_and_one_writer(self):
        if sysconfig.get_config_var("Py_GIL_DISABLED"):
            # Importing the module has not brought the GIL back.
            self.assertFalse(sys._is_gil_enabled())
        data = bytearray(range(256)) * 64
        stop = threading.Event()
        errors = []
        stack = _testrust.Stack()
        node = _testrust.Node(None)

        def write():
            for i in itertools.count():
                if stop.is_set():
                    break
                data[i % len(data)] = i % 256
                node.value = [i]

        def read(n):
            for i in range(200):
                for total in _testrust.sum_detached(data), _testrust.sum_attached(data):
                    self.assertLessEqual(total, 255 * len(data))
                self.assertEqual(len(base64.b64decode(base64.b64encode(data))), len(data))
                _testrust.keep([n, i])
                kept = _testrust.kept()
                self.assertTrue(kept is None or len(kept) == 2)
                stack.push(_testrust.Node(kept, node))
                stack.name(i % 5, stack)
                stack.named((i + n) % 5)
                list(itertools.islice(stack, 10))
                node.value
                node.bump()
                _testrust.call_around_detach(lambda: _testrust.Node(i))
                _testrust.add_to_total(1)
                if i % 50 == 0:
                    gc.collect()
                    gc.get_referents(stack)
                try:
                    stack.pop()
                    stack.remove(0)
                except IndexError:
                    pass

        def guarded(function, *args):
            try:
                function(*args)
            except BaseException as error:
                errors.append(error)

        before = _testrust.add_to_total(0)
        readers = [threading.Thread(target=guarded, args=(read, n)) for n in range(9)]
        writer = threading.Thread(target=guarded, args=(write,))
        with threading_helper.start_threads([*readers, writer]):
            for reader in readers:
                reader.join()
            stop.set()
        self.assertEqual(errors, [])
        self.assertEqual(hash(node), 9 * 200)
        self.assertEqual(_testrust.add_to_total(0), before + 9 * 200)
        _testrust.forget()


class InterpreterTest(unittest.TestCase):
    CODE = """if True:
        import _testrust
        assert _testrust.kept() is None
        assert _testrust.count_calls() == 0
        _testrust.keep([_testrust, _testrust.Node(_testrust.hidden())])
        stack = _testrust.Stack()
        for i in range({rounds}):
            stack.push(_testrust.Node(i))
            _testrust.add_to_total(1)
            _testrust.add_to_common_total(1)
            stack.name(i, stack)
            _testrust.call_around_detach(lambda: [i])
            if i % 100:
                stack.pop()
        assert _testrust.add_to_total(0) == {rounds}
        import base64
        for i in range({rounds}):
            assert base64.b64decode(base64.b64encode(b"%d" % i)) == b"%d" % i
    """

    def run_in_interpreters(self, count, rounds, **config):
        interpreters = import_helper.import_module(
            "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters")
        code = self.CODE.format(rounds=rounds)
        errors = []

        def run():
            try:
                if sys.version_info >= (3, 13):
                    interpreter = interpreters.create("isolated" if config else "legacy")
                    if (error := interpreters.exec(interpreter, code)) is not None:
                        errors.append(error.formatted)
                else:
                    interpreter = interpreters.create(**config)
                    interpreters.run_string(interpreter, code)
                interpreters.destroy(interpreter)
            except BaseException as error:
                errors.append(error)

        threads = [threading.Thread(target=run) for _ in range(count)]
        before = _testrust.add_to_common_total(0)
        with threading_helper.start_threads(threads):
            pass
        self.assertEqual(errors, [])
        self.assertEqual(_testrust.add_to_common_total(0), before + count * rounds)

    def test_legacy(self):
        self.run_in_interpreters(1, 500)

    @unittest.skipIf(sys.version_info < (3, 12), "interpreters share one GIL")
    def test_isolated_in_parallel(self):
        self.run_in_interpreters(8, 500, isolated=True)


if __name__ == "__main__":
    unittest.main()
