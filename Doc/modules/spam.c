/* _spam: a function, a class and an exception. Doc/modules/c-and-rust.rst puts it
   beside spam.rs. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#if PY_VERSION_HEX < 0x030D0000
#  define Py_BEGIN_CRITICAL_SECTION(op) {
#  define Py_END_CRITICAL_SECTION() }
#endif

static struct PyModuleDef spam_module;


/* The state of the module */

typedef struct {
    PyObject *Empty;
    PyObject *Can;
} spam_state;

static int
spam_traverse(PyObject *module, visitproc visit, void *arg)
{
    spam_state *state = PyModule_GetState(module);
    Py_VISIT(state->Empty);
    Py_VISIT(state->Can);
    return 0;
}

static int
spam_clear(PyObject *module)
{
    spam_state *state = PyModule_GetState(module);
    Py_CLEAR(state->Empty);
    Py_CLEAR(state->Can);
    return 0;
}

static void
spam_free(void *module)
{
    (void)spam_clear(module);
}


/* A function */

PyDoc_STRVAR(spam_sum_doc,
"sum($module, data, /, *, start=0)\n"
"--\n"
"\n"
"Return the sum of the bytes and a start, modulo 2**32.");

static PyObject *
spam_sum(PyObject *Py_UNUSED(module), PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"", "start", NULL};
    Py_buffer data;
    unsigned int sum = 0;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "y*|$I:sum", keywords, &data, &sum)) {
        return NULL;
    }
    const unsigned char *bytes = data.buf;
    for (Py_ssize_t i = 0; i < data.len; i++) {
        sum += bytes[i];
    }
    PyBuffer_Release(&data);
    return PyLong_FromUnsignedLong(sum);
}


/* A class */

typedef struct {
    PyObject_HEAD
    PyObject *content;          /* NULL if it was taken out */
} CanObject;

static PyObject *
Can_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"content", NULL};
    PyObject *content;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O:Can", keywords, &content)) {
        return NULL;
    }
    CanObject *self = (CanObject *)type->tp_alloc(type, 0);
    if (self == NULL) {
        return NULL;
    }
    self->content = Py_NewRef(content);
    return (PyObject *)self;
}

static int
Can_traverse(PyObject *op, visitproc visit, void *arg)
{
    CanObject *self = (CanObject *)op;
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->content);
    return 0;
}

static int
Can_clear(PyObject *op)
{
    CanObject *self = (CanObject *)op;
    Py_CLEAR(self->content);
    return 0;
}

static void
Can_dealloc(PyObject *op)
{
    PyTypeObject *type = Py_TYPE(op);
    PyObject_GC_UnTrack(op);
    (void)Can_clear(op);
    type->tp_free(op);
    Py_DECREF(type);
}

PyDoc_STRVAR(Can_open_doc,
"open($self, /)\n"
"--\n"
"\n"
"Take the content out; raise Empty if it was taken out before.");

static PyObject *
Can_open(PyObject *op, PyObject *Py_UNUSED(ignored))
{
    CanObject *self = (CanObject *)op;
    PyObject *content;

    Py_BEGIN_CRITICAL_SECTION(op);
    content = self->content;
    self->content = NULL;
    Py_END_CRITICAL_SECTION();
    if (content == NULL) {
        PyObject *module = PyType_GetModuleByDef(Py_TYPE(op), &spam_module);
        if (module == NULL) {
            return NULL;
        }
        spam_state *state = PyModule_GetState(module);
        PyErr_SetString(state->Empty, "the can was opened before");
    }
    return content;
}

static PyMethodDef Can_methods[] = {
    {"open", Can_open, METH_NOARGS, Can_open_doc},
    {NULL, NULL, 0, NULL}
};

PyDoc_STRVAR(Can_doc,
"Can(content)\n"
"--\n"
"\n"
"Something that holds an object until it is opened.");

static PyType_Slot Can_slots[] = {
    {Py_tp_doc, (void *)Can_doc},
    {Py_tp_new, Can_new},
    {Py_tp_traverse, Can_traverse},
    {Py_tp_clear, Can_clear},
    {Py_tp_dealloc, Can_dealloc},
    {Py_tp_methods, Can_methods},
    {0, NULL}
};

static PyType_Spec Can_spec = {
    .name = "_spam.Can",
    .basicsize = sizeof(CanObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Can_slots,
};


/* The module */

static int
spam_exec(PyObject *module)
{
    spam_state *state = PyModule_GetState(module);

    state->Can = PyType_FromModuleAndSpec(module, &Can_spec, NULL);
    if (state->Can == NULL || PyModule_AddObjectRef(module, "Can", state->Can) < 0) {
        return -1;
    }
    state->Empty = PyErr_NewExceptionWithDoc("_spam.Empty", "Nothing is in the can.", NULL, NULL);
    if (state->Empty == NULL || PyModule_AddObjectRef(module, "Empty", state->Empty) < 0) {
        return -1;
    }
    return 0;
}

static PyMethodDef spam_methods[] = {
    {"sum", _PyCFunction_CAST(spam_sum), METH_VARARGS | METH_KEYWORDS, spam_sum_doc},
    {NULL, NULL, 0, NULL}
};

static PyModuleDef_Slot spam_slots[] = {
    {Py_mod_exec, spam_exec},
#if PY_VERSION_HEX >= 0x030C0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030D0000
    {Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
    {0, NULL}
};

static struct PyModuleDef spam_module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_spam",
    .m_doc = "Spam, in cans.",
    .m_size = sizeof(spam_state),
    .m_methods = spam_methods,
    .m_slots = spam_slots,
    .m_traverse = spam_traverse,
    .m_clear = spam_clear,
    .m_free = spam_free,
};

PyMODINIT_FUNC
PyInit__spam(void)
{
    return PyModuleDef_Init(&spam_module);
}
