"""Tests of _spam in C and in Rust: the same for both.

    ./python test_spam.py FILE

FILE is the module in C; the one in Rust is in the interpreter.
"""

import array
import gc
import inspect
import sys
import threading
import unittest
import weakref
from importlib import machinery, util

import _spam as in_rust


def load(path):
    spec = util.spec_from_file_location('_spam', path, loader=machinery.ExtensionFileLoader('_spam', path))
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


in_c = load(sys.argv.pop())


class Content:
    """Something that can have weak references."""


class SpamTest:
    def test_sum(self):
        for data in b'', b'spam', bytes(range(256)) * 100:
            for data in data, bytearray(data), memoryview(data), array.array('B', data):
                with self.subTest(type=type(data), size=len(data)):
                    self.assertEqual(self.spam.sum(data), sum(data))
        self.assertEqual(self.spam.sum(b'ab', start=2 ** 32 - 97), 98)
        self.assertEqual(self.spam.sum(b'', start=-1), 2 ** 32 - 1)

    def test_what_sum_refuses(self):
        for args, kwargs in [(), {}], [('text',), {}], [(b'', 1), {}], [(b'',), {'end': 1}], [(), {'data': b''}]:
            with self.subTest(args=args, kwargs=kwargs):
                self.assertRaises(TypeError, self.spam.sum, *args, **kwargs)
        self.assertRaises(TypeError, self.spam.sum, b'', start='1')
        self.assertRaises(BufferError, self.spam.sum, memoryview(b'abcd')[::2])

    def test_can(self):
        content = Content()
        can = self.spam.Can(content)
        self.assertIs(can.open(), content)
        with self.assertRaisesRegex(self.spam.Empty, '^the can was opened before$'):
            can.open()
        self.assertIs(self.spam.Can(content=content).open(), content)

    def test_what_can_refuses(self):
        self.assertRaises(TypeError, self.spam.Can)
        self.assertRaises(TypeError, self.spam.Can, 1, 2)
        self.assertRaises(TypeError, self.spam.Can(1).open, 1)
        with self.assertRaises(TypeError):
            self.spam.Can.shape = 'round'
        with self.assertRaises(TypeError):
            type('Tin', (self.spam.Can,), {})

    def test_cycle(self):
        content = Content()
        content.can = self.spam.Can(content)
        gone = weakref.ref(content)
        del content
        gc.collect()
        self.assertIsNone(gone())

    def test_content_is_released(self):
        content = Content()
        can, gone = self.spam.Can(content), weakref.ref(content)
        del content
        self.assertIsNotNone(gone())
        del can
        gc.collect()
        self.assertIsNone(gone())

    def test_only_one_thread_gets_the_content(self):
        for _ in range(100):
            can, got = self.spam.Can('spam'), []

            def open_it():
                try:
                    got.append(can.open())
                except self.spam.Empty:
                    pass

            threads = [threading.Thread(target=open_it) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(got, ['spam'])

    def test_what_help_shows(self):
        spam = self.spam
        self.assertEqual(spam.__doc__, 'Spam, in cans.')
        self.assertEqual(str(inspect.signature(spam.sum)), '(data, /, *, start=0)')
        self.assertEqual(spam.sum.__doc__, 'Return the sum of the bytes and a start, modulo 2**32.')
        self.assertEqual(str(inspect.signature(spam.Can)), '(content)')
        self.assertEqual(spam.Can.__doc__, 'Something that holds an object until it is opened.')
        self.assertEqual(spam.Empty.__doc__, 'Nothing is in the can.')
        self.assertEqual((spam.Can.__module__, spam.Empty.__module__), ('_spam', '_spam'))


class CTest(SpamTest, unittest.TestCase):
    spam = in_c


class RustTest(SpamTest, unittest.TestCase):
    spam = in_rust

    def test_that_there_are_two(self):
        self.assertIsNot(in_c.sum, in_rust.sum)
        self.assertIn('_spam', sys.builtin_module_names)


if __name__ == '__main__':
    unittest.main()
