/* What an attached program runs first: the base's own executable, which knows
   nothing of Rust, needs libcpython_rust.so, and this constructor of it puts the
   Rust modules into the table before main() is reached. */

#include <stdio.h>
#include <stdlib.h>

#include "cpython_rust.h"       /* PyRust_ExtendInittab() */


__attribute__((constructor))
static void
attach_modules(void)
{
    if (PyRust_ExtendInittab() < 0) {
        fputs("python: no memory for the module table\n", stderr);
        exit(1);
    }
}
