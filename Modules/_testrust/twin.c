/* _testrust_twin: the functions of functions.rs, as Argument Clinic would write them.

   test_rust_functions calls both and compares results, exceptions and signatures;
   Tools/bench/bench_call.py times both.  A function here has the convention, the checks
   and the texts that clinic.py of the base's version gives it.  What clinic.py writes
   into each function is a macro or a function where it is the same in all. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>             /* UCHAR_MAX */

/* What clinic's functions call.  Every version exports these; since 3.13 they are
   declared in internal headers, which a base need not have. */
#if PY_VERSION_HEX >= 0x030d0000
extern int _PyArg_CheckPositional(const char *, Py_ssize_t, Py_ssize_t, Py_ssize_t);
extern int _PyArg_NoPositional(const char *, PyObject *);
extern int _PyArg_NoKeywords(const char *, PyObject *);
#define _PyArg_NoPositional(NAME, ARGS) ((ARGS) == NULL || (_PyArg_NoPositional)(NAME, ARGS))
#define _PyArg_NoKeywords(NAME, KWARGS) ((KWARGS) == NULL || (_PyArg_NoKeywords)(NAME, KWARGS))
extern void _PyArg_BadArgument(const char *, const char *, const char *, PyObject *);
#  if PY_VERSION_HEX >= 0x030e0000
extern PyObject *const *_PyArg_UnpackKeywords(
    PyObject *const *, Py_ssize_t, PyObject *, PyObject *, struct _PyArg_Parser *,
    int, int, int, int, PyObject **);
#  else
extern PyObject *const *_PyArg_UnpackKeywords(
    PyObject *const *, Py_ssize_t, PyObject *, PyObject *, struct _PyArg_Parser *,
    int, int, int, PyObject **);
extern PyObject *const *_PyArg_UnpackKeywordsWithVararg(
    PyObject *const *, Py_ssize_t, PyObject *, PyObject *, struct _PyArg_Parser *,
    int, int, int, int, PyObject **);
#  endif
#else
#  define PyLong_AsInt _PyLong_AsInt
#endif
extern int _PyLong_UnsignedInt_Converter(PyObject *, void *);
extern int _PyLong_UnsignedLongLong_Converter(PyObject *, void *);
extern int _PyLong_Size_t_Converter(PyObject *, void *);
extern int _Py_convert_optional_to_ssize_t(PyObject *, void *);

/* A parser as clinic declares it: a static of the function. */
#define PARSER(NAME, ...)                                               \
    static const char *const keywords[] = {__VA_ARGS__, NULL};          \
    static _PyArg_Parser parser = {.keywords = keywords, .fname = NAME}

/* Put the arguments where their parameters are.  Like the macros of the internal
   headers, do not call when they are there already. */
static inline PyObject *const *
unpack(PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames, _PyArg_Parser *parser,
       int minpos, int maxpos, int minkw, PyObject **buf)
{
    if (minkw == 0 && kwnames == NULL && minpos <= nargs && nargs <= maxpos && args != NULL) {
        return args;
    }
#if PY_VERSION_HEX >= 0x030e0000
    return _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, parser,
                                 minpos, maxpos, minkw, 0, buf);
#else
    return (_PyArg_UnpackKeywords)(args, nargs, NULL, kwnames, parser,
                                   minpos, maxpos, minkw, buf);
#endif
}

static inline int
check_positional(const char *name, Py_ssize_t nargs, Py_ssize_t min, Py_ssize_t max)
{
    return (min <= nargs && nargs <= max)
           || (_PyArg_CheckPositional)(name, nargs, min, max);
}

/* Return a tuple of borrowed references; NULL stands for None. */
static PyObject *
tuple_of(Py_ssize_t n, PyObject *const *objects)
{
    PyObject *tuple = PyTuple_New(n);
    if (tuple == NULL) {
        return NULL;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        PyTuple_SET_ITEM(tuple, i, Py_NewRef(objects[i] ? objects[i] : Py_None));
    }
    return tuple;
}

#define TUPLE(...)                                                      \
    tuple_of(sizeof((PyObject *[]){__VA_ARGS__}) / sizeof(PyObject *),  \
             (PyObject *[]){__VA_ARGS__})

/* ... with the number of the arguments for *args in it. */
static PyObject *
tuple_with_number(Py_ssize_t n, PyObject **objects, Py_ssize_t place, Py_ssize_t number)
{
    PyObject *tuple = NULL;
    objects[place] = PyLong_FromSsize_t(number);
    if (objects[place] != NULL) {
        tuple = tuple_of(n, objects);
        Py_DECREF(objects[place]);
    }
    return tuple;
}


/* ---------------------------------------------------------------------------
   Conventions
   --------------------------------------------------------------------------- */

PyDoc_STRVAR(no_args__doc__,
"no_args($module, /)\n"
"--\n"
"\n"
"Take nothing.");

static PyObject *
no_args(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    Py_RETURN_NONE;
}

PyDoc_STRVAR(one_arg__doc__,
"one_arg($module, object, /)\n"
"--\n"
"\n"
"Return the argument.");

static PyObject *
one_arg(PyObject *Py_UNUSED(module), PyObject *object)
{
    return Py_NewRef(object);
}

PyDoc_STRVAR(positional__doc__,
"positional($module, a, b, c=None, /)\n"
"--\n"
"\n"
"Take two to three arguments.\n"
"\n"
"The docstring has\n"
"  * several lines.");

static PyObject *
positional(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *c = Py_None;

    if (!check_positional("positional", nargs, 2, 3)) {
        return NULL;
    }
    if (nargs < 3) {
        goto skip_optional;
    }
    c = args[2];
skip_optional:
    return TUPLE(args[0], args[1], c);
}

PyDoc_STRVAR(positional_optional__doc__,
"positional_optional($module, a=None, b=None, /)\n"
"--\n"
"\n"
"Take any number up to two.");

static PyObject *
positional_optional(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *a = Py_None;
    PyObject *b = Py_None;

    if (!check_positional("positional_optional", nargs, 0, 2)) {
        return NULL;
    }
    if (nargs < 1) {
        goto skip_optional;
    }
    a = args[0];
    if (nargs < 2) {
        goto skip_optional;
    }
    b = args[1];
skip_optional:
    return TUPLE(a, b);
}

PyDoc_STRVAR(keyword__doc__,
"keyword($module, /, first, second)\n"
"--\n"
"\n");

static PyObject *
keyword(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PARSER("keyword", "first", "second");
    PyObject *argsbuf[2];

    args = unpack(args, nargs, kwnames, &parser, 2, 2, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    return TUPLE(args[0], args[1]);
}

PyDoc_STRVAR(keyword_optional__doc__,
"keyword_optional($module, /, a, b=None, *, c=None)\n"
"--\n"
"\n");

static PyObject *
keyword_optional(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                 PyObject *kwnames)
{
    PARSER("keyword_optional", "a", "b", "c");
    PyObject *argsbuf[3];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *b = Py_None;
    PyObject *c = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 1, 2, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional_pos;
    }
    if (args[1]) {
        b = args[1];
        if (!--noptargs) {
            goto skip_optional_pos;
        }
    }
skip_optional_pos:
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    c = args[2];
skip_optional_kwonly:
    return TUPLE(args[0], b, c);
}

PyDoc_STRVAR(keyword_only__doc__,
"keyword_only($module, /, *, first, second=None)\n"
"--\n"
"\n");

static PyObject *
keyword_only(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
             PyObject *kwnames)
{
    PARSER("keyword_only", "first", "second");
    PyObject *argsbuf[2];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *second = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 0, 0, 1, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    second = args[1];
skip_optional_kwonly:
    return TUPLE(args[0], second);
}

PyDoc_STRVAR(mixed__doc__,
"mixed($module, a, b=None, /, c=None, *, d, e=None)\n"
"--\n"
"\n"
"Have a parameter of each kind, required and not.");

static PyObject *
mixed(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PARSER("mixed", "", "", "c", "d", "e");
    PyObject *argsbuf[5];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 2;
    PyObject *b = Py_None;
    PyObject *c = Py_None;
    PyObject *e = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 1, 3, 1, argsbuf);
    if (!args) {
        return NULL;
    }
    if (nargs < 2) {
        goto skip_optional_posonly;
    }
    noptargs--;
    b = args[1];
skip_optional_posonly:
    if (!noptargs) {
        goto skip_optional_pos;
    }
    if (args[2]) {
        c = args[2];
        if (!--noptargs) {
            goto skip_optional_pos;
        }
    }
skip_optional_pos:
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    e = args[4];
skip_optional_kwonly:
    return TUPLE(args[0], b, c, args[3], e);
}

PyDoc_STRVAR(var_positional__doc__,
"var_positional($module, /, *args)\n"
"--\n"
"\n");

static PyObject *
var_positional(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *result[] = {NULL, nargs ? args[nargs - 1] : NULL};
    return tuple_with_number(2, result, 0, nargs);
}

PyDoc_STRVAR(positional_and_var__doc__,
"positional_and_var($module, a, b=None, /, *args)\n"
"--\n"
"\n");

static PyObject *
positional_and_var(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *b = Py_None;

    if (!check_positional("positional_and_var", nargs, 1, PY_SSIZE_T_MAX)) {
        return NULL;
    }
    if (nargs < 2) {
        goto skip_optional;
    }
    b = args[1];
skip_optional:;
    Py_ssize_t number = Py_MAX(nargs - 2, 0);
    PyObject *result[] = {args[0], b, NULL, number ? args[nargs - 1] : NULL};
    return tuple_with_number(4, result, 2, number);
}

PyDoc_STRVAR(var_and_keyword__doc__,
"var_and_keyword($module, a, /, *args, b=None)\n"
"--\n"
"\n");

static PyObject *
var_and_keyword(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                PyObject *kwnames)
{
    PARSER("var_and_keyword", "", "b");
    PyObject *argsbuf[3];
    PyObject *const *fastargs;
    Py_ssize_t number = Py_MAX(nargs - 1, 0);
    PyObject *last = number ? args[nargs - 1] : NULL;

#if PY_VERSION_HEX >= 0x030e0000
    fastargs = _PyArg_UnpackKeywords(args, nargs, NULL, kwnames, &parser, 1, 1, 0, 1, argsbuf);
    if (!fastargs) {
        return NULL;
    }
    PyObject *b = Py_MIN(nargs, 1) + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) > 1
                  ? fastargs[1] : NULL;
    PyObject *result[] = {fastargs[0], NULL, last, b};
    return tuple_with_number(4, result, 1, number);
#else
    fastargs = _PyArg_UnpackKeywordsWithVararg(args, nargs, NULL, kwnames, &parser,
                                               1, 1, 0, 1, argsbuf);
    if (!fastargs) {
        return NULL;
    }
    PyObject *rest = fastargs[1];
    PyObject *result[] = {fastargs[0], NULL, last, fastargs[2]};
    PyObject *tuple = tuple_with_number(4, result, 1, number);
    Py_XDECREF(rest);
    return tuple;
#endif
}

/* Argument Clinic has **kwargs since 3.15.  A dict may be empty, and NULL is the same. */

static inline PyObject *
none_if_empty(PyObject *kwargs)
{
    return kwargs != NULL && PyDict_GET_SIZE(kwargs) ? kwargs : NULL;
}

PyDoc_STRVAR(var_keyword__doc__,
"var_keyword($module, /, **kwargs)\n"
"--\n"
"\n");

static PyObject *
var_keyword(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    if (!_PyArg_NoPositional("var_keyword", args)) {
        return NULL;
    }
    kwargs = none_if_empty(kwargs);
    return Py_NewRef(kwargs ? kwargs : Py_None);
}

PyDoc_STRVAR(positional_and_var_keyword__doc__,
"positional_and_var_keyword($module, a, b, /, **kwargs)\n"
"--\n"
"\n");

static PyObject *
positional_and_var_keyword(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    if (!check_positional("positional_and_var_keyword", PyTuple_GET_SIZE(args), 2, 2)) {
        return NULL;
    }
    return TUPLE(PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1), none_if_empty(kwargs));
}

PyDoc_STRVAR(var_both__doc__,
"var_both($module, /, *args, **kwargs)\n"
"--\n"
"\n");

static PyObject *
var_both(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    Py_ssize_t number = PyTuple_GET_SIZE(args);
    PyObject *last = number ? PyTuple_GET_ITEM(args, number - 1) : NULL;
    PyObject *result[] = {NULL, last, none_if_empty(kwargs)};
    return tuple_with_number(3, result, 0, number);
}


/* ---------------------------------------------------------------------------
   Converters: each sets *VALUE and returns 1, or raises and returns 0
   --------------------------------------------------------------------------- */

static int
convert_int(PyObject *arg, int *value)
{
    *value = PyLong_AsInt(arg);
    return !(*value == -1 && PyErr_Occurred());
}

static int
convert_long_long(PyObject *arg, long long *value)
{
    *value = PyLong_AsLongLong(arg);
    return !(*value == -1 && PyErr_Occurred());
}

static int
convert_ssize_t(PyObject *arg, Py_ssize_t *value)
{
    Py_ssize_t ival = -1;
    PyObject *iobj = PyNumber_Index(arg);
    if (iobj != NULL) {
        ival = PyLong_AsSsize_t(iobj);
        Py_DECREF(iobj);
    }
    if (ival == -1 && PyErr_Occurred()) {
        return 0;
    }
    *value = ival;
    return 1;
}

static int
convert_unsigned_char(PyObject *arg, unsigned char *value)
{
    long ival = PyLong_AsLong(arg);
    if (ival == -1 && PyErr_Occurred()) {
        return 0;
    }
    if (ival < 0) {
        PyErr_SetString(PyExc_OverflowError, "unsigned byte integer is less than minimum");
        return 0;
    }
    if (ival > UCHAR_MAX) {
        PyErr_SetString(PyExc_OverflowError, "unsigned byte integer is greater than maximum");
        return 0;
    }
    *value = (unsigned char)ival;
    return 1;
}

/* unsigned int(bitwise=True) */
static int
convert_mask(PyObject *arg, unsigned int *value)
{
#if PY_VERSION_HEX >= 0x030f0000
    Py_ssize_t bytes = PyLong_AsNativeBytes(
        arg, value, sizeof(*value),
        Py_ASNATIVEBYTES_NATIVE_ENDIAN | Py_ASNATIVEBYTES_ALLOW_INDEX
        | Py_ASNATIVEBYTES_UNSIGNED_BUFFER);
    if (bytes < 0) {
        return 0;
    }
    return (size_t)bytes <= sizeof(*value)
           || PyErr_WarnEx(PyExc_DeprecationWarning, "integer value out of range", 1) == 0;
#else
    *value = (unsigned int)PyLong_AsUnsignedLongMask(arg);
    return !(*value == (unsigned int)-1 && PyErr_Occurred());
#endif
}

static inline int
convert_double(PyObject *arg, double *value)
{
    if (PyFloat_CheckExact(arg)) {
        *value = PyFloat_AS_DOUBLE(arg);
        return 1;
    }
    *value = PyFloat_AsDouble(arg);
    return !(*value == -1.0 && PyErr_Occurred());
}

static inline int
convert_bool(PyObject *arg, int *value)
{
    *value = PyObject_IsTrue(arg);
    return *value >= 0;
}

/* bool(accept={int}), which most of the standard library took up to 3.11 */
static inline int
convert_flag(PyObject *arg, int *value)
{
#if PY_VERSION_HEX >= 0x030c0000
    return convert_bool(arg, value);
#else
    return convert_int(arg, value);
#endif
}

/* str: NAME and DISPLAY are what the text begins with. */
static int
convert_text(PyObject *arg, const char **value, const char *name, const char *display,
             const char *expected)
{
    if (!PyUnicode_Check(arg)) {
        _PyArg_BadArgument(name, display, expected, arg);
        return 0;
    }
    Py_ssize_t length;
    *value = PyUnicode_AsUTF8AndSize(arg, &length);
    if (*value == NULL) {
        return 0;
    }
    if (strlen(*value) != (size_t)length) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return 0;
    }
    return 1;
}

/* str(accept={str, NoneType}) */
static int
convert_optional_text(PyObject *arg, const char **value, const char *name, const char *display)
{
    if (arg == Py_None) {
        *value = NULL;
        return 1;
    }
    return convert_text(arg, value, name, display, "str or None");
}

/* object(subclass_of="&X_Type"), unicode, PyBytesObject; with None where EXPECTED says so */
static int
convert_object(PyObject *arg, PyObject **value, PyTypeObject *type, const char *name,
               const char *display, const char *expected)
{
    if (!PyObject_TypeCheck(arg, type)
        && !(arg == Py_None && strstr(expected, " or None") != NULL)) {
        _PyArg_BadArgument(name, display, expected, arg);
        return 0;
    }
    *value = arg;
    return 1;
}

static int
convert_buffer(PyObject *arg, Py_buffer *value)
{
    return PyObject_GetBuffer(arg, value, PyBUF_SIMPLE) == 0;
}

/* The ascii_buffer of binascii. */
static int
convert_ascii_buffer(PyObject *arg, Py_buffer *value)
{
    if (PyUnicode_Check(arg)) {
        if (!PyUnicode_IS_ASCII(arg)) {
            PyErr_SetString(PyExc_ValueError,
                            "string argument should contain only ASCII characters");
            return 0;
        }
        return PyBuffer_FillInfo(value, arg, PyUnicode_1BYTE_DATA(arg),
                                 PyUnicode_GET_LENGTH(arg), 1, PyBUF_SIMPLE) == 0;
    }
    if (PyObject_GetBuffer(arg, value, PyBUF_SIMPLE) != 0) {
        PyErr_Format(PyExc_TypeError,
                     "argument should be bytes, buffer or ASCII string, not '%.100s'",
                     Py_TYPE(arg)->tp_name);
        return 0;
    }
    return 1;
}

static int
convert_even(PyObject *arg, int *value)
{
    if (!convert_int(arg, value)) {
        return 0;
    }
    if (*value % 2) {
        PyErr_SetString(PyExc_ValueError, "the number is odd");
        return 0;
    }
    return 1;
}

/* Return the result of as_buffer() and release the buffer. */
static PyObject *
bytes_of_buffer(Py_buffer *value)
{
    PyObject *bytes = PyBytes_FromStringAndSize(value->buf, value->len);
    PyBuffer_Release(value);
    return bytes;
}

static PyObject *
bytes_of_text(const char *value)
{
    return value ? PyBytes_FromString(value) : Py_NewRef(Py_None);
}

/* A function with METH_O and a converter. */
#define CONVERTER(NAME, TYPE, CONVERT, RESULT)              \
    PyDoc_STRVAR(NAME##__doc__,                             \
    #NAME "($module, value, /)\n"                           \
    "--\n"                                                  \
    "\n");                                                  \
                                                            \
    static PyObject *                                       \
    NAME(PyObject *Py_UNUSED(module), PyObject *arg)        \
    {                                                       \
        TYPE value;                                         \
        if (!(CONVERT)) {                                   \
            return NULL;                                    \
        }                                                   \
        return RESULT;                                      \
    }

CONVERTER(as_int, int, convert_int(arg, &value), PyLong_FromLong(value))
CONVERTER(as_long_long, long long, convert_long_long(arg, &value), PyLong_FromLongLong(value))
CONVERTER(as_ssize_t, Py_ssize_t, convert_ssize_t(arg, &value), PyLong_FromSsize_t(value))
CONVERTER(as_optional_ssize_t, Py_ssize_t, _Py_convert_optional_to_ssize_t(arg, &value),
          arg == Py_None ? Py_NewRef(Py_None) : PyLong_FromSsize_t(value))
CONVERTER(as_unsigned_char, unsigned char, convert_unsigned_char(arg, &value),
          PyLong_FromLong(value))
CONVERTER(as_unsigned_int, unsigned int, _PyLong_UnsignedInt_Converter(arg, &value),
          PyLong_FromUnsignedLong(value))
CONVERTER(as_mask, unsigned int, convert_mask(arg, &value), PyLong_FromUnsignedLong(value))
CONVERTER(as_unsigned_long_long, unsigned long long,
          _PyLong_UnsignedLongLong_Converter(arg, &value), PyLong_FromUnsignedLongLong(value))
CONVERTER(as_size_t, size_t, _PyLong_Size_t_Converter(arg, &value), PyLong_FromSize_t(value))
CONVERTER(as_double, double, convert_double(arg, &value), PyFloat_FromDouble(value))
CONVERTER(as_bool, int, convert_bool(arg, &value), PyBool_FromLong(value))
CONVERTER(as_flag, int, convert_flag(arg, &value), PyBool_FromLong(value))
CONVERTER(as_text, const char *, convert_text(arg, &value, "as_text", "argument", "str"),
          bytes_of_text(value))
CONVERTER(as_optional_text, const char *,
          convert_optional_text(arg, &value, "as_optional_text", "argument"),
          bytes_of_text(value))
CONVERTER(as_str, PyObject *,
          convert_object(arg, &value, &PyUnicode_Type, "as_str", "argument", "str"),
          Py_NewRef(value))
CONVERTER(as_bytes, PyObject *,
          convert_object(arg, &value, &PyBytes_Type, "as_bytes", "argument", "bytes"),
          Py_NewRef(value))
CONVERTER(as_bytearray, PyObject *,
          convert_object(arg, &value, &PyByteArray_Type, "as_bytearray", "argument", "bytearray"),
          Py_NewRef(value))
CONVERTER(as_dict, PyObject *,
          convert_object(arg, &value, &PyDict_Type, "as_dict", "argument", "dict"),
          Py_NewRef(value))
CONVERTER(as_buffer, Py_buffer, convert_buffer(arg, &value), bytes_of_buffer(&value))
CONVERTER(as_ascii_buffer, Py_buffer, convert_ascii_buffer(arg, &value), bytes_of_buffer(&value))
CONVERTER(as_even, int, convert_even(arg, &value), PyLong_FromLong(value))

PyDoc_STRVAR(convert_positional__doc__,
"convert_positional($module, number, text, data=b'', /)\n"
"--\n"
"\n");

static PyObject *
convert_positional(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *return_value = NULL;
    Py_ssize_t number;
    const char *text;
    Py_buffer data = {.buf = "", .obj = NULL, .len = 0};

    if (!check_positional("convert_positional", nargs, 2, 3)) {
        goto exit;
    }
    if (!convert_ssize_t(args[0], &number)) {
        goto exit;
    }
    if (!convert_text(args[1], &text, "convert_positional", "argument 2", "str")) {
        goto exit;
    }
    if (nargs < 3) {
        goto skip_optional;
    }
    if (!convert_buffer(args[2], &data)) {
        goto exit;
    }
skip_optional:
    return_value = PyLong_FromSsize_t(
        (Py_ssize_t)((size_t)number + strlen(text) + (size_t)data.len));

exit:
    if (data.obj) {
        PyBuffer_Release(&data);
    }
    return return_value;
}

PyDoc_STRVAR(convert_keyword__doc__,
"convert_keyword($module, /, number, text, *, data=b'', more=None)\n"
"--\n"
"\n");

static PyObject *
convert_keyword(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
                PyObject *kwnames)
{
    PyObject *return_value = NULL;
    PARSER("convert_keyword", "number", "text", "data", "more");
    PyObject *argsbuf[4];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 2;
    Py_ssize_t number;
    const char *text;
    Py_buffer data = {.buf = "", .obj = NULL, .len = 0};
    const char *more = NULL;

    args = unpack(args, nargs, kwnames, &parser, 2, 2, 0, argsbuf);
    if (!args) {
        goto exit;
    }
    if (!convert_ssize_t(args[0], &number)) {
        goto exit;
    }
    if (!convert_text(args[1], &text, "convert_keyword", "argument 'text'", "str")) {
        goto exit;
    }
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    if (args[2]) {
        if (!convert_buffer(args[2], &data)) {
            goto exit;
        }
        if (!--noptargs) {
            goto skip_optional_kwonly;
        }
    }
    if (!convert_optional_text(args[3], &more, "convert_keyword", "argument 'more'")) {
        goto exit;
    }
skip_optional_kwonly:
    return_value = PyLong_FromSsize_t(
        (Py_ssize_t)((size_t)number + strlen(text) + (size_t)data.len + (more ? strlen(more) : 0)));

exit:
    if (data.obj) {
        PyBuffer_Release(&data);
    }
    return return_value;
}

PyDoc_STRVAR(typed__doc__,
"typed($module, a, b=None, /, c=None, *, d=None)\n"
"--\n"
"\n"
"Have typed arguments, whose types the texts name.");

static PyObject *
typed(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PARSER("typed", "", "", "c", "d");
    PyObject *argsbuf[4];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *value;

    args = unpack(args, nargs, kwnames, &parser, 1, 3, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!convert_object(args[0], &value, &PyUnicode_Type, "typed", "argument 1", "str")) {
        return NULL;
    }
    if (nargs < 2) {
        goto skip_optional_posonly;
    }
    noptargs--;
    if (!convert_object(args[1], &value, &PyUnicode_Type, "typed", "argument 2", "str or None")) {
        return NULL;
    }
skip_optional_posonly:
    if (!noptargs) {
        goto skip_optional_pos;
    }
    if (args[2]) {
        if (!convert_object(args[2], &value, &PyBytes_Type, "typed", "argument 'c'",
                            "bytes or None")) {
            return NULL;
        }
        if (!--noptargs) {
            goto skip_optional_pos;
        }
    }
skip_optional_pos:
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    if (!convert_object(args[3], &value, &PyDict_Type, "typed", "argument 'd'", "dict or None")) {
        return NULL;
    }
skip_optional_kwonly:
    Py_RETURN_NONE;
}


/* ---------------------------------------------------------------------------
   Names and texts
   --------------------------------------------------------------------------- */

PyDoc_STRVAR(class__doc__,
"class($module, /, type=None)\n"
"--\n"
"\n"
"Have names that are keywords.");

static PyObject *
class(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PARSER("class", "type");
    PyObject *argsbuf[1];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 0;
    PyObject *type = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 0, 1, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional_pos;
    }
    type = args[0];
skip_optional_pos:
    return Py_NewRef(type);
}

PyDoc_STRVAR(described__doc__,
"described($module, object=<unrepresentable>, /)\n"
"--\n"
"\n"
"Show a signature that does not follow from the parameters.");

PyDoc_STRVAR(defaults__doc__,
"defaults($module, /, number=-1, real=2.5, flag=True, text=\"it's\",\n"
"         data=b'\\xff\\n', mask=0)\n"
"--\n"
"\n"
"Have a default of each kind.");

static PyObject *
defaults(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *return_value = NULL;
    PARSER("defaults", "number", "real", "flag", "text", "data", "mask");
    PyObject *argsbuf[6] = {NULL};
    int number = -1;
    double real = 2.5;
    int flag = 1;
    const char *text = "it's";
    Py_buffer data = {.buf = "\xff\n", .obj = NULL, .len = 2};
    unsigned int mask = 0;

    PyObject *const *unpacked = unpack(args, nargs, kwnames, &parser, 0, 6, 0, argsbuf);
    if (!unpacked) {
        goto exit;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        argsbuf[i] = unpacked[i];
    }
    if ((argsbuf[0] && !convert_int(argsbuf[0], &number))
        || (argsbuf[1] && !convert_double(argsbuf[1], &real))
        || (argsbuf[2] && !convert_bool(argsbuf[2], &flag))
        || (argsbuf[3]
            && !convert_text(argsbuf[3], &text, "defaults", "argument 'text'", "str"))
        || (argsbuf[4] && !convert_buffer(argsbuf[4], &data))
        || (argsbuf[5] && !convert_mask(argsbuf[5], &mask)))
    {
        goto exit;
    }
    return_value = Py_BuildValue("idNyy#I", number, real, PyBool_FromLong(flag), text,
                                 data.buf, data.len, mask);

exit:
    if (data.obj) {
        PyBuffer_Release(&data);
    }
    return return_value;
}

PyDoc_STRVAR(given__doc__,
"given($module, /, data=<unrepresentable>, flag=<unrepresentable>)\n"
"--\n"
"\n"
"Return the arguments, None for one that is not given.");

static PyObject *
given(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *return_value = NULL;
    PARSER("given", "data", "flag");
    PyObject *argsbuf[2];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 0;
    Py_buffer data = {0};
    int flag = -1;

    args = unpack(args, nargs, kwnames, &parser, 0, 2, 0, argsbuf);
    if (!args) {
        goto exit;
    }
    if (!noptargs) {
        goto skip_optional_pos;
    }
    if (args[0]) {
        if (!convert_buffer(args[0], &data)) {
            goto exit;
        }
        if (!--noptargs) {
            goto skip_optional_pos;
        }
    }
    if (!convert_bool(args[1], &flag)) {
        goto exit;
    }
skip_optional_pos:
    return_value = Py_BuildValue("y#O", data.buf, data.len,
                                 flag < 0 ? Py_None : flag ? Py_True : Py_False);

exit:
    if (data.obj) {
        PyBuffer_Release(&data);
    }
    return return_value;
}

#define LIMIT 7

PyDoc_STRVAR(limited__doc__,
"limited($module, /, limit=LIMIT)\n"
"--\n"
"\n"
"Have a constant as the default.");

static PyObject *
limited(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PARSER("limited", "limit");
    PyObject *argsbuf[1];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 0;
    int limit = LIMIT;

    args = unpack(args, nargs, kwnames, &parser, 0, 1, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (noptargs && !convert_int(args[0], &limit)) {
        return NULL;
    }
    return PyLong_FromLong(limit);
}

#if PY_VERSION_HEX >= 0x030d0000
#  define SECOND "new"
#else
#  define SECOND "old"
#endif

#if PY_VERSION_HEX >= 0x030c0000

PyDoc_STRVAR(versioned__doc__,
"versioned($module, a, /, " SECOND "=None, *, late=None)\n"
"--\n"
"\n"
"Have another parameter on some versions.");

#else

PyDoc_STRVAR(versioned__doc__,
"versioned($module, a, /, " SECOND "=None)\n"
"--\n"
"\n"
"Have another parameter on some versions.");

#endif

static PyObject *
versioned(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
          PyObject *kwnames)
{
#if PY_VERSION_HEX >= 0x030c0000
    PARSER("versioned", "", SECOND, "late");
#else
    PARSER("versioned", "", SECOND);
#endif
    PyObject *argsbuf[3];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *second = Py_None;
    PyObject *late = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 1, 2, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional;
    }
    if (args[1]) {
        second = args[1];
        if (!--noptargs) {
            goto skip_optional;
        }
    }
    late = args[2];
skip_optional:
    return TUPLE(args[0], second, late);
}

#if PY_VERSION_HEX >= 0x030c0000

PyDoc_STRVAR(nothing_before__doc__,
"nothing_before($module, a, /)\n"
"--\n"
"\n"
"Take nothing on some versions, which is another convention.");

#  define NOTHING_BEFORE_FLAGS METH_O
#else

PyDoc_STRVAR(nothing_before__doc__,
"nothing_before($module, /)\n"
"--\n"
"\n"
"Take nothing on some versions, which is another convention.");

#  define NOTHING_BEFORE_FLAGS METH_NOARGS
#endif

static PyObject *
nothing_before(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(a))
{
    return PyBool_FromLong(NOTHING_BEFORE_FLAGS == METH_O);
}


/* ---------------------------------------------------------------------------
   Methods
   --------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    Py_ssize_t number;
} ValueObject;

static int
object_traverse(PyObject *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    return 0;
}

static void
object_dealloc(PyObject *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    type->tp_free(self);
    Py_DECREF(type);
}

PyDoc_STRVAR(Value__doc__,
"Value(number=0, /)\n"
"--\n"
"\n"
"A number in a box.");

static PyObject *
Value_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    Py_ssize_t number = 0;

    if (!_PyArg_NoKeywords("Value", kwargs)) {
        return NULL;
    }
    if (!check_positional("Value", PyTuple_GET_SIZE(args), 0, 1)) {
        return NULL;
    }
    if (PyTuple_GET_SIZE(args) < 1) {
        goto skip_optional;
    }
    if (!convert_ssize_t(PyTuple_GET_ITEM(args, 0), &number)) {
        return NULL;
    }
skip_optional:;
    ValueObject *self = (ValueObject *)type->tp_alloc(type, 0);
    if (self != NULL) {
        self->number = number;
    }
    return (PyObject *)self;
}

static PyObject *
Value_repr(PyObject *self)
{
    return PyUnicode_FromFormat("Value(%zd)", ((ValueObject *)self)->number);
}

PyDoc_STRVAR(Value_number__doc__, "What is in the box.");

static PyObject *
Value_number(PyObject *self, void *Py_UNUSED(closure))
{
    return PyLong_FromSsize_t(((ValueObject *)self)->number);
}

PyDoc_STRVAR(Value_no_args__doc__,
"no_args($self, /)\n"
"--\n"
"\n"
"Take nothing.");

PyDoc_STRVAR(Value_one_arg__doc__,
"one_arg($self, object, /)\n"
"--\n"
"\n");

PyDoc_STRVAR(Value_keyword__doc__,
"keyword($self, a, /, b=None, *, c=0)\n"
"--\n"
"\n");

static PyObject *
Value_keyword(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PARSER("keyword", "", "b", "c");
    PyObject *argsbuf[3];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *b = Py_None;
    Py_ssize_t c = 0;

    args = unpack(args, nargs, kwnames, &parser, 1, 2, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional_pos;
    }
    if (args[1]) {
        b = args[1];
        if (!--noptargs) {
            goto skip_optional_pos;
        }
    }
skip_optional_pos:
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    if (!convert_ssize_t(args[2], &c)) {
        return NULL;
    }
skip_optional_kwonly:
    return Py_BuildValue("nOOn", ((ValueObject *)self)->number, args[0], b, c);
}

PyDoc_STRVAR(Value_of_class__doc__,
"of_class($type, object, /)\n"
"--\n"
"\n");

PyDoc_STRVAR(Value_of_nothing__doc__,
"of_nothing(a, b=None)\n"
"--\n"
"\n");

static PyObject *
Value_of_nothing(PyObject *Py_UNUSED(null), PyObject *const *args, Py_ssize_t nargs,
                 PyObject *kwnames)
{
    PARSER("of_nothing", "a", "b");
    PyObject *argsbuf[2];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *b = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 1, 2, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional_pos;
    }
    b = args[1];
skip_optional_pos:
    return TUPLE(args[0], b);
}

static PyMethodDef Value_methods[] = {
    {"no_args", no_args, METH_NOARGS, Value_no_args__doc__},
    {"one_arg", one_arg, METH_O, Value_one_arg__doc__},
    {"keyword", _PyCFunction_CAST(Value_keyword), METH_FASTCALL | METH_KEYWORDS,
     Value_keyword__doc__},
    {"of_class", one_arg, METH_O | METH_CLASS, Value_of_class__doc__},
    {"of_nothing", _PyCFunction_CAST(Value_of_nothing),
     METH_FASTCALL | METH_KEYWORDS | METH_STATIC, Value_of_nothing__doc__},
    {NULL, NULL, 0, NULL},
};

static PyGetSetDef Value_getset[] = {
    {"number", Value_number, NULL, Value_number__doc__, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyType_Slot Value_slots[] = {
    {Py_tp_doc, (void *)Value__doc__},
    {Py_tp_new, Value_new},
    {Py_tp_traverse, object_traverse},
    {Py_tp_dealloc, object_dealloc},
    {Py_tp_repr, Value_repr},
    {Py_tp_methods, Value_methods},
    {Py_tp_getset, Value_getset},
    {0, NULL},
};

static PyType_Spec Value_spec = {
    .name = "_testrust_twin.Value",
    .basicsize = sizeof(ValueObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Value_slots,
};

PyDoc_STRVAR(Empty__doc__,
"Empty()\n"
"--\n"
"\n"
"Take nothing to make an object.");

static PyObject *
Empty_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    if (!_PyArg_NoPositional("Empty", args)) {
        return NULL;
    }
    if (!_PyArg_NoKeywords("Empty", kwargs)) {
        return NULL;
    }
    return type->tp_alloc(type, 0);
}

static PyObject *
Empty_repr(PyObject *Py_UNUSED(self))
{
    return PyUnicode_FromString("Empty()");
}

static PyType_Slot Empty_slots[] = {
    {Py_tp_doc, (void *)Empty__doc__},
    {Py_tp_new, Empty_new},
    {Py_tp_traverse, object_traverse},
    {Py_tp_dealloc, object_dealloc},
    {Py_tp_repr, Empty_repr},
    {0, NULL},
};

static PyType_Spec Empty_spec = {
    .name = "_testrust_twin.Empty",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Empty_slots,
};


/* ---------------------------------------------------------------------------
   What benchmarks call
   --------------------------------------------------------------------------- */

PyDoc_STRVAR(take_positional__doc__,
"take_positional($module, first, second=None, /)\n"
"--\n"
"\n");

static PyObject *
take_positional(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *second = Py_None;

    if (!check_positional("take_positional", nargs, 1, 2)) {
        return NULL;
    }
    if (nargs < 2) {
        goto skip_optional;
    }
    second = args[1];
skip_optional:
    (void)second;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(take_keyword__doc__,
"take_keyword($module, /, first, second=None)\n"
"--\n"
"\n");

static PyObject *
take_keyword(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs,
             PyObject *kwnames)
{
    PARSER("take_keyword", "first", "second");
    PyObject *argsbuf[2];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    PyObject *second = Py_None;

    args = unpack(args, nargs, kwnames, &parser, 1, 2, 0, argsbuf);
    if (!args) {
        return NULL;
    }
    if (!noptargs) {
        goto skip_optional_pos;
    }
    second = args[1];
skip_optional_pos:
    (void)second;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(take_any__doc__,
"take_any($module, /, *args)\n"
"--\n"
"\n");

static PyObject *
take_any(PyObject *Py_UNUSED(module), PyObject *const *Py_UNUSED(args),
         Py_ssize_t Py_UNUSED(nargs))
{
    Py_RETURN_NONE;
}

PyDoc_STRVAR(checksum__doc__,
"checksum($module, data, value=0, /)\n"
"--\n"
"\n");

static PyObject *
checksum(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs)
{
    PyObject *return_value = NULL;
    Py_buffer data = {.obj = NULL};
    unsigned int value = 0;

    if (!check_positional("checksum", nargs, 1, 2)) {
        goto exit;
    }
    if (!convert_buffer(args[0], &data)) {
        goto exit;
    }
    if (nargs < 2) {
        goto skip_optional;
    }
    if (!convert_mask(args[1], &value)) {
        goto exit;
    }
skip_optional:
    return_value = PyLong_FromUnsignedLong(value + (unsigned int)data.len);

exit:
    if (data.obj) {
        PyBuffer_Release(&data);
    }
    return return_value;
}

PyDoc_STRVAR(line__doc__,
"line($module, data, /, *, newline=True)\n"
"--\n"
"\n"
"Return the data, and a newline.");

static PyObject *
line(PyObject *Py_UNUSED(module), PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    PyObject *return_value = NULL;
    PARSER("line", "", "newline");
    PyObject *argsbuf[2];
    Py_ssize_t noptargs = nargs + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0) - 1;
    Py_buffer data = {.obj = NULL};
    int newline = 1;

    args = unpack(args, nargs, kwnames, &parser, 1, 1, 0, argsbuf);
    if (!args) {
        goto exit;
    }
    if (!convert_buffer(args[0], &data)) {
        goto exit;
    }
    if (!noptargs) {
        goto skip_optional_kwonly;
    }
    if (!convert_flag(args[1], &newline)) {
        goto exit;
    }
skip_optional_kwonly:
    return_value = PyBytes_FromStringAndSize(NULL, data.len + !!newline);
    if (return_value == NULL) {
        goto exit;
    }
    memcpy(PyBytes_AS_STRING(return_value), data.buf, (size_t)data.len);
    if (newline) {
        PyBytes_AS_STRING(return_value)[data.len] = '\n';
    }

exit:
    if (data.obj) {
        PyBuffer_Release(&data);
    }
    return return_value;
}


/* ---------------------------------------------------------------------------
   The module
   --------------------------------------------------------------------------- */

#define METHOD(NAME, FLAGS) {#NAME, _PyCFunction_CAST(NAME), FLAGS, NAME##__doc__}

static PyMethodDef twin_methods[] = {
    METHOD(no_args, METH_NOARGS),
    METHOD(one_arg, METH_O),
    METHOD(positional, METH_FASTCALL),
    METHOD(positional_optional, METH_FASTCALL),
    METHOD(keyword, METH_FASTCALL | METH_KEYWORDS),
    METHOD(keyword_optional, METH_FASTCALL | METH_KEYWORDS),
    METHOD(keyword_only, METH_FASTCALL | METH_KEYWORDS),
    METHOD(mixed, METH_FASTCALL | METH_KEYWORDS),
    METHOD(var_positional, METH_FASTCALL),
    METHOD(positional_and_var, METH_FASTCALL),
    METHOD(var_and_keyword, METH_FASTCALL | METH_KEYWORDS),
    METHOD(var_keyword, METH_VARARGS | METH_KEYWORDS),
    METHOD(positional_and_var_keyword, METH_VARARGS | METH_KEYWORDS),
    METHOD(var_both, METH_VARARGS | METH_KEYWORDS),
    METHOD(as_int, METH_O),
    METHOD(as_long_long, METH_O),
    METHOD(as_ssize_t, METH_O),
    METHOD(as_optional_ssize_t, METH_O),
    METHOD(as_unsigned_char, METH_O),
    METHOD(as_unsigned_int, METH_O),
    METHOD(as_mask, METH_O),
    METHOD(as_unsigned_long_long, METH_O),
    METHOD(as_size_t, METH_O),
    METHOD(as_double, METH_O),
    METHOD(as_bool, METH_O),
    METHOD(as_flag, METH_O),
    METHOD(as_text, METH_O),
    METHOD(as_optional_text, METH_O),
    METHOD(as_str, METH_O),
    METHOD(as_bytes, METH_O),
    METHOD(as_bytearray, METH_O),
    METHOD(as_dict, METH_O),
    METHOD(as_buffer, METH_O),
    METHOD(as_ascii_buffer, METH_O),
    METHOD(as_even, METH_O),
    METHOD(convert_positional, METH_FASTCALL),
    METHOD(convert_keyword, METH_FASTCALL | METH_KEYWORDS),
    METHOD(typed, METH_FASTCALL | METH_KEYWORDS),
    METHOD(class, METH_FASTCALL | METH_KEYWORDS),
    {"described", one_arg, METH_O, described__doc__},
    METHOD(defaults, METH_FASTCALL | METH_KEYWORDS),
    METHOD(given, METH_FASTCALL | METH_KEYWORDS),
    METHOD(limited, METH_FASTCALL | METH_KEYWORDS),
    METHOD(versioned, METH_FASTCALL | METH_KEYWORDS),
    METHOD(nothing_before, NOTHING_BEFORE_FLAGS),
    METHOD(take_positional, METH_FASTCALL),
    METHOD(take_keyword, METH_FASTCALL | METH_KEYWORDS),
    METHOD(take_any, METH_FASTCALL),
    METHOD(checksum, METH_FASTCALL),
    METHOD(line, METH_FASTCALL | METH_KEYWORDS),
    {NULL, NULL, 0, NULL},
};

static int
twin_exec(PyObject *module)
{
    PyType_Spec *const specs[] = {&Value_spec, &Empty_spec};
    for (size_t i = 0; i < Py_ARRAY_LENGTH(specs); i++) {
        PyObject *type = PyType_FromModuleAndSpec(module, specs[i], NULL);
        if (type == NULL) {
            return -1;
        }
        int status = PyModule_AddType(module, (PyTypeObject *)type);
        Py_DECREF(type);
        if (status < 0) {
            return -1;
        }
    }
    return PyModule_AddIntMacro(module, LIMIT);
}

static PyModuleDef_Slot twin_slots[] = {
    {Py_mod_exec, twin_exec},
#ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL},
};

static struct PyModuleDef twin_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_testrust_twin",
    .m_doc = "What functions in Rust are compared with.",
    .m_methods = twin_methods,
    .m_slots = twin_slots,
};

PyMODINIT_FUNC
PyInit__testrust_twin(void)
{
    return PyModuleDef_Init(&twin_module);
}
