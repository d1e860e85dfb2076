/* The one exported function of a Rust module that is a file of lib-dynload.

   Rust's own symbols stay hidden, so that nothing of the archive leaks out of the
   file.  make compiles this once for each *shared* module, with MODULE_NAME as its
   name. */

#include <Python.h>

#include "cpython_rust.h"       /* PyRustInit_*() */

#define PASTE(prefix, name) prefix##name
#define WITH_NAME(prefix, name) PASTE(prefix, name)


PyMODINIT_FUNC
WITH_NAME(PyInit_, MODULE_NAME)(void)
{
    return WITH_NAME(PyRustInit_, MODULE_NAME)();
}
