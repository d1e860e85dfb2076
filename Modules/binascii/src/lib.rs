//! `binascii`: conversions between bytes and ASCII, and CRCs.
//!
//! Stands beside CPython's `Modules/binascii.c`, and takes its place: names, signatures, what is accepted and
//! what is raised are those of the base's version. The work is done by `codecs`; here arguments become its
//! options, and its errors become exceptions.
//!
//! | file | what it has |
//! |---|---|
//! | `b2a.rs`, `a2b.rs`, `crc.rs` | the functions: from bytes to ASCII, back, and checksums |
//! | `alphabet.rs` | alphabets as arguments, and as constants of the module |
//! | `error.rs` | exceptions, with CPython's texts |
//! | `output.rs` | results: new `bytes` objects that codecs write to |

#![no_std]
#![forbid(unsafe_code)]

mod a2b;
#[cfg(Py_3_15)]
mod alphabet;
mod b2a;
mod crc;
mod error;
mod output;

/// Conversion between binary data and ASCII
#[cpython_api::pymodule(name = "binascii")]
mod module {
    use codecs::cpu;
    use cpython_api::{Exception, Module, PyErr, PyResult, Python, Slot};

    /// What the module keeps.
    #[state]
    #[derive(Default)]
    pub struct State {
        /// The class `Error`.
        pub error: Slot,
    }

    #[init]
    fn init(py: Python<'_>, module: Module<'_, State>) -> PyResult<()> {
        py.apply_x_option("rust_kernel", cpu::force_named)?;
        let value_error = Exception::ValueError.get_type(py);
        let error = PyErr::new_type(py, c"binascii.Error", None, Some(&value_error), None)?;
        module.add(py, c"Error", &error)?;
        module.slot(py, |state| &state.error).set(error.into_any());
        let incomplete = PyErr::new_type(py, c"binascii.Incomplete", None, None, None)?;
        module.add(py, c"Incomplete", incomplete)?;
        #[cfg(Py_3_15)]
        crate::alphabet::add_constants(py, module)?;
        Ok(())
    }

    #[pymodule_export]
    use crate::a2b::{a2b_base64, a2b_hex, a2b_qp, a2b_uu, unhexlify};

    #[cfg(Py_3_15)]
    #[pymodule_export]
    use crate::a2b::{a2b_ascii85, a2b_base32, a2b_base85};

    #[pymodule_export]
    use crate::b2a::{b2a_base64, b2a_hex, b2a_qp, b2a_uu, hexlify};

    #[cfg(Py_3_15)]
    #[pymodule_export]
    use crate::b2a::{b2a_ascii85, b2a_base32, b2a_base85};

    #[pymodule_export]
    use crate::crc::{crc_hqx, crc32};
}
