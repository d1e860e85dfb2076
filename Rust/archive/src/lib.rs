//! The one archive that the interpreter links. It lists the modules and has no other code.
//!
//! Naming a crate is what keeps its init function, which C calls, in the archive.

#![forbid(unsafe_code)]

#[cfg(feature = "_base64")]
use _base64 as _;
