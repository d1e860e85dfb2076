//! The calls: each function of the table with arguments under which it does what it is for, and, where that is
//! another path, with some under which it fails.
//!
//! An argument in quotes is a Python expression, which makes an object of its own for each call. It is best mortal:
//! neither small nor interned nor a constant. The words of the table are not repeated here.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem;
use std::ptr;

use cpython_ffi::sys::{
    self, Py_EQ, Py_TPFLAGS_DEFAULT, Py_buffer, PyBUF_FULL_RO, PyBUF_READ, PyMethodDef,
    PyMethodDefPointer, PyModuleDef, PyModuleDef_HEAD_INIT, PyObject, PyStructSequence_Desc,
    PyStructSequence_Field, PyType_Slot, PyType_Spec, PyTypeObject,
};

use crate::call::{Call, Dead, Items, Made, Null, Place, Scratch, Sole};
use crate::{Case, case};

/// What the expressions of the cases see.
pub const NAMES: &CStr = cr"
import _random, contextvars, datetime, gc, io, os, sys, types, warnings, weakref

def text(characters):
    '''A str that is neither interned nor a constant.'''
    return ''.join(list(characters))

class Name(str):
    '''A str that nobody interns.'''

class Thing:
    def __init__(self):
        self.attribute = object()
    def __call__(self, *args, **keywords):
        return object()
    def method(self, *args, **keywords):
        return object()
    def __matmul__(self, other):
        return object()
    __imatmul__ = __matmul__
    def __lt__(self, other):
        return True
    def __ge__(self, other):
        return object()
    def fileno(self):
        return 1
    def __del__(self):
        pass

class Meta(type):
    pass

class Problem(Exception):
    pass

def raised():
    try:
        raise Problem(object()) from Problem()
    except Problem as problem:
        return problem

def chained():
    problem = raised()
    problem.__context__ = Problem()
    return problem

def used_token():
    return contextvars.ContextVar('used').set(object())

def new_type(name='T', *bases):
    return type(name, bases, {})

THING = Thing()
OddlyNamed = new_type(text('odd name'))
OddlyNamed.__module__ = text('odd module')
BIG, OTHER = 10**30, 10**20

gc.freeze()
# It is run by hand, between the calls.
gc.set_threshold(0)
warnings.simplefilter('ignore')
# Nor is there anything to read in what goes wrong here.
sys.unraisablehook = lambda unraisable: None
sys.stderr = None
";

/// What cannot be seen on every version, and why.
pub const UNSEEN: &[(&str, &str, &str)] = &[
    (
        "PyBool_FromLong",
        "the result was never counted",
        "True and False are immortal from 3.12 on",
    ),
    (
        "PyUnicode_InternFromString",
        "the result was never counted",
        "what is interned is immortal in 3.12",
    ),
    (
        "PyUnicode_RichCompare",
        "the result was never counted",
        "so is what a comparison of two str returns",
    ),
    (
        "PyUnicode_RichCompare",
        "the result was never NULL",
        "only a str of the API that 3.12 removed could fail",
    ),
];

fn raise(call: &Call) {
    assert!(!call.names.run(c"raise Problem"));
}

fn handle(call: &Call) {
    let problem = call.names.value("Problem()");
    // SAFETY: the thread is attached, and it is an exception.
    unsafe {
        sys::PyErr_SetHandledException(problem);
        sys::Py_DECREF(problem);
    }
}

fn enter_repr(call: &Call) {
    // SAFETY: the thread is attached, and the object is alive.
    unsafe { sys::Py_ReprEnter(call.object(0)) };
}

fn leave_repr(call: &Call) {
    // SAFETY: the thread is attached, and the object is alive.
    unsafe { sys::Py_ReprLeave(call.object(0)) };
}

fn untrack(call: &Call) {
    // SAFETY: the thread is attached, and it is a list.
    unsafe { sys::PyObject_GC_UnTrack(call.object(0).cast()) };
}

fn delete_of_sys(_: &Call) {
    // SAFETY: the thread is attached; NULL deletes.
    unsafe { sys::PySys_SetObject(c"of_a_case".as_ptr(), ptr::null_mut()) };
}

unsafe extern "C" fn function(_: *mut PyObject, _: *mut PyObject) -> *mut PyObject {
    ptr::null_mut()
}

/// Methods, up to the one without a name. Like all that C takes for static, these are never freed.
fn methods() -> *mut PyMethodDef {
    // SAFETY: each of its fields may be zero.
    let mut methods: [PyMethodDef; 2] = unsafe { mem::zeroed() };
    methods[0].ml_name = c"function".as_ptr();
    methods[0].ml_meth = PyMethodDefPointer {
        PyCFunction: function,
    };
    methods[0].ml_flags = sys::METH_NOARGS;
    Box::leak(Box::new(methods)).as_mut_ptr()
}

fn spec() -> *mut PyType_Spec {
    // SAFETY: each of its fields may be zero.
    let slots: [PyType_Slot; 1] = unsafe { mem::zeroed() };
    Box::leak(Box::new(PyType_Spec {
        name: c"module.Type".as_ptr(),
        basicsize: 0,
        itemsize: 0,
        flags: Py_TPFLAGS_DEFAULT as _,
        slots: Box::leak(Box::new(slots)).as_mut_ptr(),
    }))
}

fn definition() -> *mut PyModuleDef {
    // SAFETY: each of its fields may be zero.
    let mut definition: PyModuleDef = unsafe { mem::zeroed() };
    definition.m_base = PyModuleDef_HEAD_INIT;
    definition.m_name = c"module".as_ptr();
    Box::leak(Box::new(definition))
}

fn sequence() -> *mut PyStructSequence_Desc {
    // SAFETY: each of its fields may be zero.
    let mut fields: [PyStructSequence_Field; 2] = unsafe { mem::zeroed() };
    fields[0].name = c"field".as_ptr();
    Box::leak(Box::new(PyStructSequence_Desc {
        name: c"module.Sequence".as_ptr(),
        doc: ptr::null(),
        fields: Box::leak(Box::new(fields)).as_mut_ptr(),
        n_in_sequence: 1,
    }))
}

fn empty_sequence() -> *mut PyObject {
    // SAFETY: the thread is attached; what is made keeps its type.
    unsafe {
        let of = sys::PyStructSequence_NewType(sequence());
        let made = sys::PyStructSequence_New(of);
        sys::Py_DECREF(of.cast());
        made
    }
}

fn buffer() -> *const Py_buffer {
    // SAFETY: each of its fields may be zero.
    let mut buffer: Py_buffer = unsafe { mem::zeroed() };
    let memory = c"memory".as_ptr().cast_mut().cast();
    // SAFETY: the thread is attached; the memory is static, and the buffer says that it is not to be written to.
    unsafe { sys::PyBuffer_FillInfo(&mut buffer, ptr::null_mut(), memory, 6, 1, PyBUF_FULL_RO) };
    Box::leak(Box::new(buffer))
}

fn capsule() -> *mut PyObject {
    // SAFETY: the thread is attached, and the name is static.
    unsafe { sys::PyCapsule_New(address(), c"capsule".as_ptr(), None) }
}

fn module() -> *mut PyObject {
    // SAFETY: the thread is attached, and the name is static.
    unsafe { sys::PyModule_New(c"module".as_ptr()) }
}

/// An address that nobody follows.
fn address() -> *mut c_void {
    ptr::without_provenance_mut(1 << 40)
}

fn letters() -> *const u8 {
    c"some letters of ASCII".as_ptr().cast()
}

fn wide_letters() -> *const sys::wchar_t {
    [0x61, 0x62, 0x63].as_ptr()
}

/// The type of the base's `_random.Random`, which has a module with a state.
fn type_of_module() -> *mut PyTypeObject {
    // SAFETY: the thread is attached; the import keeps the module, and that keeps the type.
    unsafe {
        let module = sys::PyImport_ImportModule(c"_random".as_ptr());
        let of = sys::PyObject_GetAttrString(module, c"Random".as_ptr());
        sys::Py_DECREF(of);
        sys::Py_DECREF(module);
        of.cast()
    }
}

fn definition_of_module() -> *mut PyModuleDef {
    // SAFETY: the thread is attached; the type has a module, and that a definition.
    unsafe { sys::PyModule_GetDef(sys::PyType_GetModule(type_of_module())) }
}

/// Memory of an object that is none yet.
fn unborn() -> *mut c_void {
    // SAFETY: the thread is attached; the type is one that the collector knows.
    unsafe { sys::_PyObject_GC_New(&raw mut sys::PyList_Type).cast() }
}

/// Every case that this version can run.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for more in [
        objects(),
        protocols(),
        bytes(),
        text(),
        numbers(),
        containers(),
        types(),
        modules(),
        exceptions(),
        interpreter(),
    ] {
        cases.extend(more);
    }
    cases
}

fn objects() -> Vec<Case> {
    Vec::from([
        case!(PyObject_GetAttr("Thing()", "Name('attribute')")),
        case!(PyObject_GetAttr("Thing()", "Name('nothing')")),
        case!(PyObject_GetAttrString("Thing()", c"attribute")),
        #[cfg(Py_3_13)]
        case!(PyObject_GetOptionalAttr(
            "Thing()",
            "Name('attribute')",
            Place::Empty
        )),
        #[cfg(Py_3_13)]
        case!(PyObject_GetOptionalAttrString(
            "Thing()",
            c"attribute",
            Place::Empty
        )),
        #[cfg(not(Py_3_13))]
        case!(_PyObject_LookupAttr(
            "Thing()",
            "Name('attribute')",
            Place::Empty
        )),
        #[cfg(Py_3_13)]
        case!(PyObject_HasAttrWithError("Thing()", "Name('attribute')")),
        case!(PyObject_SetAttr("Thing()", "Name('other')", "object()")),
        case!(PyObject_SetAttr("Thing()", "Name('attribute')", Null)),
        case!(PyObject_SetAttr("object()", "Name('other')", "object()")),
        case!(PyObject_SetAttrString("Thing()", c"other", "object()")),
        #[cfg(Py_3_13)]
        case!(PyObject_DelAttr("Thing()", "Name('attribute')")),
        #[cfg(Py_3_13)]
        case!(PyObject_DelAttrString("Thing()", c"attribute")),
        case!(PyObject_GenericGetAttr("Thing()", "Name('attribute')")),
        case!(PyObject_GenericGetAttr("Thing()", "Name('nothing')")),
        case!(PyObject_GenericSetAttr(
            "Thing()",
            "Name('other')",
            "object()"
        )),
        case!(PyObject_GenericSetAttr(
            "Thing()",
            "Name('attribute')",
            Null
        )),
        case!(PyObject_GenericGetDict("Thing()", Null)),
        case!(PyObject_GenericGetDict("object()", Null)),
        case!(PyObject_GenericSetDict("Thing()", "{}", Null)),
        case!(PyObject_GenericSetDict("Thing()", Null, Null)),
        case!(PyObject_Vectorcall(
            "Thing()",
            Items(&["object()"]),
            1,
            Null
        )),
        case!(PyObject_Vectorcall(
            "Thing()",
            Items(&["object()", "object()"]),
            1,
            "(text('key'),)"
        )),
        case!(PyObject_VectorcallDict(
            "Thing()",
            Items(&["object()"]),
            1,
            Null
        )),
        case!(PyObject_VectorcallDict(
            "Thing()",
            Items(&["object()"]),
            1,
            "{text('key'): object()}"
        )),
        case!(PyObject_VectorcallMethod(
            "Name('method')",
            Items(&["Thing()", "object()"]),
            2,
            Null
        )),
        case!(PyObject_VectorcallMethod(
            "Name('method')",
            Items(&["Thing()", "object()"]),
            1,
            "(text('key'),)"
        )),
        case!(PyObject_Call("Thing()", "(object(),)", Null)),
        case!(PyObject_Call(
            "Thing()",
            "(object(),)",
            "{text('key'): object()}"
        )),
        case!(PyObject_CallObject("Thing()", "(object(),)")),
        case!(PyObject_CallObject("Thing()", Null)),
        case!(PyObject_CallObject("object()", Null)),
        case!(PyObject_CallNoArgs("Thing()")),
        case!(PyObject_CallOneArg("Thing()", "object()")),
        case!(PyObject_CallMethodNoArgs("Thing()", "Name('method')")),
        case!(PyObject_CallMethodOneArg(
            "Thing()",
            "Name('method')",
            "object()"
        )),
        case!(PyCallable_Check("Thing()")),
        case!(PyObject_Type("Thing()")),
        case!(PyObject_IsInstance("object()", "new_type()")),
        case!(PyObject_IsSubclass("new_type()", "new_type()")),
        case!(PyObject_IsTrue("[object()]")),
        case!(PyObject_Not("[object()]")),
        case!(PyObject_Repr("[object()]")),
        case!(PyObject_Str("[object()]")),
        case!(PyObject_Str("text('abc')")),
        case!(PyObject_ASCII("[text('\\xe9')]")),
        case!(PyObject_Bytes("[1, 2, 3]")),
        case!(PyObject_Bytes("b'abc'")),
        case!(PyObject_Format("BIG + 1", "text('30d')")),
        case!(PyObject_Format("BIG + 1", Null)),
        case!(PyObject_RichCompare("Thing()", "object()", sys::Py_GE)),
        case!(PyObject_RichCompare("Problem()", "10**20", sys::Py_LT)),
        case!(PyObject_RichCompareBool("[object()]", "[object()]", Py_EQ)),
        case!(PyObject_Hash("(object(),)")),
        case!(PyObject_HashNotImplemented("object()")),
        case!(PyObject_Size("[object()]")),
        case!(PyObject_Size("object()")),
        case!(PyObject_LengthHint("iter([object()])", 1)),
        case!(PyObject_GetItem("[object()]", "OTHER - OTHER")),
        case!(PyObject_GetItem("{text('key'): object()}", "text('key')")),
        case!(PyObject_GetItem("{}", "text('key')")),
        case!(PyObject_SetItem("{}", "text('key')", "object()")),
        case!(PyObject_SetItem("()", "text('key')", "object()")),
        case!(PyObject_DelItem("{text('key'): object()}", "text('key')")),
        case!(PyObject_DelItem("{}", "text('key')")),
        case!(PyObject_CheckBuffer("b'abc'")),
        case!(PyObject_AsFileDescriptor("Thing()")),
        case!(PyOS_FSPath("text('path')")),
        case!(PyOS_FSPath("object()")),
        case!(Py_ReprEnter("[]")).then(leave_repr),
        case!(Py_ReprLeave("[]")).given(enter_repr),
        case!(Py_GenericAlias("new_type()", "(object(),)")),
        case!(PyObject_GetIter("[object()]")),
        case!(PyObject_GetIter("object()")),
        case!(PyObject_SelfIter("iter([object()])")),
        case!(PyIter_Next("iter([object()])")),
        case!(PyIter_Next("iter([])")),
        #[cfg(Py_3_14)]
        case!(PyIter_NextItem("iter([object()])", Place::Empty)),
        case!(PyIter_Check("iter([])")),
        case!(PySeqIter_New("[object()]")),
        case!(PyCallIter_New("Thing()", "object()")),
        case!(PyObject_CallFinalizerFromDealloc(Dead("Thing()"))),
        case!(PyObject_ClearWeakRefs(Dead("Thing()"))),
        case!(PyObject_GC_Track("[]")).given(untrack),
        case!(PyObject_GC_UnTrack("[]")),
        case!(PyObject_GC_IsTracked("[]")),
        case!(PyObject_GC_IsFinalized("[]")),
        case!(PyObject_GC_Del(unborn())),
    ])
}

fn protocols() -> Vec<Case> {
    Vec::from([
        case!(PyNumber_Check("10**30")),
        case!(PyNumber_Add("10**30", "10**20")),
        case!(PyNumber_Add("10**30", "object()")),
        case!(PyNumber_Subtract("10**30", "10**20")),
        case!(PyNumber_Multiply("10**30", "10**20")),
        case!(PyNumber_MatrixMultiply("Thing()", "object()")),
        case!(PyNumber_FloorDivide("10**70", "10**20")),
        case!(PyNumber_TrueDivide("10**30", "10**20")),
        case!(PyNumber_TrueDivide("10**30", "object()")),
        case!(PyNumber_Remainder("10**30", "10**20 + 1")),
        case!(PyNumber_Divmod("10**30", "10**20")),
        case!(PyNumber_Power("10**30", "10**20", "10**31 + 1")),
        case!(PyNumber_Negative("10**30")),
        case!(PyNumber_Positive("-0.5")),
        case!(PyNumber_Positive("object()")),
        case!(PyNumber_Absolute("-10**30")),
        case!(PyNumber_Invert("10**30")),
        case!(PyNumber_Lshift("10**30", "2000 - OTHER % 10")),
        case!(PyNumber_Rshift("1 << 3000", "2000 - OTHER % 10")),
        case!(PyNumber_And("10**30", "10**31 - 1")),
        case!(PyNumber_Xor("10**30", "10**31 - 1")),
        case!(PyNumber_Or("10**30", "10**31 - 1")),
        case!(PyNumber_InPlaceAdd("[object()]", "[object()]")),
        case!(PyNumber_InPlaceAdd("[object()]", "object()")),
        case!(PyNumber_InPlaceSubtract("{10**30}", "{10**20}")),
        case!(PyNumber_InPlaceSubtract("10**30", "object()")),
        case!(PyNumber_InPlaceMultiply("10**30", "10**20")),
        case!(PyNumber_InPlaceMatrixMultiply("Thing()", "object()")),
        case!(PyNumber_InPlaceFloorDivide("10**70", "10**20")),
        case!(PyNumber_InPlaceTrueDivide("10**30", "10**20")),
        case!(PyNumber_InPlaceTrueDivide("10**30", "object()")),
        case!(PyNumber_InPlaceRemainder("10**30", "10**20 + 1")),
        case!(PyNumber_InPlacePower("10**30", "10**20", "10**31 + 1")),
        case!(PyNumber_InPlaceLshift("10**30", "2000 - OTHER % 10")),
        case!(PyNumber_InPlaceRshift("1 << 3000", "2000 - OTHER % 10")),
        case!(PyNumber_InPlaceAnd("10**30", "10**31 - 1")),
        case!(PyNumber_InPlaceXor("10**30", "10**31 - 1")),
        case!(PyNumber_InPlaceOr("10**30", "10**31 - 1")),
        case!(PyNumber_Long("text('1000000000000')")),
        case!(PyNumber_Long("10**30")),
        case!(PyNumber_Float("text('1.5')")),
        case!(PyNumber_Float("object()")),
        case!(PyNumber_Index("10**30")),
        case!(PyNumber_Index("object()")),
        case!(PyNumber_ToBase("10**30", 16)),
        case!(PyNumber_AsSsize_t("10**30", "new_type('E', Exception)")),
        case!(PyNumber_AsSsize_t("10**30", Null)),
        case!(PyIndex_Check("10**30")),
        case!(PySequence_Check("[]")),
        case!(PySequence_Size("[object()]")),
        case!(PySequence_Concat("[object()]", "[object()]")),
        case!(PySequence_Repeat("[object()]", 2)),
        case!(PySequence_InPlaceConcat("[object()]", "[object()]")),
        case!(PySequence_InPlaceConcat("object()", "[object()]")),
        case!(PySequence_InPlaceRepeat("[object()]", 2)),
        case!(PySequence_InPlaceRepeat("object()", 2)),
        case!(PySequence_GetItem("[object()]", 0)),
        case!(PySequence_GetItem("[object()]", 7)),
        case!(PySequence_GetSlice("[object()]", 0, 1)),
        case!(PySequence_SetItem("[object()]", 0, "object()")),
        case!(PySequence_SetItem("[object()]", 7, "object()")),
        case!(PySequence_DelItem("[object()]", 0)),
        case!(PySequence_SetSlice("[object()]", 0, 1, "[object()]")),
        case!(PySequence_DelSlice("[object()]", 0, 1)),
        case!(PySequence_Contains("[object()]", "object()")),
        case!(PySequence_Count("[object()]", "object()")),
        case!(PySequence_Index("[object()]", "object()")),
        case!(PySequence_List("iter([object()])")),
        case!(PySequence_Tuple("[object()] * 5")),
        case!(PySequence_Fast("[object()]", c"no sequence")),
        case!(PySequence_Fast("object()", c"no sequence")),
        case!(PyMapping_Check("{}")),
        case!(PyMapping_Size("{}")),
        case!(PyMapping_GetItemString("{text('key'): object()}", c"key")),
        #[cfg(Py_3_13)]
        case!(PyMapping_GetOptionalItem(
            "{text('key'): object()}",
            "text('key')",
            Place::Empty
        )),
        #[cfg(Py_3_13)]
        case!(PyMapping_GetOptionalItemString(
            "{text('key'): object()}",
            c"key",
            Place::Empty
        )),
        case!(PyMapping_SetItemString("{}", c"key", "object()")),
        #[cfg(Py_3_13)]
        case!(PyMapping_HasKeyWithError(
            "{text('key'): object()}",
            "text('key')"
        )),
        case!(PyMapping_Keys("{text('key'): object()}")),
        case!(PyMapping_Values("{text('key'): object()}")),
        case!(PyMapping_Items("{text('key'): object()}")),
    ])
}

fn bytes() -> Vec<Case> {
    Vec::from([
        case!(PyBytes_FromStringAndSize(c"abc", 3)),
        case!(PyBytes_FromString(c"abc")),
        case!(PyBytes_FromObject("bytearray(b'abc')")),
        case!(PyBytes_FromObject("b'abc'")),
        case!(PyBytes_Size("b'abc'")),
        case!(PyBytes_AsString("b'abc'")),
        case!(PyBytes_AsStringAndSize("b'abc'", Scratch, Scratch)),
        case!(PyBytes_Concat(Place::With("b'abc'"), "b'def'")),
        case!(PyBytes_Concat(Place::With("b'abc'"), "object()")),
        case!(PyBytes_Concat(Place::With("b'abc'"), Null)),
        case!(PyBytes_ConcatAndDel(Place::With("b'abc'"), "b'def'")),
        case!(PyBytes_ConcatAndDel(Place::With("b'abc'"), Null)),
        #[cfg(not(Py_3_14))]
        case!(_PyBytes_Join("b'abc'", "[b'def', b'ghi']")),
        #[cfg(Py_3_14)]
        case!(PyBytes_Join("b'abc'", "[b'def', b'ghi']")),
        case!(_PyBytes_Resize(Place::With("b'abc'"), 2)),
        case!(PyByteArray_FromObject("b'abc'")),
        case!(PyByteArray_FromStringAndSize(c"abc", 3)),
        case!(PyByteArray_Concat("bytearray(b'abc')", "b'def'")),
        case!(PyByteArray_Size("bytearray(b'abc')")),
        case!(PyByteArray_AsString("bytearray(b'abc')")),
        case!(PyByteArray_Resize("bytearray(b'abc')", 100)),
        case!(PyMemoryView_FromObject("b'abc'")),
        case!(PyMemoryView_FromMemory(Scratch, 8, PyBUF_READ)),
        case!(PyMemoryView_FromBuffer(buffer())),
        case!(PyMemoryView_GetContiguous(
            "b'abc'",
            PyBUF_READ,
            b'C' as c_char
        )),
    ])
}

fn text() -> Vec<Case> {
    Vec::from([
        case!(PyUnicode_New(3, 127)),
        case!(PyUnicode_FromStringAndSize(c"abc", 3)),
        case!(PyUnicode_FromString(c"abc")),
        case!(PyUnicode_FromKindAndData(1, letters().cast::<c_void>(), 3)),
        case!(PyUnicode_FromWideChar(wide_letters(), 3)),
        case!(PyUnicode_FromOrdinal(0x20ac)),
        case!(PyUnicode_FromObject("text('abc')")),
        case!(PyUnicode_FromObject("Name('abc')")),
        case!(PyUnicode_FromEncodedObject("b'abc'", c"utf-8", c"strict")),
        case!(PyUnicode_InternFromString(c"a name that is interned")),
        case!(PyUnicode_InternInPlace(Place::With("text('another name')"))),
        case!(PyUnicode_Decode(c"abc", 3, c"ascii", c"strict")),
        case!(PyUnicode_DecodeUTF8(c"abc", 3, c"strict")),
        case!(PyUnicode_DecodeUTF8Stateful(c"abc", 3, c"strict", Scratch)),
        case!(PyUnicode_DecodeASCII(c"abc", 3, c"strict")),
        case!(PyUnicode_DecodeLatin1(c"abc", 3, c"strict")),
        case!(PyUnicode_DecodeLocale(c"abc", c"strict")),
        case!(PyUnicode_DecodeFSDefault(c"abc")),
        case!(PyUnicode_DecodeFSDefaultAndSize(c"abc", 3)),
        case!(PyUnicode_EncodeLocale("text('abc')", c"strict")),
        case!(PyUnicode_EncodeFSDefault("text('abc')")),
        case!(PyUnicode_AsEncodedString(
            "text('abc')",
            c"utf-8",
            c"strict"
        )),
        case!(PyUnicode_AsUTF8String("text('abc')")),
        case!(PyUnicode_AsASCIIString("text('abc')")),
        case!(PyUnicode_AsLatin1String("text('abc')")),
        case!(PyUnicode_AsUTF8("text('ab\\xe9')")),
        case!(PyUnicode_AsUTF8AndSize("text('ab\\xe9')", Scratch)),
        case!(PyUnicode_AsUCS4("text('abc')", Scratch, 8, 1)),
        case!(PyUnicode_AsUCS4Copy("text('abc')")),
        case!(PyUnicode_AsWideCharString("text('abc')", Scratch)),
        case!(PyUnicode_GetLength("text('abc')")),
        case!(PyUnicode_ReadChar("text('abc')", 0)),
        case!(PyUnicode_WriteChar(Sole("text('abc')"), 0, 0x78)),
        case!(PyUnicode_CopyCharacters(
            Sole("text('abc')"),
            0,
            "text('xy')",
            0,
            2
        )),
        case!(PyUnicode_Fill(Sole("text('abc')"), 0, 2, 0x78)),
        case!(PyUnicode_Resize(Place::With("text('abc')"), 2)),
        case!(PyUnicode_Concat("text('abc')", "text('def')")),
        case!(PyUnicode_Append(Place::With("text('abc')"), "text('def')")),
        case!(PyUnicode_Append(Place::With("text('abc')"), Null)),
        case!(PyUnicode_AppendAndDel(
            Place::With("text('abc')"),
            "text('def')"
        )),
        case!(PyUnicode_AppendAndDel(Place::With("text('abc')"), Null)),
        case!(PyUnicode_Join("text('abc')", "[text('def'), text('ghi')]")),
        case!(PyUnicode_Split("text('abc def')", "text('c d')", -1)),
        case!(PyUnicode_Split("text('abc def')", Null, -1)),
        case!(PyUnicode_RSplit("text('abc def')", "text('c d')", -1)),
        case!(PyUnicode_RSplit("text('abc def')", Null, -1)),
        case!(PyUnicode_Splitlines("text('abc\\ndef')", 0)),
        case!(PyUnicode_Partition("text('abc def')", "text('c d')")),
        case!(PyUnicode_RPartition("text('abc def')", "text('c d')")),
        case!(PyUnicode_Replace(
            "text('abc')",
            "text('bc')",
            "text('xyz')",
            -1
        )),
        case!(PyUnicode_Translate("text('abc')", "{97: 'xyz'}", c"strict")),
        case!(PyUnicode_Format("text('%s and')", "(text('abc'),)")),
        case!(PyUnicode_Substring("text('abcdef')", 1, 4)),
        case!(PyUnicode_Tailmatch("text('abc')", "text('bc')", 0, 3, 1)),
        case!(PyUnicode_Find("text('abc')", "text('bc')", 0, 3, 1)),
        case!(PyUnicode_FindChar("text('abc')", 0x62, 0, 3, 1)),
        case!(PyUnicode_Count("text('abc')", "text('bc')", 0, 3)),
        case!(PyUnicode_Contains("text('abc')", "text('bc')")),
        case!(PyUnicode_Compare("text('abc')", "text('abd')")),
        case!(PyUnicode_CompareWithASCIIString("text('abc')", c"abd")),
        case!(PyUnicode_RichCompare("text('abc')", "text('abc')", Py_EQ)),
        case!(PyUnicode_RichCompare("text('abc')", "object()", Py_EQ)),
        #[cfg(Py_3_13)]
        case!(PyUnicode_EqualToUTF8AndSize("text('abc')", c"abd", 3)),
        #[cfg(Py_3_14)]
        case!(PyUnicode_Equal("text('abc')", "text('abd')")),
        case!(PyUnicode_IsIdentifier("text('abc')")),
    ])
}

fn numbers() -> Vec<Case> {
    Vec::from([
        case!(PyLong_FromLong(1 << 40)),
        case!(PyLong_FromLongLong(1 << 40)),
        case!(PyLong_FromSsize_t(1 << 40)),
        case!(PyLong_FromSize_t(1 << 40)),
        case!(PyLong_FromUnsignedLong(1 << 40)),
        case!(PyLong_FromUnsignedLongLong(1 << 40)),
        case!(PyLong_FromDouble(1e30)),
        case!(PyLong_FromVoidPtr(address())),
        case!(PyLong_FromString(c"1000000000000", Null, 10)),
        case!(PyLong_FromUnicodeObject("text('1000000000000')", 10)),
        #[cfg(Py_3_13)]
        case!(PyLong_FromNativeBytes(letters().cast::<c_void>(), 16, -1)),
        #[cfg(Py_3_13)]
        case!(PyLong_FromUnsignedNativeBytes(
            letters().cast::<c_void>(),
            16,
            -1
        )),
        case!(_PyLong_FromByteArray(letters(), 16, 1, 0)),
        case!(PyLong_AsLong("10**10")),
        case!(PyLong_AsLong("10**30")),
        case!(PyLong_AsLongAndOverflow("10**30", Scratch)),
        case!(PyLong_AsLongLong("10**10")),
        case!(PyLong_AsLongLongAndOverflow("10**30", Scratch)),
        #[cfg(Py_3_13)]
        case!(PyLong_AsInt("10**30")),
        #[cfg(not(Py_3_13))]
        case!(_PyLong_AsInt("10**30")),
        case!(PyLong_AsSsize_t("10**10")),
        case!(PyLong_AsSize_t("10**10")),
        case!(PyLong_AsUnsignedLong("10**10")),
        case!(PyLong_AsUnsignedLongLong("10**10")),
        case!(PyLong_AsUnsignedLongMask("10**30")),
        case!(PyLong_AsUnsignedLongLongMask("10**30")),
        case!(PyLong_AsDouble("10**30")),
        case!(PyLong_AsVoidPtr("10**10")),
        #[cfg(Py_3_13)]
        case!(PyLong_AsNativeBytes("10**30", Scratch, 16, -1)),
        #[cfg(not(Py_3_13))]
        case!(_PyLong_AsByteArray("10**30", Scratch, 16, 1, 0)),
        #[cfg(Py_3_13)]
        case!(_PyLong_AsByteArray("10**30", Scratch, 16, 1, 0, 1)),
        case!(_PyLong_Sign("10**30")),
        case!(_PyLong_NumBits("10**30")),
        case!(PyBool_FromLong(1)),
        case!(PyFloat_FromDouble(1.5)),
        case!(PyFloat_FromString("text('1.5')")),
        case!(PyFloat_FromString("object()")),
        case!(PyFloat_AsDouble("1.5")),
        case!(PyComplex_FromDoubles(1.5, 2.5)),
        case!(PyComplex_RealAsDouble("1.5j")),
        case!(PyComplex_ImagAsDouble("1.5j")),
    ])
}

fn containers() -> Vec<Case> {
    Vec::from([
        case!(PyTuple_New(3)),
        case!(PyTuple_Size("(object(),)")),
        case!(PyTuple_GetItem("(object(),)", 0)),
        case!(PyTuple_GetItem("(object(),)", 7)),
        case!(PyTuple_SetItem(Sole("(object(),)"), 0, "object()")),
        case!(PyTuple_SetItem(Sole("(object(),)"), 7, "object()")),
        case!(PyTuple_GetSlice("(object(),) * 7", 0, 5)),
        case!(_PyTuple_Resize(Place::With("(object(), object())"), 1)),
        case!(PyStructSequence_New("type(sys.flags)")),
        case!(PyStructSequence_NewType(sequence())),
        case!(PyStructSequence_GetItem(
            "os.terminal_size((10**10, 10**10))",
            0
        )),
        case!(PyStructSequence_GetItem(Made(empty_sequence), 0)),
        case!(PyStructSequence_SetItem(
            Made(empty_sequence),
            0,
            "object()"
        )),
        case!(PyList_New(3)),
        case!(PyList_Size("[object()]")),
        case!(PyList_GetItem("[object()]", 0)),
        case!(PyList_GetItem("[object()]", 7)),
        #[cfg(Py_3_13)]
        case!(PyList_GetItemRef("[object()]", 0)),
        #[cfg(Py_3_13)]
        case!(PyList_GetItemRef("[object()]", 7)),
        case!(PyList_SetItem("[object()]", 0, "object()")),
        case!(PyList_SetItem("[object()]", 7, "object()")),
        case!(PyList_Insert("[object()]", 0, "object()")),
        case!(PyList_Append("[object()]", "object()")),
        case!(PyList_Append("()", "object()")),
        #[cfg(Py_3_13)]
        case!(PyList_Extend("[object()]", "[object()]")),
        #[cfg(Py_3_13)]
        case!(PyList_Clear("[object()]")),
        case!(PyList_GetSlice("[object()]", 0, 1)),
        case!(PyList_SetSlice("[object()]", 0, 1, "[object()]")),
        case!(PyList_SetSlice("[object()]", 0, 1, Null)),
        case!(PyList_Sort("[Thing(), Thing()]")),
        case!(PyList_Reverse("[object(), object()]")),
        case!(PyList_AsTuple("[object()] * 5")),
        case!(PySlice_New("object()", "object()", "object()")),
        case!(PySlice_New(Null, Null, Null)),
        case!(PySlice_Unpack("slice(1, 2)", Scratch, Scratch, Scratch)),
        case!(PySlice_AdjustIndices(10, Scratch, Scratch, 1)),
        case!(PyDict_New()),
        case!(PyDict_Size("{}")),
        case!(PyDict_Contains("{text('key'): object()}", "text('key')")),
        case!(PyDict_GetItemWithError(
            "{text('key'): object()}",
            "text('key')"
        )),
        case!(PyDict_GetItemWithError("{}", "text('key')")),
        case!(PyDict_GetItemString("{text('key'): object()}", c"key")),
        #[cfg(Py_3_13)]
        case!(PyDict_GetItemRef(
            "{text('key'): object()}",
            "text('key')",
            Place::Empty
        )),
        #[cfg(Py_3_13)]
        case!(PyDict_GetItemStringRef(
            "{text('key'): object()}",
            c"key",
            Place::Empty
        )),
        case!(PyDict_SetItem("{}", "text('key')", "object()")),
        case!(PyDict_SetItem("{}", "[]", "object()")),
        case!(PyDict_SetItemString("{}", c"key", "object()")),
        case!(PyDict_SetDefault("{}", "text('key')", "object()")),
        case!(PyDict_SetDefault(
            "{text('key'): object()}",
            "text('key')",
            "object()"
        )),
        case!(PyDict_SetDefault("{}", "[]", "object()")),
        #[cfg(Py_3_13)]
        case!(PyDict_SetDefaultRef(
            "{}",
            "text('key')",
            "object()",
            Place::Empty
        )),
        case!(PyDict_DelItem("{text('key'): object()}", "text('key')")),
        case!(PyDict_DelItemString("{text('key'): object()}", c"key")),
        #[cfg(not(Py_3_13))]
        case!(_PyDict_Pop("{text('key'): object()}", "text('key')", Null)),
        #[cfg(not(Py_3_13))]
        case!(_PyDict_Pop("{}", "text('key')", Null)),
        #[cfg(not(Py_3_13))]
        case!(_PyDict_Pop("{}", "text('key')", "object()")),
        #[cfg(Py_3_13)]
        case!(PyDict_Pop(
            "{text('key'): object()}",
            "text('key')",
            Place::Empty
        )),
        case!(PyDict_Keys("{text('key'): object()}")),
        case!(PyDict_Values("{text('key'): object()}")),
        case!(PyDict_Items("{text('key'): object()}")),
        case!(PyDict_Copy("{text('key'): object()}")),
        case!(PyDict_Merge("{}", "{text('key'): object()}", 1)),
        case!(PyDict_MergeFromSeq2("{}", "[(text('key'), object())]", 1)),
        case!(PyDict_Update("{}", "{text('key'): object()}")),
        case!(PyDict_Next(
            "{text('key'): object()}",
            Scratch,
            Place::Lent,
            Place::Lent
        )),
        case!(PyDict_Clear("{text('key'): object()}")),
        case!(PyDictProxy_New("{}")),
        case!(PySet_New("[object()]")),
        case!(PySet_New(Null)),
        case!(PyFrozenSet_New("[object()]")),
        case!(PyFrozenSet_New(Null)),
        case!(PySet_Size("{object()}")),
        case!(PySet_Contains("{object()}", "object()")),
        case!(PySet_Add("{object()}", "object()")),
        case!(PySet_Discard("{object()}", "object()")),
        case!(PySet_Pop("{object()}")),
        case!(PySet_Pop("set()")),
        case!(PySet_Clear("{object()}")),
    ])
}

fn types() -> Vec<Case> {
    Vec::from([
        case!(PyType_FromSpec(spec())),
        case!(PyType_FromSpecWithBases(spec(), "(new_type(),)")),
        case!(PyType_FromSpecWithBases(spec(), Null)),
        case!(PyType_FromModuleAndSpec(
            "types.ModuleType('m')",
            spec(),
            "(new_type(),)"
        )),
        case!(PyType_FromModuleAndSpec(Null, spec(), Null)),
        #[cfg(Py_3_12)]
        case!(PyType_FromMetaclass(
            "Meta",
            "types.ModuleType('m')",
            spec(),
            "(new_type(),)"
        ))
        .with_memory(),
        #[cfg(Py_3_12)]
        case!(PyType_FromMetaclass(Null, Null, spec(), Null)),
        case!(PyType_GenericAlloc("new_type()", 0)),
        case!(PyType_GenericNew("new_type()", "(object(),)", "{}")),
        case!(PyType_GenericNew("new_type()", Null, Null)),
        case!(PyType_IsSubtype("new_type()", "new_type()")),
        case!(PyType_GetName("OddlyNamed")),
        case!(PyType_GetName("int")),
        case!(PyType_GetQualName("OddlyNamed")),
        case!(PyType_GetQualName("int")),
        #[cfg(Py_3_13)]
        case!(PyType_GetModuleName("OddlyNamed")),
        #[cfg(Py_3_13)]
        case!(PyType_GetModuleName("new_type()")),
        #[cfg(Py_3_13)]
        case!(PyType_GetFullyQualifiedName("OddlyNamed")),
        case!(PyType_GetModule(type_of_module())),
        case!(PyType_GetModule("new_type()")),
        case!(PyType_GetModuleState(type_of_module())),
        case!(PyType_GetModuleByDef(
            type_of_module(),
            definition_of_module()
        )),
        #[cfg(Py_3_12)]
        case!(PyObject_GetTypeData("Thing()", "new_type()")),
        case!(PyCapsule_New(address(), c"capsule", None)),
        case!(PyCapsule_IsValid(Made(capsule), c"capsule")),
        case!(PyCapsule_GetPointer(Made(capsule), c"capsule")),
        case!(PyCapsule_GetPointer(Made(capsule), c"other")),
        case!(PyCapsule_GetName(Made(capsule))),
        case!(PyCapsule_GetContext(Made(capsule))),
        case!(PyCapsule_SetContext(Made(capsule), address())),
        case!(PyCapsule_SetDestructor(Made(capsule), None)),
        case!(PyCapsule_Import(c"datetime.datetime_CAPI", 0)),
        case!(PyWeakref_NewRef("Thing()", Null)),
        case!(PyWeakref_NewRef("Thing()", "Thing()")),
        case!(PyWeakref_NewProxy("Thing()", Null)),
        case!(PyWeakref_NewProxy("Thing()", "Thing()")),
        #[cfg(Py_3_13)]
        case!(PyWeakref_GetRef("weakref.ref(THING)", Place::Empty)),
        #[cfg(not(Py_3_15))]
        case!(PyWeakref_GetObject("weakref.ref(THING)")),
    ])
}

fn modules() -> Vec<Case> {
    Vec::from([
        case!(PyImport_ImportModule(c"types")),
        case!(PyImport_ImportModule(c"no.such.module")).with_memory(),
        case!(PyImport_ImportModuleLevel(c"types", "{}", "{}", "[]", 0)),
        case!(PyImport_ImportModuleLevel(c"types", Null, Null, Null, 0)),
        case!(PyImport_ImportModuleLevelObject(
            "text('types')",
            "{}",
            "{}",
            "[]",
            0
        )),
        case!(PyImport_ImportModuleLevelObject(
            "text('types')",
            Null,
            Null,
            Null,
            0
        )),
        case!(PyImport_ImportModuleLevelObject(
            "text('no such module')",
            Null,
            Null,
            Null,
            0
        ))
        .with_memory(),
        case!(PyImport_Import("text('types')")),
        case!(PyImport_GetModule("text('types')")),
        case!(PyImport_GetModule("text('no such module')")),
        #[cfg(Py_3_13)]
        case!(PyImport_AddModuleRef(c"types")),
        #[cfg(Py_3_14)]
        case!(PyImport_ImportModuleAttr(
            "text('warnings')",
            "text('filters')"
        )),
        #[cfg(Py_3_14)]
        case!(PyImport_ImportModuleAttrString(c"warnings", c"filters")),
        case!(PyImport_GetModuleDict()),
        case!(PyModule_NewObject("text('module')")),
        case!(PyModule_New(c"module")),
        case!(PyModule_FromDefAndSpec2(
            definition(),
            "types.SimpleNamespace(name=text('module'))",
            sys::PYTHON_API_VERSION as c_int
        )),
        case!(PyModule_ExecDef(Made(module), definition())),
        case!(PyModule_AddFunctions("types.ModuleType('m')", methods())),
        case!(PyModule_AddObjectRef(
            "types.ModuleType('m')",
            c"name",
            "object()"
        )),
        case!(PyModule_AddObjectRef("object()", c"name", "object()")),
        #[cfg(Py_3_13)]
        case!(PyModule_Add("types.ModuleType('m')", c"name", "object()")),
        #[cfg(Py_3_13)]
        case!(PyModule_Add("types.ModuleType('m')", c"name", Null)).given(raise),
        case!(PyModule_AddIntConstant("types.ModuleType('m')", c"name", 1)),
        case!(PyModule_AddStringConstant(
            "types.ModuleType('m')",
            c"name",
            c"value"
        )),
        case!(PyModule_AddType("types.ModuleType('m')", "new_type()")),
        case!(PyModule_SetDocString("types.ModuleType('m')", c"text")),
        case!(PyModule_GetDict("types.ModuleType('m')")),
        case!(PyModule_GetName("types.ModuleType('m')")),
        case!(PyModule_GetNameObject("types.ModuleType(text('module'))")),
        case!(PyModule_GetNameObject("object()")),
        case!(PyModule_GetFilenameObject("types")),
        case!(PyModule_GetFilenameObject("types.ModuleType('m')")),
        case!(PyModule_GetDef("types.ModuleType('m')")),
        case!(PyModule_GetState("types.ModuleType('m')")),
        case!(PyModuleDef_Init(definition_of_module())),
        case!(PyCFunction_NewEx(methods(), "object()", "text('module')")),
        case!(PyCFunction_NewEx(methods(), Null, Null)),
        case!(PyCMethod_New(methods(), "object()", "text('module')", Null)),
        case!(PyCMethod_New(methods(), Null, Null, Null)),
        case!(PyCFunction_GetSelf("[].append")),
        case!(PyCFunction_GetSelf("str.__dict__['maketrans'].__func__")),
        case!(PyMethod_New("Thing()", "object()")),
        case!(PyMethod_Self("Thing().method")),
        case!(PyMethod_Function("types.MethodType(Thing(), object())")),
        case!(PyStaticMethod_New("Thing()")),
        case!(PyClassMethod_New("Thing()")),
    ])
}

fn exceptions() -> Vec<Case> {
    Vec::from([
        case!(PyErr_Occurred()).given(raise),
        case!(PyErr_Clear()).given(raise),
        case!(PyErr_SetString("new_type('E', Exception)", c"text")),
        case!(PyErr_SetObject("new_type('E', Exception)", "object()")),
        case!(PyErr_SetObject("new_type('E', Exception)", Null)),
        case!(PyErr_SetNone("new_type('E', Exception)")),
        case!(PyErr_NoMemory()),
        case!(PyErr_SetFromErrno("new_type('E', OSError)")),
        case!(PyErr_SetFromErrnoWithFilename(
            "new_type('E', OSError)",
            c"name"
        ))
        .with_memory(),
        case!(PyErr_SetFromErrnoWithFilenameObject(
            "new_type('E', OSError)",
            "text('name')"
        )),
        case!(PyErr_SetFromErrnoWithFilenameObject(
            "new_type('E', OSError)",
            Null
        )),
        case!(PyErr_SetFromErrnoWithFilenameObjects(
            "new_type('E', OSError)",
            "text('name')",
            "text('other')"
        )),
        case!(PyErr_SetFromErrnoWithFilenameObjects(
            "new_type('E', OSError)",
            Null,
            Null
        )),
        case!(PyErr_SetImportError(
            "text('message')",
            "text('name')",
            "text('path')"
        )),
        case!(PyErr_SetImportError("text('message')", Null, Null)),
        case!(PyErr_BadArgument()),
        case!(PyErr_ExceptionMatches("new_type('E', Exception)")).given(raise),
        case!(PyErr_GivenExceptionMatches(
            "Problem",
            "new_type('E', Exception)"
        )),
        case!(PyErr_GivenExceptionMatches(Null, Null)),
        case!(PyErr_CheckSignals()),
        #[cfg(Py_3_12)]
        case!(PyErr_GetRaisedException()).given(raise),
        #[cfg(Py_3_12)]
        case!(PyErr_GetRaisedException()),
        #[cfg(Py_3_12)]
        case!(PyErr_SetRaisedException("Problem()")),
        #[cfg(Py_3_12)]
        case!(PyErr_SetRaisedException(Null)),
        case!(PyErr_Fetch(Place::Empty, Place::Empty, Place::Empty)).given(raise),
        case!(PyErr_NormalizeException(
            Place::With("Problem"),
            Place::With("object()"),
            Place::Empty
        )),
        case!(PyErr_Restore(
            "Problem",
            "Problem()",
            "raised().__traceback__"
        )),
        case!(PyErr_Restore(Null, Null, Null)),
        case!(PyErr_GetHandledException()).given(handle),
        case!(PyErr_GetHandledException()),
        case!(PyErr_SetHandledException("Problem()")),
        case!(PyErr_SetHandledException(Null)),
        case!(PyErr_WriteUnraisable("object()")).given(raise),
        case!(PyErr_WriteUnraisable(Null)).given(raise),
        case!(PyErr_NewException(
            c"module.E",
            "new_type('E', Exception)",
            "{}"
        )),
        case!(PyErr_NewException(c"module.E", Null, Null)),
        case!(PyErr_NewExceptionWithDoc(
            c"module.E",
            c"text",
            "new_type('E', Exception)",
            "{}"
        )),
        case!(PyErr_NewExceptionWithDoc(c"module.E", c"text", Null, Null)),
        case!(PyException_GetTraceback("raised()")),
        case!(PyException_GetTraceback("Problem()")),
        case!(PyException_SetTraceback(
            "Problem()",
            "raised().__traceback__"
        )),
        case!(PyException_SetTraceback("Problem()", "object()")),
        case!(PyException_GetCause("raised()")),
        case!(PyException_GetCause("Problem()")),
        case!(PyException_SetCause("Problem()", "Problem()")),
        case!(PyException_SetCause("raised()", Null)),
        case!(PyException_GetContext("chained()")),
        case!(PyException_GetContext("Problem()")),
        case!(PyException_SetContext("Problem()", "Problem()")),
        case!(PyException_SetContext("chained()", Null)),
        #[cfg(Py_3_12)]
        case!(PyException_GetArgs("Problem(object())")),
        #[cfg(Py_3_12)]
        case!(PyException_SetArgs("Problem(object())", "(object(),)")),
        case!(PyExceptionClass_Name("Problem")),
        case!(PyUnicodeDecodeError_Create(
            c"utf-8", c"abc", 3, 0, 1, c"reason"
        )),
        case!(PyErr_WarnEx("new_type('W', Warning)", c"text", 1)).with_memory(),
        case!(PyErr_WarnEx(Null, c"text", 1)).with_memory(),
        case!(PyErr_WarnExplicit(
            "new_type('W', Warning)",
            c"text",
            c"file",
            1,
            c"module",
            "{}"
        )),
        case!(PyErr_WarnExplicit(
            Null, c"text", c"file", 1, c"module", Null
        )),
        case!(PyErr_WarnExplicitObject(
            "new_type('W', Warning)",
            "text('message')",
            "text('file')",
            1,
            "text('module')",
            "{}"
        )),
        case!(PyErr_WarnExplicitObject(
            Null,
            "text('message')",
            "text('file')",
            1,
            Null,
            Null
        )),
    ])
}

/// Lets variables be set in a context that lasts for one case.
fn enter(call: &Call) {
    assert!(call.names.run(c"context = contextvars.Context()"));
    let context = call.names.value("context");
    // SAFETY: the thread is attached, and it is a context.
    unsafe {
        sys::PyContext_Enter(context);
        sys::Py_DECREF(context);
    }
}

fn leave(call: &Call) {
    let context = call.names.value("context");
    // SAFETY: as above.
    unsafe {
        sys::PyContext_Exit(context);
        sys::Py_DECREF(context);
    }
    assert!(call.names.run(c"del context"));
}

fn interpreter() -> Vec<Case> {
    Vec::from([
        case!(PySys_GetObject(c"path")),
        case!(PySys_SetObject(c"of_a_case", "object()")).then(delete_of_sys),
        case!(PySys_SetObject(c"of_a_case", Null)),
        case!(PySys_GetXOptions()),
        #[cfg(Py_3_13)]
        case!(PySys_AuditTuple(c"event", "(object(),)")),
        #[cfg(Py_3_13)]
        case!(PySys_AuditTuple(c"event", Null)),
        case!(PyEval_GetBuiltins()),
        case!(PyEval_GetGlobals()),
        case!(PyThreadState_GetDict()),
        case!(PyFile_WriteObject("object()", "io.StringIO()", 0)),
        case!(PyFile_WriteString(c"text", "io.StringIO()")),
        case!(PyFile_GetLine("io.StringIO('abc\\ndef')", 0)),
        case!(PyCodec_Encode("text('abc')", c"utf-8", c"strict")),
        case!(PyCodec_Decode("b'abc'", c"utf-8", c"strict")),
        case!(PyCodec_LookupError(c"strict")),
        case!(PyCodec_LookupError(c"no such name")),
        case!(PyContextVar_New(c"name", "object()")),
        case!(PyContextVar_New(c"name", Null)),
        case!(PyContextVar_Get(
            "contextvars.ContextVar('name')",
            "object()",
            Place::Empty
        )),
        case!(PyContextVar_Get(
            "contextvars.ContextVar('name')",
            Null,
            Place::Empty
        )),
        case!(PyContextVar_Set(
            "contextvars.ContextVar('name')",
            "object()"
        ))
        .given(enter)
        .then(leave),
        case!(PyContextVar_Reset(
            "contextvars.ContextVar('name')",
            "used_token()"
        )),
    ])
}
