//! What kernels of several instruction sets have in common where a vector holds whole groups of bytes and of characters:
//! they code block after block, and leave the rest to `scalar.rs`.

/// Defines `encode` and the decoder of the name given, as those of `scalar.rs`, by vectors of an alphabet of printable ASCII.
///
/// The file that calls it has, with these target features:
///
/// - `BYTES` and `CHARS`, which stand for each other, and how many of them are coded at once;
/// - `Encoder`, with `new(&Alphabet)` and `push(&self, &[u8; N], &mut Output)`, which writes the characters of the first `BYTES` of `N`;
/// - `PrintableValues`, of `table96`, and `decode_block(&PrintableValues, &[u8; CHARS], &mut Output) -> bool`, which writes the bytes of that many
///   characters, or returns `false` where it is in doubt.
macro_rules! blocks {
    ($features:literal, $decode:ident) => {
        /// See [`super::encode`]; into one line.
        #[target_feature(enable = $features)]
        pub fn encode(alphabet: &Alphabet, bytes: &[u8], pad: bool, out: &mut Output<'_>) {
            let encoder = Encoder::new(alphabet);
            let mut rest = bytes;
            while let Some(block) = rest.first_chunk() {
                encoder.push(block, out);
                rest = &rest[BYTES..];
            }
            scalar::encode(alphabet, rest, pad, out);
        }

        #[doc = concat!("See [`super::", stringify!($decode), "`].")]
        #[target_feature(enable = $features)]
        pub fn $decode(alphabet: &Alphabet, text: &[u8], out: &mut Output<'_>) -> usize {
            let Some(values) = alphabet.values().printable() else {
                return scalar::$decode(alphabet, text, out);
            };
            let values = PrintableValues::new(values);
            let mut read = 0;
            for block in text.as_chunks::<CHARS>().0 {
                if !decode_block(&values, block, out) {
                    break;
                }
                read += CHARS;
            }
            read + scalar::$decode(alphabet, &text[read..], out)
        }
    };
}
