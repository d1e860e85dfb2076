//! The one archive that the interpreter links. It lists the modules; naming a crate is what keeps
//! its init function, which C calls, in the archive.
//!
//! It has no other code than what takes the place of Rust's standard library, which modules do
//! without: linked into the interpreter it would be 300 kB, most of it for printing Rust's
//! tracebacks.

#![no_std]
#![deny(unsafe_code)]

#[cfg(feature = "_base64")]
use _base64 as _;
#[cfg(feature = "_testrust")]
use _testrust as _;
#[cfg(feature = "binascii")]
use binascii as _;

// The codecs for C, of Include/cpython_codecs.h.
use codecs_capi as _;
use cpython_api::PyMemAllocator;

/// Memory for Rust is the interpreter's, which counts and traces it.
#[global_allocator]
static ALLOCATOR: PyMemAllocator = PyMemAllocator;

// A test program has the standard library, and with it this and the next.
#[cfg(not(test))]
#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    cpython_api::end_process(info)
}

/// What unwinding would call. Nothing unwinds, but Rust's compiled core names it.
#[cfg(not(test))]
#[expect(
    unsafe_code,
    reason = "the linker looks for this name, and nothing else defines it"
)]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
