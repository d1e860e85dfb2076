//! What each byte stands for in an alphabet whose characters are single bytes.

use crate::ByteSet;

/// For each byte the value that it stands for, below 128, or [`Values::REJECTED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Values {
    values: [u8; 256],
    /// Those that stand for anything.
    accepted: ByteSet,
}

impl Values {
    /// The value of what is no character: its highest bit is set, as in no other.
    pub(crate) const REJECTED: u8 = 0xFF;

    /// Each character stands for its place: of one that stands twice, the last counts.
    pub(crate) const fn new(chars: &[u8]) -> Values {
        let mut values = [Self::REJECTED; 256];
        let mut value = 0;
        while value < chars.len() {
            values[chars[value] as usize] = value as u8;
            value += 1;
        }
        Values {
            values,
            accepted: ByteSet::new(chars),
        }
    }

    /// Has a byte stand for a value, or for nothing if that is [`REJECTED`](Self::REJECTED).
    pub(crate) const fn set(&mut self, byte: u8, value: u8) {
        self.values[byte as usize] = value;
        if value == Self::REJECTED {
            self.accepted.remove(byte);
        } else {
            self.accepted.insert(byte);
        }
    }

    /// The value of a byte, or [`REJECTED`](Self::REJECTED).
    #[inline]
    pub(crate) const fn get(&self, byte: u8) -> u8 {
        self.values[byte as usize]
    }

    /// The bytes that stand for anything.
    #[inline]
    pub(crate) const fn accepted(&self) -> &ByteSet {
        &self.accepted
    }

    /// The values of ASCII, for vectors; `None` if others are accepted.
    #[inline]
    #[cfg(any(target_arch = "x86_64", test))]
    pub(crate) fn ascii(&self) -> Option<[&[u8; 64]; 2]> {
        let [low, high, ..] = self.values.as_chunks().0 else {
            unreachable!("256 values");
        };
        let others = &self.accepted.rows()[16..];
        (others == [0; 16]).then_some([low, high])
    }

    /// The values of the 96 characters from the space on, for vectors; `None` if others are accepted.
    #[inline]
    pub(crate) fn printable(&self) -> Option<&[u8; 96]> {
        let (controls, others) = (&self.accepted.rows()[..4], &self.accepted.rows()[16..]);
        if *controls != [0; 4] || *others != [0; 16] {
            return None;
        }
        self.values[32..].first_chunk()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_has_the_place_of_its_character_and_others_have_none() {
        let chars = b"az\0\x7F\x80\xFFa";
        let values = Values::new(chars);
        for byte in 0..=u8::MAX {
            let place = chars.iter().rposition(|&char| char == byte);
            let value = place.map_or(Values::REJECTED, |place| place as u8);
            assert_eq!(values.get(byte), value);
            assert_eq!(values.accepted().contains(byte), place.is_some());
        }
    }

    #[test]
    fn what_is_set_is_accepted_and_what_is_rejected_is_not() {
        let mut values = Values::new(b"ab");
        values.set(b'c', 7);
        values.set(b'a', Values::REJECTED);
        assert_eq!(
            [b'a', b'b', b'c'].map(|byte| values.get(byte)),
            [0xFF, 1, 7]
        );
        assert_eq!(*values.accepted(), ByteSet::new(b"bc"));
    }

    #[test]
    fn vectors_have_the_values_if_no_others_are_accepted() {
        let parts = |chars: &[u8]| {
            let values = Values::new(chars);
            (values.ascii().is_some(), values.printable().is_some())
        };
        assert_eq!(parts(b" \x7F"), (true, true));
        assert_eq!(parts(b"a\x1F"), (true, false));
        assert_eq!(parts(b"a\x00"), (true, false));
        assert_eq!(parts(b"a\x80"), (false, false));
        assert_eq!(parts(b"a\xFF"), (false, false));
        let values = Values::new(b" a\x7F");
        assert_eq!(
            values.ascii().unwrap().map(|half| half[32..].first()),
            [Some(&0), Some(&0xFF)]
        );
        assert_eq!(values.printable().unwrap().last(), Some(&2));
    }
}
