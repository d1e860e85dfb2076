/* The table of built-in modules, with the modules written in Rust in it.

   CPython looks a built-in module up in PyImport_Inittab, an array that ends with
   a NULL name and that a program may replace before Py_Initialize().
   PyImport_AppendInittab() is not enough: of two entries with one name the first
   wins, and the base's come first.  A built-in of the base also hides a module of
   lib-dynload, so its entry goes when ours is a file there. */

#include <Python.h>
#include <stdlib.h>
#include <string.h>

#include "cpython_rust.h"       /* PyRustInit_*(), PyRust_ExtendInittab() */
#include <rust_modules.h>       /* RUST_STATIC_MODULES(), RUST_SHARED_MODULES(): made
                                   from Setup.rust in the build directory, and not
                                   to be taken from a build in the source directory */

#define ENTRY(name) {#name, PyRustInit_##name},
static const struct _inittab static_modules[] = {
    RUST_STATIC_MODULES(ENTRY)
    {NULL, NULL}
};
#undef ENTRY

#define N_STATIC (sizeof(static_modules) / sizeof(static_modules[0]) - 1)

#define NAME(name) #name,
static const char *const rust_names[] = {
    RUST_STATIC_MODULES(NAME)
    RUST_SHARED_MODULES(NAME)
    NULL
};
#undef NAME


static int
is_rust_module(const char *name)
{
    for (const char *const *p = rust_names; *p != NULL; p++) {
        if (strcmp(*p, name) == 0) {
            return 1;
        }
    }
    return 0;
}


/* Put the Rust modules first, and drop the base's of the same name.
   Call it before Py_Initialize(); a second call changes nothing.
   Return 0, or -1 if there is no memory. */
int
PyRust_ExtendInittab(void)
{
    static const struct _inittab *extended;

    if (PyImport_Inittab == extended) {
        return 0;
    }

    size_t n_base = 0;
    while (PyImport_Inittab[n_base].name != NULL) {
        n_base++;
    }

    /* Never freed: the interpreter reads it for as long as the process lives. */
    struct _inittab *table = malloc((N_STATIC + n_base + 1) * sizeof(*table));
    if (table == NULL) {
        return -1;
    }

    memcpy(table, static_modules, N_STATIC * sizeof(*table));
    struct _inittab *end = table + N_STATIC;
    for (size_t i = 0; i < n_base; i++) {
        if (!is_rust_module(PyImport_Inittab[i].name)) {
            *end++ = PyImport_Inittab[i];
        }
    }
    *end = (struct _inittab){NULL, NULL};

    PyImport_Inittab = table;
    extended = table;
    return 0;
}
