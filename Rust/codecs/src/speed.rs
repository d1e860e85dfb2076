//! How long codecs take, for callers that let others run meanwhile.

use crate::cpu::{self, Kernel};

/// How long a codec takes about, where its output is new memory: picoseconds for a byte of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// By `scalar.rs`.
    pub(crate) scalar: u32,
    /// By any other kernel.
    pub(crate) vector: u32,
}

impl Speed {
    /// Fewer bytes than these are no work that anybody would let others run for.
    pub const SHORT: usize = 1 << 20;

    /// The nanoseconds that so many bytes take; zero if they are [short](Self::SHORT).
    #[inline]
    pub fn nanoseconds(self, len: usize) -> u64 {
        if len < Self::SHORT {
            return 0;
        }
        let picoseconds = match cpu::active() {
            Kernel::Scalar => self.scalar,
            _ => self.vector,
        };
        (len as u64).saturating_mul(picoseconds.into()) / 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_short_takes_no_time() {
        let speed = Speed {
            scalar: 500,
            vector: 500,
        };
        assert_eq!(speed.nanoseconds(Speed::SHORT - 1), 0);
        assert_eq!(speed.nanoseconds(2_000_000), 1_000_000);
        #[cfg(target_pointer_width = "64")]
        assert_eq!(speed.nanoseconds(usize::MAX), u64::MAX / 1000);
    }
}
