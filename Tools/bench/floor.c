/* _bench_floor: what a call costs that does nothing, in plain C.

   A function takes one bytes-like object through the buffer protocol, as those of
   binascii do, with the cheapest convention there is.  Tools/bench/bench_codecs.py
   times them beside the codecs: no codec can be faster than alloc(), which makes
   a result of the same size and writes nothing into it, and a codec that moves
   data cannot be much faster than copy(). */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* The length of what alloc() makes.  A second argument would cost a part of what is
   measured, so it is set by another call. */
static Py_ssize_t alloc_length;

PyDoc_STRVAR(set_length_doc, "set_length($module, length, /)\n--\n\nSet the length of what alloc() makes.");

static PyObject *
floor_set_length(PyObject *Py_UNUSED(module), PyObject *length)
{
    Py_ssize_t value = PyLong_AsSsize_t(length);
    if (value == -1 && PyErr_Occurred()) {
        return NULL;
    }
    if (value < 0) {
        PyErr_SetString(PyExc_ValueError, "a length cannot be negative");
        return NULL;
    }
    alloc_length = value;
    Py_RETURN_NONE;
}

PyDoc_STRVAR(none_doc, "none($module, data, /)\n--\n\nTake a bytes-like object and return None.");

static PyObject *
floor_none(PyObject *Py_UNUSED(module), PyObject *data)
{
    Py_buffer view;
    if (PyObject_GetBuffer(data, &view, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    PyBuffer_Release(&view);
    Py_RETURN_NONE;
}

PyDoc_STRVAR(copy_doc, "copy($module, data, /)\n--\n\nReturn new bytes with the same content.");

static PyObject *
floor_copy(PyObject *Py_UNUSED(module), PyObject *data)
{
    Py_buffer view;
    if (PyObject_GetBuffer(data, &view, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    PyObject *result = PyBytes_FromStringAndSize(view.buf, view.len);
    PyBuffer_Release(&view);
    return result;
}

PyDoc_STRVAR(alloc_doc, "alloc($module, data, /)\n--\n\nReturn new bytes of the length that is set, with any content.");

static PyObject *
floor_alloc(PyObject *Py_UNUSED(module), PyObject *data)
{
    Py_buffer view;
    if (PyObject_GetBuffer(data, &view, PyBUF_SIMPLE) != 0) {
        return NULL;
    }
    PyObject *result = PyBytes_FromStringAndSize(NULL, alloc_length);
    PyBuffer_Release(&view);
    return result;
}

static PyMethodDef methods[] = {
    {"set_length", floor_set_length, METH_O, set_length_doc},
    {"none", floor_none, METH_O, none_doc},
    {"copy", floor_copy, METH_O, copy_doc},
    {"alloc", floor_alloc, METH_O, alloc_doc},
    {NULL, NULL, 0, NULL}
};

static PyModuleDef_Slot slots[] = {
#ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL}
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_bench_floor",
    .m_doc = "What a call costs that does nothing.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__bench_floor(void)
{
    return PyModuleDef_Init(&module);
}
