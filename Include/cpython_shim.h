/* What Rust needs of C and cannot call: macros, as inline functions.

   cpython-sys-gen gives every static inline function of the headers linkage, these
   included. PyRustMacro_NAME() is called NAME in Rust. Some of them Rust has once
   more in its own words, for speed; tests compare the two. */

#ifndef CPYTHON_SHIM_H
#define CPYTHON_SHIM_H

#include <Python.h>
#include <datetime.h>
#include <errno.h>
#include <string.h>
#ifdef __GLIBC__
#  include <stdint.h>
#  include <sys/mman.h>
#  include <unistd.h>
#endif

/* Copy out of a buffer that other threads may be writing to. Rust has no operation
   for that; compiled here, it is opaque to Rust's optimiser.

   Rust reads large buffers in pieces of some kilobytes. For so many bytes, memcpy() is
   "rep movsb" on many processors, which takes twice the time of vectors. */
static inline void
PyRust_CopyShared(void *dst, const void *src, Py_ssize_t n)
{
    unsigned char *to = dst;
    const unsigned char *from = src;
    size_t left = (size_t)n;

#if defined(__GNUC__) && defined(__x86_64__)
    enum { BLOCK = 64, PIECE = 16 * 1024 };
    if (left >= 2 * BLOCK && left <= PIECE) {
#  ifndef __AVX512F__
        int wide = __builtin_cpu_supports("avx512f");
#  endif
        for (; left >= BLOCK; to += BLOCK, from += BLOCK, left -= BLOCK) {
#  ifndef __AVX512F__
            if (wide) {
                /* A compiler that may not use it has nothing in this register. */
                __asm__ volatile("vmovdqu64 (%1), %%zmm16\n\t"
                                 "vmovdqu64 %%zmm16, (%0)" : : "r"(to), "r"(from) : "memory");
                continue;
            }
#  endif
            memcpy(to, from, BLOCK);
            /* Or it sees that the loop is memcpy(). */
            __asm__ volatile("" : : : "memory");
        }
    }
#endif
    memcpy(to, from, left);
}

/* Ask for huge pages under a new block of size bytes, if it is a mapping of its own:
   most of the time that a large result takes is spent on its page faults.

   glibc's malloc() puts a mapped chunk's header, two words, at the start of its first
   page: zero, then the mapping's size with a flag, the only one set; since glibc 2.43 less the
   header. A block of another allocator or with debugging hooks before it does not look so, and
   nothing is asked. Returns whether it was. */
static inline int
PyRust_AdviseHugePages(void *block, Py_ssize_t size)
{
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
    const size_t is_mapped = 2;
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t header_size = 2 * sizeof(size_t);
    size_t *header = (size_t *)block - 2;

    if ((uintptr_t)header % page != 0) {
        return 0;
    }
    size_t mapped = header[1] - is_mapped;
    if (mapped % page == page - header_size) {
        mapped += header_size;
    }
    size_t needed = (size_t)size + header_size;
    if (header[0] != 0 || mapped % page != 0 || mapped < needed || mapped - needed >= page) {
        return 0;
    }
    return madvise(header, mapped, MADV_HUGEPAGE) == 0;
#else
    (void)block;
    (void)size;
    return 0;
#endif
}

/* Free an object, or put that off if many are being freed inside each other: what
   Py_TRASHCAN_BEGIN and Py_TRASHCAN_END do around the body of a tp_dealloc. */
static inline void
PyRust_DeallocInTrashcan(PyObject *op, destructor dealloc, destructor body)
{
    Py_TRASHCAN_BEGIN(op, dealloc)
    body(op);
    Py_TRASHCAN_END
}

/* Raise the OSError of an error number. errno itself is C's. */
static inline PyObject *
PyRust_SetFromErrno(int code, PyObject *filename)
{
    errno = code;
    return PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, filename);
}

#define INT(NAME) \
    static inline int PyRustMacro_##NAME(PyObject *op) { return NAME(op); }

INT(PyAnySet_Check)
INT(PyAnySet_CheckExact)
INT(PyBool_Check)
INT(PyByteArray_Check)
INT(PyByteArray_CheckExact)
INT(PyBytes_Check)
INT(PyBytes_CheckExact)
INT(PyCFunction_Check)
INT(PyCFunction_CheckExact)
INT(PyCallIter_Check)
INT(PyCapsule_CheckExact)
INT(PyCode_Check)
INT(PyComplex_Check)
INT(PyComplex_CheckExact)
INT(PyContext_CheckExact)
INT(PyContextVar_CheckExact)
INT(PyContextToken_CheckExact)
INT(PyDict_Check)
INT(PyDict_CheckExact)
INT(PyExceptionClass_Check)
INT(PyExceptionInstance_Check)
INT(PyFloat_Check)
INT(PyFloat_CheckExact)
INT(PyFrame_Check)
INT(PyFrozenSet_Check)
INT(PyFrozenSet_CheckExact)
INT(PyFunction_Check)
INT(PyGen_Check)
INT(PyGen_CheckExact)
INT(PyList_Check)
INT(PyList_CheckExact)
INT(PyLong_Check)
INT(PyLong_CheckExact)
INT(PyMemoryView_Check)
INT(PyMethod_Check)
INT(PyModule_Check)
INT(PyModule_CheckExact)
INT(PyRange_Check)
INT(PySeqIter_Check)
INT(PySet_Check)
INT(PySet_CheckExact)
INT(PySlice_Check)
INT(PyTraceBack_Check)
INT(PyTuple_Check)
INT(PyTuple_CheckExact)
INT(PyType_Check)
INT(PyType_CheckExact)
INT(PyUnicode_Check)
INT(PyUnicode_CheckExact)
INT(PyWeakref_Check)
INT(PyWeakref_CheckProxy)
INT(PyWeakref_CheckRef)
INT(PyWeakref_CheckRefExact)

INT(PyUnicode_IS_ASCII)
INT(PyUnicode_IS_COMPACT)
INT(PyUnicode_IS_COMPACT_ASCII)

#define SIZE(NAME) \
    static inline Py_ssize_t PyRustMacro_##NAME(PyObject *op) { return NAME(op); }

SIZE(Py_REFCNT)
SIZE(Py_SIZE)
SIZE(PyByteArray_GET_SIZE)
SIZE(PyBytes_GET_SIZE)
SIZE(PyList_GET_SIZE)
SIZE(PyTuple_GET_SIZE)
SIZE(PyUnicode_GET_LENGTH)

#undef SIZE

static inline void
PyRustMacro_Py_INCREF(PyObject *op)
{
    Py_INCREF(op);
}

static inline void
PyRustMacro_Py_DECREF(PyObject *op)
{
    Py_DECREF(op);
}

static inline PyTypeObject *
PyRustMacro_Py_TYPE(PyObject *op)
{
    return Py_TYPE(op);
}

static inline int
PyRustMacro_Py_IS_TYPE(PyObject *op, PyTypeObject *type)
{
    return Py_IS_TYPE(op, type);
}

static inline char *
PyRustMacro_PyBytes_AS_STRING(PyObject *op)
{
    return PyBytes_AS_STRING(op);
}

static inline char *
PyRustMacro_PyByteArray_AS_STRING(PyObject *op)
{
    return PyByteArray_AS_STRING(op);
}

static inline int
PyRustMacro_PyUnicode_KIND(PyObject *op)
{
    return (int)PyUnicode_KIND(op);
}

static inline void *
PyRustMacro_PyUnicode_DATA(PyObject *op)
{
    return PyUnicode_DATA(op);
}

static inline double
PyRustMacro_PyFloat_AS_DOUBLE(PyObject *op)
{
    return PyFloat_AS_DOUBLE(op);
}

static inline PyObject *
PyRustMacro_PyList_GET_ITEM(PyObject *op, Py_ssize_t i)
{
    return PyList_GET_ITEM(op, i);
}

static inline PyObject *
PyRustMacro_PyTuple_GET_ITEM(PyObject *op, Py_ssize_t i)
{
    return PyTuple_GET_ITEM(op, i);
}

static inline void
PyRustMacro_PyList_SET_ITEM(PyObject *op, Py_ssize_t i, PyObject *item)
{
    PyList_SET_ITEM(op, i, item);
}

static inline void
PyRustMacro_PyTuple_SET_ITEM(PyObject *op, Py_ssize_t i, PyObject *item)
{
    PyTuple_SET_ITEM(op, i, item);
}

static inline PyObject *
PyRustMacro_Py_None(void)
{
    return Py_None;
}

static inline PyObject *
PyRustMacro_Py_True(void)
{
    return Py_True;
}

static inline PyObject *
PyRustMacro_Py_False(void)
{
    return Py_False;
}

static inline PyObject *
PyRustMacro_Py_NotImplemented(void)
{
    return Py_NotImplemented;
}

static inline PyObject *
PyRustMacro_Py_Ellipsis(void)
{
    return Py_Ellipsis;
}

/* datetime.h keeps PyDateTimeAPI in a variable of each C file. Rust uses the one of
   the shim: call PyDateTime_IMPORT() before anything else of datetime. */

static inline void
PyRustMacro_PyDateTime_IMPORT(void)
{
    PyDateTime_IMPORT;
}

static inline PyDateTime_CAPI *
PyRustMacro_PyDateTimeAPI(void)
{
    return PyDateTimeAPI;
}

INT(PyDate_Check)
INT(PyDate_CheckExact)
INT(PyDateTime_Check)
INT(PyDateTime_CheckExact)
INT(PyDelta_Check)
INT(PyDelta_CheckExact)
INT(PyTime_Check)
INT(PyTime_CheckExact)
INT(PyTZInfo_Check)
INT(PyTZInfo_CheckExact)
INT(PyDateTime_GET_YEAR)
INT(PyDateTime_GET_MONTH)
INT(PyDateTime_GET_DAY)
INT(PyDateTime_DATE_GET_HOUR)
INT(PyDateTime_DATE_GET_MINUTE)
INT(PyDateTime_DATE_GET_SECOND)
INT(PyDateTime_DATE_GET_MICROSECOND)
INT(PyDateTime_DATE_GET_FOLD)
INT(PyDateTime_TIME_GET_HOUR)
INT(PyDateTime_TIME_GET_MINUTE)
INT(PyDateTime_TIME_GET_SECOND)
INT(PyDateTime_TIME_GET_MICROSECOND)
INT(PyDateTime_TIME_GET_FOLD)
INT(PyDateTime_DELTA_GET_DAYS)
INT(PyDateTime_DELTA_GET_SECONDS)
INT(PyDateTime_DELTA_GET_MICROSECONDS)

#undef INT

static inline PyModuleDef_Base
PyRustMacro_PyModuleDef_HEAD_INIT(void)
{
    static const PyModuleDef_Base head = PyModuleDef_HEAD_INIT;
    return head;
}

/* Pointer constants: bindgen cannot read their values, so Rust writes them down
   and a test compares. */
#ifdef Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
static inline void *
PyRustMacro_Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED(void)
{
    return Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED;
}

static inline void *
PyRustMacro_Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED(void)
{
    return Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED;
}

static inline void *
PyRustMacro_Py_MOD_PER_INTERPRETER_GIL_SUPPORTED(void)
{
    return Py_MOD_PER_INTERPRETER_GIL_SUPPORTED;
}
#endif

#ifdef Py_MOD_GIL_NOT_USED
static inline void *
PyRustMacro_Py_MOD_GIL_USED(void)
{
    return Py_MOD_GIL_USED;
}

static inline void *
PyRustMacro_Py_MOD_GIL_NOT_USED(void)
{
    return Py_MOD_GIL_NOT_USED;
}
#endif

#endif /* CPYTHON_SHIM_H */
