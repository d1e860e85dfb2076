//! Special methods, as the slots of a type: one trampoline for each of C's function types.
//!
//! Arguments are converted as those of a function are; [`Special`] says what becomes of the result.

use alloc::vec::Vec;
use core::ffi::{c_int, c_void};
use core::ptr;

use cpython_ffi::{self as ffi, BorrowedPtr, OwnedPtr, sys};

use crate::class::{PyClass, payload};
use crate::error::is_set;
use crate::method::{self, Function, Number, Receiver, Returned, arg_of, enter};
use crate::module::InModule;
use crate::{Arg, Bound, Exception, PyAny, PyResult, PyTypeCheck, Python, Raised, Thread};

/// A slot of a type.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub struct TypeSlot(sys::PyType_Slot);

// SAFETY: a number and a pointer to a function or a constant.
unsafe impl Sync for TypeSlot {}

impl TypeSlot {
    /// The end of an array of slots.
    pub(crate) const END: TypeSlot = TypeSlot::new(0, ptr::null_mut());

    pub(crate) const fn new(slot: c_int, value: *mut c_void) -> TypeSlot {
        TypeSlot(sys::PyType_Slot { slot, pfunc: value })
    }

    pub(crate) const fn into_raw(self) -> sys::PyType_Slot {
        self.0
    }
}

/// A special method with `N` parameters besides the object.
///
/// # Safety
///
/// For the expansion of `pymethods` alone, as [`Function`].
pub unsafe trait Special<const N: usize> {
    /// What the slot returns.
    type Result: From<Raised>;

    /// Calls the method; every argument is there.
    fn call<'c>(
        thread: &mut Thread<'c>,
        receiver: Receiver<'c>,
        args: &[Option<Arg<'c>>; N],
    ) -> Self::Result;
}

/// A special method that a class does not have.
pub enum Undefined {}

// SAFETY: it converts nothing.
unsafe impl Special<1> for Undefined {
    type Result = Returned;

    fn call<'c>(_: &mut Thread<'c>, _: Receiver<'c>, _: &[Option<Arg<'c>>; 1]) -> Returned {
        not_implemented()
    }
}

fn not_implemented() -> Returned {
    // SAFETY: a static of the interpreter.
    let object = unsafe { BorrowedPtr::from_ptr(sys::Py_NotImplemented()) };
    let object = object.expect("a static has an address");
    // SAFETY: the callers are callbacks, in which the thread is attached.
    Returned::new(unsafe { object.to_owned() })
}

/// A method of a slot that is used for two, of which the class has one.
pub struct Refused<const N: usize>;

// SAFETY: it converts nothing.
unsafe impl<const N: usize> Special<N> for Refused<N> {
    type Result = Number;

    fn call<'c>(
        thread: &mut Thread<'c>,
        receiver: Receiver<'c>,
        _: &[Option<Arg<'c>>; N],
    ) -> Number {
        let what = if N == 1 { "deletion" } else { "assignment" };
        // SAFETY: slots of objects are called with one.
        let object = unsafe { receiver.instance::<PyAny>() }.bind(thread.py());
        let name = object.tp_name();
        let text = format_args!("'{name:.200}' object does not support item {what}");
        Raised::from_fmt(thread.py(), Exception::TypeError, text).into()
    }
}

/// Calls a special method of one parameter less than `ARGS` has.
///
/// # Safety
///
/// CPython is calling a slot of the class, with these.
#[inline(always)]
unsafe fn call_special<F: Special<N>, const N: usize>(
    this: *mut sys::PyObject,
    args: [*mut sys::PyObject; N],
) -> F::Result {
    let call = |thread: &mut Thread<'_>| {
        // SAFETY: what CPython calls this with.
        let receiver = unsafe { Receiver::from_raw(thread, this) };
        // SAFETY: the same: arguments that the caller keeps.
        let args = args.map(|arg| unsafe { arg_of(thread, arg) });
        F::call(thread, receiver, &args)
    };
    // SAFETY: CPython calls this.
    unsafe { enter(call) }
}

/// `unaryfunc`, `reprfunc`, `getiterfunc`, `iternextfunc`.
unsafe extern "C" fn unary<F: Special<0, Result = Returned>>(
    this: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: CPython calls this.
    unsafe { call_special::<F, 0>(this, []) }.into_ptr()
}

/// `binaryfunc`, where the first is always an object of the class.
unsafe extern "C" fn binary<F: Special<1, Result = Returned>>(
    this: *mut sys::PyObject,
    other: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: CPython calls this.
    unsafe { call_special::<F, 1>(this, [other]) }.into_ptr()
}

/// `inquiry`.
unsafe extern "C" fn inquiry<F: Special<0, Result = Number>>(this: *mut sys::PyObject) -> c_int {
    // SAFETY: CPython calls this.
    unsafe { call_special::<F, 0>(this, []) }.into_c_int()
}

/// `lenfunc`, `hashfunc`.
unsafe extern "C" fn number<F: Special<0, Result = Number>>(this: *mut sys::PyObject) -> isize {
    // SAFETY: CPython calls this.
    unsafe { call_special::<F, 0>(this, []) }.0
}

/// `objobjproc`.
unsafe extern "C" fn contains<F: Special<1, Result = Number>>(
    this: *mut sys::PyObject,
    item: *mut sys::PyObject,
) -> c_int {
    // SAFETY: CPython calls this.
    unsafe { call_special::<F, 1>(this, [item]) }.into_c_int()
}

/// `objobjargproc`: with a value it sets, without one it deletes.
unsafe extern "C" fn set_or_delete<S, D>(
    this: *mut sys::PyObject,
    key: *mut sys::PyObject,
    value: *mut sys::PyObject,
) -> c_int
where
    S: Special<2, Result = Number>,
    D: Special<1, Result = Number>,
{
    let result = if value.is_null() {
        // SAFETY: CPython calls this.
        unsafe { call_special::<D, 1>(this, [key]) }
    } else {
        // SAFETY: the same.
        unsafe { call_special::<S, 2>(this, [key, value]) }
    };
    result.into_c_int()
}

/// `binaryfunc` of an operator, where either operand may be the object of the class.
unsafe extern "C" fn operator<C, F, R>(
    left: *mut sys::PyObject,
    right: *mut sys::PyObject,
) -> *mut sys::PyObject
where
    C: PyClass + InModule,
    F: Special<1, Result = Returned>,
    R: Special<1, Result = Returned>,
{
    // SAFETY: an operand of a slot that CPython calls.
    if unsafe { is_ours::<C>(left) } {
        // SAFETY: CPython calls this, and the first is an object of the class.
        let result = unsafe { call_special::<F, 1>(left, [right]) }.into_ptr();
        if result != sys::Py_NotImplemented() {
            return result;
        }
        // SAFETY: a reference of ours.
        drop(unsafe { OwnedPtr::from_ptr(result) });
    }
    // SAFETY: as above.
    if unsafe { is_ours::<C>(right) } {
        // SAFETY: the same, with the other one.
        return unsafe { call_special::<R, 1>(right, [left]) }.into_ptr();
    }
    not_implemented().into_ptr()
}

/// # Safety
///
/// CPython is calling a slot with this operand.
unsafe fn is_ours<C: PyClass + InModule>(operand: *mut sys::PyObject) -> bool {
    let check = |thread: &mut Thread<'_>| {
        // SAFETY: an operand, which the caller keeps.
        let operand = unsafe { arg_of(thread, operand) };
        operand.is_some_and(|operand| C::type_check(operand.bind(thread.py())))
    };
    // SAFETY: CPython is calling a slot.
    unsafe { enter(check) }
}

/// The six comparisons of a class.
pub trait Comparisons {
    /// `__lt__`
    type Lt: Special<1, Result = Returned>;
    /// `__le__`
    type Le: Special<1, Result = Returned>;
    /// `__eq__`
    type Eq: Special<1, Result = Returned>;
    /// `__ne__`
    type Ne: Special<1, Result = Returned>;
    /// `__gt__`
    type Gt: Special<1, Result = Returned>;
    /// `__ge__`
    type Ge: Special<1, Result = Returned>;
}

/// `richcmpfunc`.
unsafe extern "C" fn compare<F: Comparisons>(
    this: *mut sys::PyObject,
    other: *mut sys::PyObject,
    operator: c_int,
) -> *mut sys::PyObject {
    let compare = match operator {
        sys::Py_LT => call_special::<F::Lt, 1>,
        sys::Py_LE => call_special::<F::Le, 1>,
        sys::Py_EQ => call_special::<F::Eq, 1>,
        sys::Py_NE => call_special::<F::Ne, 1>,
        sys::Py_GT => call_special::<F::Gt, 1>,
        _ => call_special::<F::Ge, 1>,
    };
    // SAFETY: CPython calls this.
    unsafe { compare(this, [other]) }.into_ptr()
}

/// `__buffer__` of a class whose bytes never change.
pub trait Exporter {
    /// The payload.
    type Class: PyClass;

    /// The bytes, which stay where they are for as long as the object lives.
    fn buffer(payload: &Self::Class) -> &[u8];
}

/// `getbufferproc`.
unsafe extern "C" fn get_buffer<F: Exporter>(
    this: *mut sys::PyObject,
    view: *mut sys::Py_buffer,
    flags: c_int,
) -> c_int {
    let export = |_: &mut Thread<'_>| {
        // SAFETY: a slot of the class is called with an instance, which the view will keep.
        let payload = unsafe { payload::<F::Class>(this) };
        let bytes = F::buffer(payload);
        let start = bytes.as_ptr().cast_mut().cast();
        const READONLY: c_int = 1;
        // SAFETY: attached; a view to be filled. Readers are all that it lets to the bytes.
        unsafe { sys::PyBuffer_FillInfo(view, this, start, bytes.len() as isize, READONLY, flags) }
    };
    // SAFETY: CPython calls this.
    unsafe { enter(export) }
}

/// `newfunc`, `ternaryfunc`: any signature.
unsafe extern "C" fn call<F: Function<N>, const N: usize>(
    receiver: *mut sys::PyObject,
    args: *mut sys::PyObject,
    kwargs: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: CPython calls this with a tuple.
    let n = unsafe { sys::PyTuple_GET_SIZE(args) };
    let tuple: *mut sys::PyTupleObject = args.cast();
    // SAFETY: the items of a tuple.
    let items = unsafe { (&raw const (*tuple).ob_item).cast::<*mut sys::PyObject>() };
    // SAFETY: a dict, or NULL.
    if kwargs.is_null() || unsafe { sys::PyDict_Size(kwargs) } == 0 {
        // SAFETY: CPython calls this; the tuple keeps its items.
        return unsafe { method::keywords::<F, N>(receiver, items, n, ptr::null_mut()) };
    }
    // SAFETY: CPython calls this on an attached thread.
    let py = unsafe { Python::assume_attached() };
    let takes_keywords = F::SIGNATURE.has_keywords() || F::SIGNATURE.var_keyword;
    // SAFETY: the items of the tuple, and a dict.
    match unsafe { flatten(py, items, n as usize, kwargs, takes_keywords) } {
        // SAFETY: the values of both, and the names of those of the dict, which the two keep.
        Ok((values, names)) => unsafe {
            method::keywords::<F, N>(
                receiver,
                values.as_ptr(),
                n,
                names.as_borrowed().as_ptr().as_ptr(),
            )
        },
        Err(raised) => Returned::from(raised).into_ptr(),
    }
}

/// The arguments of a call with a tuple and a dict as those of a vectorcall.
///
/// # Safety
///
/// `n` objects that live as long as the call, and a dict of which the same is true.
#[expect(
    clippy::disallowed_methods,
    reason = "there is room, which was reserved before"
)]
unsafe fn flatten<'py>(
    py: Python<'py>,
    items: *const *mut sys::PyObject,
    n: usize,
    kwargs: *mut sys::PyObject,
    takes_keywords: bool,
) -> PyResult<(Vec<*mut sys::PyObject>, Bound<'py>)> {
    // SAFETY: attached; a dict.
    let count = unsafe { sys::PyDict_Size(kwargs) } as usize;
    let mut values = Vec::new();
    values
        .try_reserve_exact(n + count)
        .map_err(|_| Raised::no_memory(py))?;
    // SAFETY: the caller says so.
    values.extend_from_slice(unsafe { core::slice::from_raw_parts(items, n) });
    // SAFETY: attached; a length.
    let names = unsafe { ffi::PyTuple_New(count as isize) };
    // SAFETY: NULL says that an exception is set.
    let names = names.ok_or_else(|| unsafe { Raised::assume_set() })?;

    let (mut position, mut key, mut value) = (0, ptr::null_mut(), ptr::null_mut());
    for i in 0..count {
        // SAFETY: attached; the dict of the call, which nobody else has.
        unsafe { sys::PyDict_Next(kwargs, &mut position, &mut key, &mut value) };
        // Whoever takes none refuses them without a look at their names.
        // SAFETY: an object.
        if takes_keywords && unsafe { sys::PyUnicode_Check(key) } == 0 {
            let text = "keywords must be strings";
            return Err(Raised::new(py, Exception::TypeError, text));
        }
        values.push(value);
        // SAFETY: a key of the dict, which it keeps.
        let key = unsafe { BorrowedPtr::from_ptr(key) }.expect("a dict has as many as it says");
        // SAFETY: attached, and so for the tuple's life.
        let key = unsafe { key.to_owned() };
        // SAFETY: a new tuple, an index in it, a reference for it.
        unsafe { ffi::PyTuple_SetItem(names.as_borrowed(), i as isize, key) };
    }
    debug_assert!(!is_set(py), "nothing here fails");
    // SAFETY: attached for `'py`.
    Ok((values, unsafe { Bound::from_owned(names) }))
}

/// Slots of one method each, by C's function type.
macro_rules! slots {
    ($trampoline:ident: $bound:path: $($name:ident = $slot:ident),*) => {$(
        impl TypeSlot {
            #[doc = concat!("`", stringify!($slot), "`")]
            pub const fn $name<F: $bound>() -> TypeSlot {
                TypeSlot::new(sys::$slot, $trampoline::<F> as *mut c_void)
            }
        }
    )*};
}

slots! {
    unary: Special<0, Result = Returned>:
    repr = Py_tp_repr, str = Py_tp_str, iter = Py_tp_iter, iternext = Py_tp_iternext,
    negative = Py_nb_negative, positive = Py_nb_positive, absolute = Py_nb_absolute,
    invert = Py_nb_invert, int = Py_nb_int, float = Py_nb_float, index = Py_nb_index
}

slots! {
    binary: Special<1, Result = Returned>:
    subscript = Py_mp_subscript, inplace_add = Py_nb_inplace_add,
    inplace_subtract = Py_nb_inplace_subtract, inplace_multiply = Py_nb_inplace_multiply,
    inplace_and = Py_nb_inplace_and, inplace_xor = Py_nb_inplace_xor, inplace_or = Py_nb_inplace_or
}

slots! {
    number: Special<0, Result = Number>:
    hash = Py_tp_hash, mapping_length = Py_mp_length, sequence_length = Py_sq_length
}

slots! { inquiry: Special<0, Result = Number>: bool = Py_nb_bool }
slots! { contains: Special<1, Result = Number>: contains = Py_sq_contains }
slots! { compare: Comparisons: richcompare = Py_tp_richcompare }
slots! { get_buffer: Exporter: getbuffer = Py_bf_getbuffer }

/// Operators: the method, and its reflected one.
macro_rules! operators {
    ($($name:ident = $slot:ident),*) => {$(
        impl TypeSlot {
            #[doc = concat!("`", stringify!($slot), "`")]
            pub const fn $name<C, F, R>() -> TypeSlot
            where
                C: PyClass + InModule,
                F: Special<1, Result = Returned>,
                R: Special<1, Result = Returned>,
            {
                TypeSlot::new(sys::$slot, operator::<C, F, R> as *mut c_void)
            }
        }
    )*};
}

operators! {
    add = Py_nb_add, subtract = Py_nb_subtract, multiply = Py_nb_multiply,
    matrix_multiply = Py_nb_matrix_multiply, true_divide = Py_nb_true_divide,
    floor_divide = Py_nb_floor_divide, remainder = Py_nb_remainder, divmod = Py_nb_divmod,
    lshift = Py_nb_lshift, rshift = Py_nb_rshift, and = Py_nb_and, xor = Py_nb_xor, or = Py_nb_or
}

impl TypeSlot {
    /// `Py_tp_new`
    pub const fn tp_new<F: Function<N>, const N: usize>() -> TypeSlot {
        TypeSlot::new(sys::Py_tp_new, call::<F, N> as *mut c_void)
    }

    /// `Py_tp_call`
    pub const fn tp_call<F: Function<N>, const N: usize>() -> TypeSlot {
        TypeSlot::new(sys::Py_tp_call, call::<F, N> as *mut c_void)
    }

    /// `Py_mp_ass_subscript`
    pub const fn ass_subscript<S, D>() -> TypeSlot
    where
        S: Special<2, Result = Number>,
        D: Special<1, Result = Number>,
    {
        TypeSlot::new(
            sys::Py_mp_ass_subscript,
            set_or_delete::<S, D> as *mut c_void,
        )
    }
}
