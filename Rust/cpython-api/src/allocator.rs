//! Rust's memory, from CPython's raw allocator: what `PyMem_RawMalloc()` counts, `tracemalloc` sees.

use core::alloc::{GlobalAlloc, Layout};
use core::ptr;

use cpython_ffi::sys;

/// CPython's raw domain as Rust's global allocator. It may be used detached, and before and after
/// the interpreter's life.
///
/// It fails, as for no memory, for more than [`PyMemAllocator::ALIGNMENT`].
pub struct PyMemAllocator;

impl PyMemAllocator {
    /// What `malloc()` gives, and what the debug hooks, which put their marks before the block, keep.
    pub const ALIGNMENT: usize = 2 * size_of::<usize>();
}

// SAFETY: CPython's raw allocator is one from any thread, attached or not; a block is resized and
// freed by it alone, and alignment is looked at before. It does not unwind.
unsafe impl GlobalAlloc for PyMemAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > Self::ALIGNMENT {
            return ptr::null_mut();
        }
        // SAFETY: any size is allowed.
        unsafe { sys::PyMem_RawMalloc(layout.size()) }.cast()
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if layout.align() > Self::ALIGNMENT {
            return ptr::null_mut();
        }
        // SAFETY: any size is allowed.
        unsafe { sys::PyMem_RawCalloc(1, layout.size()) }.cast()
    }

    unsafe fn realloc(&self, block: *mut u8, _: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises a block of this allocator.
        unsafe { sys::PyMem_RawRealloc(block.cast(), size) }.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, _: Layout) {
        // SAFETY: the caller promises a block of this allocator.
        unsafe { sys::PyMem_RawFree(block.cast()) }
    }
}
