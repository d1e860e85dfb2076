//! The built-in types and protocols: what `test_rust_types` calls and compares with Python's own.

pub mod any;
pub mod containers;
pub mod error;
pub mod objects;
pub mod text;
