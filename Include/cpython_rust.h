/* Every symbol that Rust exports, and the one function that a host calls.

   The C API is the source of truth: Rust asserts at compile time that each of its
   exports has the type declared here. */

#ifndef CPYTHON_RUST_H
#define CPYTHON_RUST_H

#include <Python.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Put the modules written in Rust into the table of built-in modules, before
   those of the same name. Call it before Py_Initialize(). It is defined in
   Modules/inittab.c. Return 0, or -1 if there is no memory. */
int PyRust_ExtendInittab(void);

/* The init functions. Their names differ from PyInit_*(), so that the linker
   cannot take the base's. */
PyObject *PyRustInit__base64(void);
PyObject *PyRustInit__testrust(void);
PyObject *PyRustInit_binascii(void);

#ifdef __cplusplus
}
#endif

#endif /* CPYTHON_RUST_H */
