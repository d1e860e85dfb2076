//! Checksums.

use core::convert::Infallible;
use core::num::Wrapping;

use codecs::crc;
use cpython_api::{Input, PyResult, Thread, pyfunction};

/// More bytes than these are checked while the thread is detached, as in C: for fewer, that takes longer than the check.
const ATTACHED_MAX: usize = 5 * 1024;

/// Return the CRC-CCITT of data, continued from an earlier one.
#[pyfunction(signature = (data, crc, /))]
pub fn crc_hqx(data: Input<'_>, crc: Wrapping<u32>) -> PyResult<u32> {
    let crc = crc.0 as u16;
    Ok(update(data, crc, crc::crc_xmodem).into())
}

/// Return the CRC-32 of data, continued from an earlier one.
#[pyfunction(signature = (data, crc = Wrapping(0), /))]
pub fn crc32(thread: &mut Thread<'_>, data: Input<'_>, crc: Wrapping<u32>) -> PyResult<u32> {
    let check = || update(data, crc.0, crc::crc32);
    Ok(if data.len() > ATTACHED_MAX {
        thread.detach(check)
    } else {
        check()
    })
}

fn update<T: Copy>(data: Input<'_>, mut crc: T, update: impl Fn(&[u8], T) -> T) -> T {
    let Ok(()) = data.try_pieces::<Infallible>(|bytes, _| {
        crc = update(bytes, crc);
        Ok(())
    });
    crc
}
