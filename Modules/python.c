/* The program: CPython's own main(), with the modules written in Rust in the table.

   No path is set here.  The program stands in a prefix laid like an installed
   Python (see Tools/build/prefix.py), and the ordinary search finds the rest. */

#include <Python.h>
#include <stdio.h>

#include "cpython_rust.h"       /* PyRust_ExtendInittab() */


int
main(int argc, char **argv)
{
    if (PyRust_ExtendInittab() < 0) {
        fputs("python: no memory for the module table\n", stderr);
        return 1;
    }
    return Py_BytesMain(argc, argv);
}
