//! What is written in Rust does what C's macro or inline function does, in a running interpreter.
//!
//! The oracle is the shim: the same thing, compiled by C from the base's own headers.

#![cfg(interpreter)]

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_int, c_void};
use std::mem;
use std::ptr;
use std::sync::Once;

use cpython_sys::*;

/// Runs `body` on a thread that is attached to an interpreter.
fn attached<R>(body: impl FnOnce() -> R) -> R {
    static INIT: Once = Once::new();
    INIT.call_once(|| {
        // SAFETY: it is done once, and before anything else of the C API.
        unsafe {
            Py_InitializeEx(0);
            // The thread of the first test is no different from others.
            PyEval_SaveThread();
        }
    });

    /// Lets other threads in also if a test fails.
    struct Attached(PyGILState_STATE);

    impl Drop for Attached {
        fn drop(&mut self) {
            // SAFETY: it is the state of the call below.
            unsafe { PyGILState_Release(self.0) }
        }
    }

    // SAFETY: there is an interpreter, and it stays.
    let _attached = Attached(unsafe { PyGILState_Ensure() });
    body()
}

/// The variables of a Python program, each a reference that is kept for good. The thread is attached.
fn objects(program: &str) -> BTreeMap<String, *mut PyObject> {
    let program = CString::new(program).unwrap();
    let mut objects = BTreeMap::new();
    // SAFETY: the thread is attached, each pointer is checked, and the dictionary is not changed while it is read.
    unsafe {
        let dict = PyDict_New();
        let result = PyRun_String(program.as_ptr(), Py_file_input, dict, dict);
        assert!(!result.is_null(), "the program raises");
        let (mut at, mut key, mut value) = (0, ptr::null_mut(), ptr::null_mut());
        while PyDict_Next(dict, &mut at, &mut key, &mut value) != 0 {
            let name = CStr::from_ptr(PyUnicode_AsUTF8(key))
                .to_str()
                .unwrap()
                .to_owned();
            if !name.starts_with("__") {
                objects.insert(name, Py_NewRef(value));
            }
        }
        Py_DECREF(result);
        Py_DECREF(dict);
    }
    objects
}

const SAMPLES: &str = "
class Bytes(bytes): pass
class ByteArray(bytearray): pass
class Dict(dict): pass
class Float(float): pass
class Int(int): pass
class List(list): pass
class Str(str): pass
class Tuple(tuple): pass
class Type(type): pass

none, true, false, ellipsis, not_implemented = None, True, False, ..., NotImplemented
bytes_, bytes_empty, bytes_sub = b'abc', b'', Bytes(b'abc')
bytearray_, bytearray_empty, bytearray_sub = bytearray(b'abc'), bytearray(), ByteArray(b'abc')
memoryview_ = memoryview(b'abc')
int_, int_negative, int_big, int_sub = 1000, -5, 1 << 100, Int(7)
float_, float_sub = 1.5, Float(1.5)
str_empty, str_ascii, str_latin1, str_ucs2, str_ucs4 = '', 'abc', 'ab\\xe9', 'ab\\u20ac', 'ab\\U0001f600'
str_sub, str_sub_ucs2 = Str('abc'), Str('ab\\u20ac')
list_, list_empty, list_sub = [1, 'two', None], [], List('ab')
tuple_, tuple_empty, tuple_sub = (1, 'two', None), (), Tuple('ab')
dict_, dict_sub = {1: 2}, Dict()
type_, type_sub, class_ = int, Type('T', (), {}), Int
exception, exception_class = ValueError('x'), ValueError
function, builtin, module = (lambda: 0), len, __import__('sys')
generator, slice_, range_, set_ = (x for x in ()), slice(1), range(3), {1}
";

macro_rules! assert_same {
    ($objects:expr; $($function:ident),* $(,)?) => {$(
        let mut results = Vec::new();
        for (name, &object) in $objects {
            // SAFETY: the thread is attached, and the object is alive and of a type that the function is for.
            let (rust, c) = unsafe { (cpython_sys::$function(object), shim::$function(object)) };
            assert_eq!(rust, c, "{} of {name}", stringify!($function));
            results.push(rust);
        }
        // Were all the same, the samples would prove little.
        results.dedup();
        assert!(results.len() > 1, "{} is the same for each sample", stringify!($function));
    )*};
}

fn of_kind(kind: &str) -> BTreeMap<String, *mut PyObject> {
    let mut samples = objects(SAMPLES);
    samples.retain(|name, _| name.starts_with(kind));
    assert!(samples.len() > 1, "{kind}");
    samples
}

#[test]
fn type_checks() {
    attached(|| {
        let samples = objects(SAMPLES);
        assert_same!(&samples; Py_TYPE);
        assert_same!(
            &samples;
            PyByteArray_Check, PyByteArray_CheckExact, PyBytes_Check, PyBytes_CheckExact, PyDict_Check,
            PyDict_CheckExact, PyExceptionInstance_Check, PyFloat_Check, PyFloat_CheckExact, PyList_Check,
            PyList_CheckExact, PyLong_Check, PyLong_CheckExact, PyMemoryView_Check, PyTuple_Check,
            PyTuple_CheckExact, PyType_Check, PyUnicode_Check, PyUnicode_CheckExact,
        );
    });
}

#[test]
fn features_of_types() {
    attached(|| {
        let mut results = Vec::new();
        for (name, &object) in &objects(SAMPLES) {
            for bit in 0..32 {
                // SAFETY: the thread is attached and the object alive, and so then is its type.
                let (rust, c) = unsafe {
                    let of = Py_TYPE(object);
                    (
                        PyType_HasFeature(of, 1 << bit),
                        shim::PyType_HasFeature(of, 1 << bit),
                    )
                };
                assert_eq!(rust, c, "bit {bit} of the type of {name}");
                results.push(rust);
            }
            // SAFETY: as above; the type of each of these is a type.
            unsafe {
                let int = &raw mut PyLong_Type;
                assert_eq!(
                    Py_IS_TYPE(object, int),
                    shim::Py_IS_TYPE(object, int),
                    "{name}"
                );
                assert_eq!(
                    PyObject_TypeCheck(object, int),
                    shim::PyObject_TypeCheck(object, int),
                    "{name}"
                );
                let of = Py_TYPE(object);
                assert_eq!(
                    PyType_IS_GC(of),
                    shim::PyType_HasFeature(of, Py_TPFLAGS_HAVE_GC),
                    "{name}"
                );
            }
        }
        assert!(results.contains(&0) && results.contains(&1));
    });
}

#[test]
fn sizes_and_items() {
    attached(|| {
        assert_same!(&of_kind("bytes_"); PyBytes_GET_SIZE, PyBytes_AS_STRING);
        assert_same!(&of_kind("tuple_"); PyTuple_GET_SIZE, Py_SIZE);
        assert_same!(&of_kind("list_"); PyList_GET_SIZE);
        for (name, &list) in &of_kind("list_") {
            // SAFETY: the thread is attached; it is a list, and the items are in it.
            unsafe {
                for i in 0..PyList_GET_SIZE(list) {
                    assert_eq!(
                        PyList_GET_ITEM(list, i),
                        shim::PyList_GET_ITEM(list, i),
                        "{name}[{i}]"
                    );
                }
            }
        }
        for (name, &tuple) in &of_kind("tuple_") {
            // SAFETY: the thread is attached; it is a tuple, and the items are in it.
            unsafe {
                for i in 0..PyTuple_GET_SIZE(tuple) {
                    assert_eq!(
                        PyTuple_GET_ITEM(tuple, i),
                        shim::PyTuple_GET_ITEM(tuple, i),
                        "{name}[{i}]"
                    );
                }
            }
        }
    });
}

#[test]
fn characters() {
    attached(|| {
        let samples = of_kind("str_");
        assert_same!(&samples; PyUnicode_GET_LENGTH, PyUnicode_IS_COMPACT_ASCII);
        for (name, &text) in &samples {
            // SAFETY: the thread is attached, and it is a str.
            unsafe {
                let data: *mut c_void = shim::PyUnicode_DATA(text);
                assert_eq!(PyUnicode_1BYTE_DATA(text).cast(), data, "{name}");
                assert_eq!(PyUnicode_2BYTE_DATA(text).cast(), data, "{name}");
                assert_eq!(PyUnicode_4BYTE_DATA(text).cast(), data, "{name}");
            }
        }
    });
}

#[test]
fn singletons() {
    attached(|| {
        let samples = objects(SAMPLES);
        // SAFETY: these only return a pointer.
        let of_c = unsafe {
            [
                shim::Py_None(),
                shim::Py_True(),
                shim::Py_False(),
                shim::Py_Ellipsis(),
                shim::Py_NotImplemented(),
            ]
        };
        let of_rust = [
            Py_None(),
            Py_True(),
            Py_False(),
            Py_Ellipsis(),
            Py_NotImplemented(),
        ];
        let names = ["none", "true", "false", "ellipsis", "not_implemented"];
        for ((rust, c), sample) in of_rust.into_iter().zip(of_c).zip(names) {
            assert_eq!(rust, c, "{sample}");
            assert_eq!(rust, samples[sample], "{sample}");
        }
    });
}

/// The bytes of a structure that has no padding.
fn bytes_of<T>(value: &T) -> Vec<u8> {
    // SAFETY: the structures that this is called with consist of pointers and integers of a pointer's size, or were
    // zero before they were filled in.
    unsafe { std::slice::from_raw_parts(ptr::from_ref(value).cast(), size_of::<T>()) }.to_vec()
}

/// Not an object of an interpreter: something with a reference count.
fn head(count: Py_ssize_t) -> PyObject {
    // SAFETY: each field of a PyObject may be zero.
    let mut head: PyObject = unsafe { mem::zeroed() };
    // Without a type, what looks at it would crash.
    head.ob_type = &raw mut PyBaseObject_Type;
    // SAFETY: it only writes the count.
    unsafe { shim::Py_SET_REFCNT(&mut head, count) };
    head
}

#[test]
fn counting_is_the_same_for_every_count() {
    attached(|| {
        let mut changed = 0;
        for middle in [
            0x3fff_ffff,
            0x4000_0000,
            0x7fff_ffff,
            0x8000_0000,
            0xc000_0000,
            0xffff_ffff_u32,
            50,
        ] {
            for near in -4..=4 {
                let count = Py_ssize_t::try_from(i64::from(middle) + near).unwrap();
                for (rust, c) in [
                    (
                        cpython_sys::Py_INCREF as unsafe fn(*mut PyObject),
                        shim::Py_INCREF as unsafe extern "C" fn(*mut PyObject),
                    ),
                    (
                        cpython_sys::Py_DECREF as unsafe fn(*mut PyObject),
                        shim::Py_DECREF as unsafe extern "C" fn(*mut PyObject),
                    ),
                ] {
                    let (mut by_rust, mut by_c) = (head(count), head(count));
                    let before = bytes_of(&by_rust);
                    // C reads the lower half alone from 3.14 on. With 0 there, an object is not alive; with 1, it would be destroyed.
                    if count & 0xffff_ffff <= 1 {
                        continue;
                    }
                    // SAFETY: the thread is attached; counting looks at nothing but the head.
                    unsafe {
                        rust(&mut by_rust);
                        c(&mut by_c);
                    }
                    assert_eq!(bytes_of(&by_rust), bytes_of(&by_c), "{count:#x}");
                    changed += usize::from(bytes_of(&by_rust) != before);
                }
            }
        }
        assert!(changed > 0);
    });
}

/// The reference count, as C reads it.
fn count(object: *mut PyObject) -> Py_ssize_t {
    // SAFETY: the callers are attached, and have a reference.
    unsafe { shim::Py_REFCNT(object) }
}

#[test]
fn the_last_reference_destroys() {
    attached(|| {
        let samples = objects("dead = []\nclass Mortal:\n    def __del__(self): dead.append(1)");
        let dead = samples["dead"];
        // SAFETY: the thread is attached, and each reference that is released here was taken.
        unsafe {
            let made = PyObject_CallNoArgs(samples["Mortal"]);
            assert!(!made.is_null());
            assert_eq!(count(made), 1);
            Py_INCREF(made);
            assert_eq!(count(made), 2);
            Py_DECREF(made);
            assert_eq!((count(made), PyList_GET_SIZE(dead)), (1, 0));
            Py_DECREF(made);
            assert_eq!(PyList_GET_SIZE(dead), 1);
        }
    });
}

#[test]
fn places_are_emptied_before_the_release() {
    attached(|| {
        // SAFETY: the thread is attached; references are counted in the comments.
        unsafe {
            let (a, b) = (PyList_New(0), PyList_New(0));
            let (of_a, of_b) = (count(a), count(b));
            let mut place = Py_NewRef(a);
            assert_eq!(count(a), of_a + 1);
            Py_SETREF(&mut place, Py_NewRef(b));
            assert_eq!((place, count(a), count(b)), (b, of_a, of_b + 1));
            Py_CLEAR(&mut place);
            assert_eq!((place, count(b)), (ptr::null_mut(), of_b));
            Py_CLEAR(&mut place);
            Py_XSETREF(&mut place, Py_XNewRef(a));
            assert_eq!((place, count(a)), (a, of_a + 1));
            Py_XSETREF(&mut place, ptr::null_mut());
            assert_eq!((place, count(a)), (ptr::null_mut(), of_a));
            assert_eq!(Py_XNewRef(ptr::null_mut()), ptr::null_mut());
            Py_XDECREF(ptr::null_mut());
            Py_DECREF(a);
            Py_DECREF(b);
        }
    });
}

#[test]
fn visiting_skips_null_and_returns_what_the_visitor_returns() {
    unsafe extern "C" fn visit(object: *mut PyObject, seen: *mut c_void) -> c_int {
        // SAFETY: the caller below gives this pointer.
        unsafe { *seen.cast::<*mut PyObject>() = object };
        7
    }
    let mut seen = ptr::null_mut::<PyObject>();
    let seen = &raw mut seen;
    // SAFETY: the visitor takes any object, and this pointer.
    unsafe {
        assert_eq!(Py_VISIT(ptr::null_mut(), visit, seen.cast()), 0);
        assert!((*seen).is_null());
        assert_eq!(Py_VISIT(Py_None(), visit, seen.cast()), 7);
        assert_eq!(*seen, Py_None());
    }
}

#[test]
fn initialisers() {
    // SAFETY: it only returns a structure.
    let c = unsafe { shim::PyModuleDef_HEAD_INIT() };
    assert_eq!(bytes_of(&PyModuleDef_HEAD_INIT), bytes_of(&c));
    assert!(bytes_of(&c).iter().any(|&byte| byte != 0));
}

#[cfg(Py_3_12)]
#[test]
fn pointer_constants() {
    macro_rules! assert_equal {
        ($($name:ident),*) => {$(
            // SAFETY: it only returns a pointer.
            assert_eq!($name, unsafe { bindings::shim::$name() }, stringify!($name));
        )*};
    }
    assert_equal!(
        Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED,
        Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED,
        Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
    );
    #[cfg(Py_3_13)]
    assert_equal!(Py_MOD_GIL_USED, Py_MOD_GIL_NOT_USED);
}

#[test]
fn allocation() {
    attached(|| {
        // SAFETY: the thread is attached; the type's objects are nothing but a head.
        unsafe {
            let object = PyObject_New::<PyObject>(&raw mut PyBaseObject_Type);
            assert_eq!(Py_TYPE(object), &raw mut PyBaseObject_Type);
            assert_eq!(count(object), 1);
            Py_DECREF(object);
        }
    });
}

#[test]
fn a_critical_section_runs_its_body() {
    attached(|| {
        // SAFETY: the thread is attached, and None is alive.
        assert_eq!(unsafe { critical_section(Py_None(), || 7) }, 7);
    });
}

#[test]
fn shared_memory_is_copied() {
    for length in [0, 1, 7, 64, 4097] {
        let from: Vec<u8> = (0..length).map(|i| i as u8 ^ 0x5a).collect();
        let mut to = vec![0; length];
        // SAFETY: both are of this length.
        unsafe {
            PyRust_CopyShared(
                to.as_mut_ptr().cast(),
                from.as_ptr().cast(),
                length as Py_ssize_t,
            )
        };
        assert_eq!(to, from);
    }
}

#[test]
fn datetime_has_its_own_api_table() {
    attached(|| {
        // SAFETY: the thread is attached; the table is there after the import, and the object is a datetime.
        unsafe {
            PyDateTime_IMPORT();
            assert!(!PyDateTimeAPI().is_null());
            let when = objects(
                "import datetime\nwhen = datetime.datetime(2022, 10, 24, 9, 8, 7, 65)",
            )["when"];
            assert_eq!(PyDateTime_Check(when), 1);
            assert_eq!(PyTime_Check(when), 0);
            assert_eq!(
                (
                    PyDateTime_GET_YEAR(when),
                    PyDateTime_GET_MONTH(when),
                    PyDateTime_GET_DAY(when)
                ),
                (2022, 10, 24)
            );
            assert_eq!(
                (
                    PyDateTime_DATE_GET_HOUR(when),
                    PyDateTime_DATE_GET_MICROSECOND(when)
                ),
                (9, 65)
            );
        }
    });
}
