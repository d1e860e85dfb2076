"""Tests of @NAME@."""

import array
import inspect
import unittest

from test.support import import_helper

@NAME@ = import_helper.import_module('@NAME@')


class CountTest(unittest.TestCase):
    def test_bytes_like_objects(self):
        data = b'\0spam\0'
        for data in data, bytearray(data), memoryview(data)[::1], array.array('B', data):
            with self.subTest(type=type(data)):
                self.assertEqual(@NAME@.count(data), 2)
                self.assertEqual(@NAME@.count(data, ord('a')), 1)
                self.assertEqual(@NAME@.count(data, byte=ord('x')), 0)

    def test_what_it_refuses(self):
        self.assertRaises(TypeError, @NAME@.count)
        self.assertRaises(TypeError, @NAME@.count, 'text')
        self.assertRaises(TypeError, @NAME@.count, b'', byte='a')
        self.assertRaises(OverflowError, @NAME@.count, b'', 256)

    def test_signature(self):
        self.assertEqual(str(inspect.signature(@NAME@.count)), '(data, /, byte=0)')


class SeenTest(unittest.TestCase):
    def test_all_calls_are_added(self):
        before = @NAME@.seen()
        @NAME@.count(b'one')
        @NAME@.count(b'three')
        self.assertEqual(@NAME@.seen() - before, 8)


if __name__ == '__main__':
    unittest.main()
