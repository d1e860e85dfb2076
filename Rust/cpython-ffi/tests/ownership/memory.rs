//! An allocator that fails when it is told to.

use std::cell::Cell;
use std::ffi::c_void;
use std::mem::MaybeUninit;
use std::ptr;

use cpython_ffi::sys::{
    PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ, PYMEM_DOMAIN_RAW, PyMem_GetAllocator, PyMem_SetAllocator,
    PyMemAllocatorEx,
};

thread_local! {
    /// How many allocations this thread may make before one fails; none will if it is `None`.
    static GRANTED: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Puts the allocator before the one of each domain. It is done once, by an attached thread.
pub fn install() {
    for domain in [PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ] {
        let mut behind = MaybeUninit::uninit();
        // SAFETY: it fills the structure in.
        let behind = unsafe {
            PyMem_GetAllocator(domain, behind.as_mut_ptr());
            behind.assume_init()
        };
        let mut allocator = PyMemAllocatorEx {
            ctx: ptr::from_ref(Box::leak(Box::new(behind))).cast_mut().cast(),
            malloc: Some(malloc),
            calloc: Some(calloc),
            realloc: Some(realloc),
            free: Some(free),
        };
        // SAFETY: what the one behind allocated, this one can free.
        unsafe { PyMem_SetAllocator(domain, &mut allocator) };
    }
}

/// Lets this thread allocate so many times. The next allocation fails, and it alone: Python code that handles an
/// exception would start again and again if all did. With `None`, none fails.
pub fn grant(allocations: Option<usize>) {
    GRANTED.set(allocations);
}

/// Whether the one that was to fail has done so.
pub fn was_denied() -> bool {
    GRANTED.get().is_none()
}

fn is_granted() -> bool {
    let left = GRANTED.get();
    GRANTED.set(left.and_then(|left| left.checked_sub(1)));
    left != Some(0)
}

/// The allocator behind, and what is handed to it.
fn behind(context: *mut c_void) -> (&'static PyMemAllocatorEx, *mut c_void) {
    // SAFETY: `install` made it, and it is never freed.
    let behind = unsafe { &*context.cast::<PyMemAllocatorEx>() };
    (behind, behind.ctx)
}

const COMPLETE: &str = "an allocator has all its functions";

unsafe extern "C" fn malloc(context: *mut c_void, size: usize) -> *mut c_void {
    if !is_granted() {
        return ptr::null_mut();
    }
    let (allocator, context) = behind(context);
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { allocator.malloc.expect(COMPLETE)(context, size) }
}

unsafe extern "C" fn calloc(context: *mut c_void, count: usize, size: usize) -> *mut c_void {
    if !is_granted() {
        return ptr::null_mut();
    }
    let (allocator, context) = behind(context);
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { allocator.calloc.expect(COMPLETE)(context, count, size) }
}

unsafe extern "C" fn realloc(
    context: *mut c_void,
    memory: *mut c_void,
    size: usize,
) -> *mut c_void {
    if !is_granted() {
        return ptr::null_mut();
    }
    let (allocator, context) = behind(context);
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { allocator.realloc.expect(COMPLETE)(context, memory, size) }
}

unsafe extern "C" fn free(context: *mut c_void, memory: *mut c_void) {
    let (allocator, context) = behind(context);
    // SAFETY: the caller's promise is the one that this asks for.
    unsafe { allocator.free.expect(COMPLETE)(context, memory) }
}
