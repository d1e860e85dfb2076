/* A host: a program that embeds Python with the modules written in Rust.

       _testembed NAME HOME

   runs the test of that name with the standard library of the prefix HOME.  It prints
   what went wrong and ends with 1, else with 0.  Lib/test/test_rust_embed.py has make
   link it as Doc/embedding.rst says for any host, but for one flag, --wrap=malloc. */

#include <Python.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpython_codecs.h"     /* PyRustCodecs_*() */
#include "cpython_rust.h"       /* PyRust_ExtendInittab() */

#define ROUNDS 10

static const char *home;


static int
failed(const char *what)
{
    fprintf(stderr, "_testembed: %s\n", what);
    return -1;
}


static int
initialize(void)
{
    PyConfig config;

    PyConfig_InitPythonConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.home, home);
    if (!PyStatus_Exception(status)) {
        status = Py_InitializeFromConfig(&config);
    }
    PyConfig_Clear(&config);
    return PyStatus_Exception(status) ? failed(status.err_msg) : 0;
}


/* Run CODE in an interpreter that lives no longer. */
static int
run_in_new(const char *code)
{
    if (initialize() < 0) {
        return -1;
    }
    int result = PyRun_SimpleString(code);
    if (Py_FinalizeEx() < 0) {
        return failed("Py_FinalizeEx()");
    }
    return result;
}


static const char use_both[] =
    "import sys, base64, _base64\n"
    "assert sys.builtin_module_names.count('_base64') == 1, sys.builtin_module_names\n"
    "assert base64.__file__.startswith(sys.prefix), base64.__file__\n"
    "for function in base64.b64encode, _base64.b64encode:\n"
    "    encoded = function(b'embedded')\n"
    "    assert encoded == b'ZW1iZWRkZWQ=', encoded\n"
    "assert base64.b64decode(encoded) == _base64.b64decode(encoded) == b'embedded'\n"
    // What goes to the base's own file, with an exception that Rust passes on.
    "try:\n"
    "    base64.b64decode(b'A', validate=True)\n"
    "except ValueError:\n"
    "    pass\n"
    "else:\n"
    "    raise AssertionError('b64decode() takes anything')\n";


/* Interpreters one after the other have the modules, each its own. */
static int
test_rounds(void)
{
    if (PyRust_ExtendInittab() < 0) {
        return failed("PyRust_ExtendInittab()");
    }
    for (int i = 0; i < ROUNDS; i++) {
        if (run_in_new(use_both) < 0) {
            return -1;
        }
    }
    return 0;
}


static int
test_second_call(void)
{
    if (PyRust_ExtendInittab() < 0) {
        return failed("PyRust_ExtendInittab()");
    }
    struct _inittab *table = PyImport_Inittab;
    if (PyRust_ExtendInittab() < 0 || PyImport_Inittab != table) {
        return failed("a second call changed the table");
    }
    return run_in_new(use_both);
}


/* A host that does not call it has a Python like the base's. */
static int
test_not_called(void)
{
    return run_in_new("import sys, base64\n"
                      "assert '_base64' not in sys.builtin_module_names\n"
                      "assert base64.b64encode(b'embedded') == b'ZW1iZWRkZWQ='\n");
}


static PyModuleDef first_module = {PyModuleDef_HEAD_INIT, .m_name = "first_of_host"};
static PyModuleDef second_module = {PyModuleDef_HEAD_INIT, .m_name = "second_of_host"};

static PyObject *
init_first(void)
{
    return PyModuleDef_Init(&first_module);
}

static PyObject *
init_second(void)
{
    return PyModuleDef_Init(&second_module);
}


/* The host has modules of its own, and adds them before and after. */
static int
test_modules_of_the_host(void)
{
    if (PyImport_AppendInittab("first_of_host", init_first) < 0
        || PyRust_ExtendInittab() < 0
        || PyImport_AppendInittab("second_of_host", init_second) < 0
        || PyRust_ExtendInittab() < 0)
    {
        return failed("no memory for the table");
    }
    if (run_in_new("import sys, first_of_host, second_of_host\n"
                   "for name in 'first_of_host', 'second_of_host':\n"
                   "    assert sys.builtin_module_names.count(name) == 1, name\n") < 0)
    {
        return -1;
    }
    return run_in_new(use_both);
}


/* Py_RunMain() ends with the table as it was, so a host calls ours before each. */
static int
test_run_main(void)
{
    char *arguments[] = {"_testembed", "-c", (char *)use_both, NULL};

    if (setenv("PYTHONHOME", home, 1) < 0) {
        return failed("setenv()");
    }
    for (int i = 0; i < 3; i++) {
        if (PyRust_ExtendInittab() < 0) {
            return failed("PyRust_ExtendInittab()");
        }
        if (Py_BytesMain(3, arguments) != 0) {
            return failed("Py_BytesMain()");
        }
    }
    return 0;
}


static int malloc_fails;
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

/* The linker has all calls of malloc() here. */
void *
__wrap_malloc(size_t size)
{
    return malloc_fails ? NULL : __real_malloc(size);
}


static int
test_no_memory(void)
{
    struct _inittab *table = PyImport_Inittab;

    malloc_fails = 1;
    int result = PyRust_ExtendInittab();
    malloc_fails = 0;
    if (result != -1) {
        return failed("PyRust_ExtendInittab() does without memory");
    }
    if (PyImport_Inittab != table) {
        return failed("there was no memory, and the table is another");
    }
    // Nothing is left of it that is in the way of another try.
    return test_rounds();
}


/* What becomes of "Hello, C!" in each codec, and where an asterisk in the place of
   the third character is found, or another character that is in no alphabet. */
static const struct {
    PyRustCodec codec;
    const char *text;
    char bad;
    PyRustCodecStatus status;
    size_t at;
} encoded[] = {
    {PyRustCodec_BASE16, "48656C6C6F2C204321", '*', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_BASE32, "JBSWY3DPFQQEGII=", '*', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_BASE32HEX, "91IMOR3F5GG4688=", '*', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_BASE64, "SGVsbG8sIEMh", '*', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_BASE64, "SGVsbG8sIEMh", '=', PyRustCodecStatus_PADDING, 3},
    {PyRustCodec_BASE64URL, "SGVsbG8sIEMh", '+', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_BASE64_LENIENT, "SGVsbG8sIEMh", '*', PyRustCodecStatus_TRUNCATED, 12},
    {PyRustCodec_BASE85, "NM&qnZ!91~Ap", ',', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_Z85, "nm=QNz.91#aP", ',', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_ASCII85, "87cURD_*\"u+T", '~', PyRustCodecStatus_CHARACTER, 2},
    {PyRustCodec_QUOTED_PRINTABLE, "Hello, C!", '*', PyRustCodecStatus_OK, 9},
    {PyRustCodec_UU, ")2&5L;&\\L($,A\n", 'a', PyRustCodecStatus_CHARACTER, 2},
};

static int
test_codec(size_t i)
{
    static const char data[] = "Hello, C!";
    const unsigned char *bytes = (const unsigned char *)data;
    const size_t len = sizeof(data) - 1;
    const PyRustCodec codec = encoded[i].codec;
    // A byte behind each output shows that nobody writes there.
    unsigned char text[32], decoded[32];
    size_t written, at;

    memset(text, '.', sizeof(text));
    memset(decoded, '.', sizeof(decoded));
    size_t room = PyRustCodecs_EncodedLen(codec, bytes, len);
    if (room >= sizeof(text)
        || PyRustCodecs_Encode(codec, bytes, len, text, room - 1, &written) != PyRustCodecStatus_NO_ROOM
        || written != 0
        || PyRustCodecs_Encode(codec, bytes, len, text, room, &written) != PyRustCodecStatus_OK
        || written != strlen(encoded[i].text)
        || memcmp(text, encoded[i].text, written) != 0
        || text[room] != '.')
    {
        return failed("PyRustCodecs_Encode()");
    }
    size_t chars = written;
    room = PyRustCodecs_DecodedLen(codec, text, chars);
    if (room >= sizeof(decoded)
        || PyRustCodecs_Decode(codec, text, chars, decoded, room - 1, &written, &at) != PyRustCodecStatus_NO_ROOM
        || written != 0
        || PyRustCodecs_Decode(codec, text, chars, decoded, room, &written, &at) != PyRustCodecStatus_OK
        || written != len
        || at != chars
        || memcmp(decoded, data, len) != 0
        || decoded[room] != '.')
    {
        return failed("PyRustCodecs_Decode()");
    }
    text[2] = (unsigned char)encoded[i].bad;
    if (PyRustCodecs_Decode(codec, text, chars, decoded, room, &written, &at) != encoded[i].status
        || at != encoded[i].at)
    {
        return failed("PyRustCodecs_Decode() of a bad text");
    }
    return 0;
}


/* The codecs work where there is no interpreter, with each kernel that there is. */
static int
test_codecs(void)
{
    static const char *const kernels[] = {"scalar", "ssse3", "avx2", "avx512", "neon", "pmull"};
    const unsigned char *digits = (const unsigned char *)"123456789";
    size_t written, at;

    for (size_t k = 0; k < Py_ARRAY_LENGTH(kernels); k++) {
        if (PyRustCodecs_ForceKernel(kernels[k]) < 0) {
            if (k == 0) {
                return failed("scalar code is not there");
            }
            continue;
        }
        if (strcmp(PyRustCodecs_Kernel(), kernels[k]) != 0) {
            return failed("PyRustCodecs_ForceKernel()");
        }
        for (size_t i = 0; i < Py_ARRAY_LENGTH(encoded); i++) {
            if (test_codec(i) < 0) {
                fprintf(stderr, "_testembed: %s with %s\n", encoded[i].text, kernels[k]);
                return -1;
            }
        }
        // The check values of the catalogue of CRCs.
        if (PyRustCodecs_Crc32(digits, 9, 0) != 0xCBF43926
            || PyRustCodecs_Crc32(digits + 4, 5, PyRustCodecs_Crc32(digits, 4, 0)) != 0xCBF43926
            || PyRustCodecs_CrcXmodem(digits, 9, 0) != 0x31C3)
        {
            return failed("the CRC of the digits");
        }
    }
    if (PyRustCodecs_ForceKernel("abacus") != -1) {
        return failed("any kernel can be forced");
    }

    PyRustCodec none = (PyRustCodec)999;
    if (PyRustCodecs_EncodedLen(none, digits, 9) != SIZE_MAX
        || PyRustCodecs_DecodedLen(none, digits, 9) != SIZE_MAX
        || PyRustCodecs_Encode(none, digits, 9, NULL, 0, &written) != PyRustCodecStatus_NO_CODEC
        || PyRustCodecs_Decode(none, digits, 9, NULL, 0, &written, &at) != PyRustCodecStatus_NO_CODEC)
    {
        return failed("there is a codec too many");
    }
    unsigned char line[46] = {0};
    if (PyRustCodecs_EncodedLen(PyRustCodec_UU, line, 46) != SIZE_MAX
        || PyRustCodecs_Encode(PyRustCodec_UU, line, 46, NULL, 0, &written) != PyRustCodecStatus_TOO_LONG)
    {
        return failed("a line may be longer");
    }
    if (PyRustCodecs_Encode(PyRustCodec_BASE64, NULL, 0, NULL, 0, &written) != PyRustCodecStatus_OK
        || PyRustCodecs_Decode(PyRustCodec_BASE64, NULL, 0, NULL, 0, &written, &at) != PyRustCodecStatus_OK)
    {
        return failed("nothing cannot be coded");
    }
    return 0;
}


static const struct {
    const char *name;
    int (*function)(void);
} tests[] = {
    {"codecs", test_codecs},
    {"rounds", test_rounds},
    {"second_call", test_second_call},
    {"not_called", test_not_called},
    {"modules_of_the_host", test_modules_of_the_host},
    {"run_main", test_run_main},
    {"no_memory", test_no_memory},
    {NULL, NULL}
};


int
main(int argc, char **argv)
{
    if (argc == 3) {
        home = argv[2];
        for (size_t i = 0; tests[i].name != NULL; i++) {
            if (strcmp(tests[i].name, argv[1]) == 0) {
                return tests[i].function() < 0 ? 1 : 0;
            }
        }
    }
    fprintf(stderr, "usage: _testembed NAME HOME\n");
    for (size_t i = 0; tests[i].name != NULL; i++) {
        fprintf(stderr, "    %s\n", tests[i].name);
    }
    return 2;
}
