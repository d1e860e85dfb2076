//! Sets of bytes: the characters that a decoder skips.

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByteSet {
    /// Bit `byte % 8` of the row `byte / 8` says whether `byte` is in the set.
    rows: [u8; 32],
}

impl ByteSet {
    /// No byte.
    pub const EMPTY: ByteSet = ByteSet { rows: [0; 32] };

    /// Every byte.
    pub const FULL: ByteSet = ByteSet { rows: [0xFF; 32] };

    /// Those that occur in `bytes`, in any order and as often as they like.
    pub const fn new(bytes: &[u8]) -> ByteSet {
        let mut set = ByteSet::EMPTY;
        let mut i = 0;
        while i < bytes.len() {
            set.insert(bytes[i]);
            i += 1;
        }
        set
    }

    /// Puts `byte` in.
    #[inline]
    pub const fn insert(&mut self, byte: u8) {
        self.rows[(byte / 8) as usize] |= 1 << (byte % 8);
    }

    /// Takes `byte` out.
    #[inline]
    pub const fn remove(&mut self, byte: u8) {
        self.rows[(byte / 8) as usize] &= !(1 << (byte % 8));
    }

    /// Whether `byte` is one of them.
    #[inline]
    pub const fn contains(&self, byte: u8) -> bool {
        self.rows[(byte / 8) as usize] >> (byte % 8) & 1 != 0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        *self == Self::EMPTY
    }

    /// Those that are not in `other`.
    #[must_use]
    pub const fn without(&self, other: &ByteSet) -> ByteSet {
        let mut set = *self;
        let mut i = 0;
        while i < set.rows.len() {
            set.rows[i] &= !other.rows[i];
            i += 1;
        }
        set
    }

    /// A row for each eight bytes, and a bit in it for each of them, the lowest first: for kernels.
    #[inline]
    pub const fn rows(&self) -> &[u8; 32] {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_in_and_nothing_else() {
        let bytes = [0, 9, 63, 64, 127, 128, 200, 255, 9];
        let some_bytes = [9, 10, 128];
        let (set, some) = (ByteSet::new(&bytes), ByteSet::new(&some_bytes));
        for byte in 0..=u8::MAX {
            assert_eq!(set.contains(byte), bytes.contains(&byte));
            let is_left = bytes.contains(&byte) && !some.contains(byte);
            assert_eq!(set.without(&some).contains(byte), is_left);
            let row = set.rows()[usize::from(byte) / 8];
            assert_eq!(row >> (byte % 8) & 1 == 1, set.contains(byte));
            assert!(ByteSet::FULL.contains(byte) && !ByteSet::EMPTY.contains(byte));
        }
        assert!(ByteSet::EMPTY.is_empty() && set.without(&set).is_empty());
        assert!(!ByteSet::new(&[0xFF]).is_empty());
        let mut changed = set;
        for byte in bytes {
            changed.remove(byte);
        }
        assert!(changed.is_empty());
        for byte in some_bytes {
            changed.insert(byte);
        }
        assert_eq!(changed, some);
    }
}
