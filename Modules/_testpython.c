/* _testpython: the program in which the base's modules stay beside those in Rust.

   A module of the base that Setup.rust replaces is importable as _base_NAME, so that tests
   and benchmarks call both in one process.  This object is linked with those of the program,
   or of the library of an attached one; it has no other code of its own, so what is tested
   is what is installed.

   The name of an init function is a module's own, so importlib would look for
   PyInit__base_binascii() in a file of lib-dynload.  The table has no such rule: the
   entry of a file is a function that opens it and calls PyInit_binascii(). */

#include <Python.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpython_rust.h"       /* PyRustInit_*() */
#include <rust_modules.h>       /* RUST_STATIC_MODULES(), RUST_SHARED_MODULES() */

/* Where the base has a module that is not built in. */
#define FILE_OF(name) BASE_DYNLOAD "/" #name BASE_EXT_SUFFIX

typedef PyObject *(*initfunc)(void);


/* Call an init function of a file that stays open.
   Return what it returns, or NULL with ImportError. */
static PyObject *
init_from_file(const char *path, const char *init_name)
{
    void *file = dlopen(path, RTLD_NOW);
    void *symbol = file == NULL ? NULL : dlsym(file, init_name);
    if (symbol == NULL) {
        PyErr_SetString(PyExc_ImportError, dlerror());
        return NULL;
    }
    initfunc init;
    // C has no cast from a pointer to data; POSIX says that this does.
    memcpy(&init, &symbol, sizeof(init));
    return init();
}

#define INIT(name)                                              \
    static PyObject *                                           \
    init_##name(void)                                           \
    {                                                           \
        return init_from_file(FILE_OF(name), "PyInit_" #name);  \
    }
RUST_STATIC_MODULES(INIT)
RUST_SHARED_MODULES(INIT)
#undef INIT

static const struct {
    const char *name;
    const char *base_name;
    const char *path;
    initfunc base_init;
    initfunc rust_init;
} modules[] = {
#define MODULE(name) #name, "_base_" #name, FILE_OF(name), init_##name
#define STATIC_MODULE(name) {MODULE(name), PyRustInit_##name},
#define SHARED_MODULE(name) {MODULE(name), NULL},
    RUST_STATIC_MODULES(STATIC_MODULE)
    RUST_SHARED_MODULES(SHARED_MODULE)
    {NULL, NULL, NULL, NULL, NULL}
};


static void
fail(const char *what)
{
    fprintf(stderr, "_testpython: %s\n", what);
    exit(1);
}


/* Before PyRust_ExtendInittab(), which drops the base's entries: main() comes after all
   constructors, and that of attach.c, which has no priority, after those that have one.
   101 is the first that is not the compiler's. */
__attribute__((constructor(101)))
static void
keep_base_modules(void)
{
    for (size_t i = 0; modules[i].name != NULL; i++) {
        initfunc init = access(modules[i].path, R_OK) == 0 ? modules[i].base_init : NULL;
        // What is built in hides a file.
        for (const struct _inittab *entry = PyImport_Inittab; entry->name != NULL; entry++) {
            if (strcmp(entry->name, modules[i].name) == 0) {
                init = entry->initfunc;
                break;
            }
        }
        if (init != NULL && init == modules[i].rust_init) {
            // All would be compared with itself.
            fail("the module table has ours already");
        }
        if (init != NULL && PyImport_AppendInittab(modules[i].base_name, init) < 0) {
            fail("no memory for the module table");
        }
    }
}
