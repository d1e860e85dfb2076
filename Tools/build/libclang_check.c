/* Whether libclang can parse C on this machine.

       libclang_check /path/to/libclang.so FILE.c

   Prints libclang's version.  It is not enough that the library is there: bindgen
   needs the compiler's own headers (stddef.h), which distributions have in a
   package apart.  The library is loaded as bindgen loads it, by its path, so its
   headers are not needed here; the declarations are those of clang-c/Index.h and
   clang-c/CXString.h, which are stable.  Exit status 2: it does not load;
   1: it does not parse FILE.c. */

#include <dlfcn.h>
#include <stdio.h>

typedef struct {
    const void *data;
    unsigned private_flags;
} CXString;

enum { CXDiagnostic_Error = 3 };

static CXString (*get_clang_version)(void);
static const char *(*get_c_string)(CXString);
static void *(*create_index)(int, int);
static void *(*parse_translation_unit)(void *, const char *, const char *const *, int,
                                       void *, unsigned, unsigned);
static unsigned (*get_num_diagnostics)(void *);
static void *(*get_diagnostic)(void *, unsigned);
static int (*get_diagnostic_severity)(void *);
static CXString (*get_diagnostic_spelling)(void *);

static const struct {
    const char *name;
    void *pointer;
} symbols[] = {
    {"clang_getClangVersion", &get_clang_version},
    {"clang_getCString", &get_c_string},
    {"clang_createIndex", &create_index},
    {"clang_parseTranslationUnit", &parse_translation_unit},
    {"clang_getNumDiagnostics", &get_num_diagnostics},
    {"clang_getDiagnostic", &get_diagnostic},
    {"clang_getDiagnosticSeverity", &get_diagnostic_severity},
    {"clang_getDiagnosticSpelling", &get_diagnostic_spelling},
};


/* Return 0, or -1 after saying why not. */
static int
load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        fprintf(stderr, "%s\n", dlerror());
        return -1;
    }
    for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
        void *symbol = dlsym(library, symbols[i].name);
        if (symbol == NULL) {
            fprintf(stderr, "%s\n", dlerror());
            return -1;
        }
        *(void **)symbols[i].pointer = symbol;
    }
    return 0;
}


int
main(int argc, char **argv)
{
    if (argc != 3 || load(argv[1]) < 0) {
        return 2;
    }
    printf("%s\n", get_c_string(get_clang_version()));

    void *unit = parse_translation_unit(create_index(0, 0), argv[2], NULL, 0, NULL, 0, 0);
    if (unit == NULL) {
        fprintf(stderr, "cannot parse %s\n", argv[2]);
        return 1;
    }
    for (unsigned i = 0; i < get_num_diagnostics(unit); i++) {
        void *diagnostic = get_diagnostic(unit, i);
        if (get_diagnostic_severity(diagnostic) >= CXDiagnostic_Error) {
            fprintf(stderr, "%s\n", get_c_string(get_diagnostic_spelling(diagnostic)));
            return 1;
        }
    }
    return 0;
}
