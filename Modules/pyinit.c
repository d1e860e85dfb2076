/* PyInit_*() of one Rust module, whose own init function has another name.

   In the program it is not needed: Modules/inittab.c names Rust's functions itself.  A
   module that is a file of lib-dynload has this as its one exported function; Rust's
   own symbols stay hidden, so that nothing of the archive leaks out of the file.
   A module in the tree that `make export` is for has it as CPython's config.c calls it.

   It is compiled once for each, with MODULE_NAME as its name. */

#include <Python.h>

#include "cpython_rust.h"       /* PyRustInit_*() */

#define PASTE(prefix, name) prefix##name
#define WITH_NAME(prefix, name) PASTE(prefix, name)


PyMODINIT_FUNC
WITH_NAME(PyInit_, MODULE_NAME)(void)
{
    return WITH_NAME(PyRustInit_, MODULE_NAME)();
}
