//! What the kernels do alike over 64 bytes, for each to include with its own instructions.

/// As many quoted bytes of 64 are many.
pub const MANY: u32 = 6;

/// Less quotes than this in 64 characters are few.
pub const FEW: u32 = 4;

/// The function `count`, and a search for what it tells, of a kernel that may use `$features`, beside which stand
///
/// - `LEAST`: less bytes are not worth a vector;
/// - `load_up_to`, of a slice of up to 64 bytes, or of those in front, with zeros behind them: these are a block;
/// - `equal`, which tells the bytes of a block that are a certain one, the first in the lowest bit;
/// - `classifier`, of options, and `classify`, by that, of a block.
macro_rules! count {
    ($features:literal) => {
        /// See [`Counts`].
        #[target_feature(enable = $features)]
        pub fn count(options: Options, bytes: &[u8]) -> Counts {
            if bytes.len() < LEAST {
                return scalar::count(options, bytes);
            }
            let classifier = classifier(options);
            let mut counter = Counter::new(options);
            for chunk in bytes.chunks(64) {
                let bytes = load_up_to(chunk);
                let block = classify(classifier, bytes);
                counter.add(&block, chunk.len(), || equal(bytes, 0));
            }
            counter.finish(bytes)
        }

        /// Whether the first LF has a CR before it.
        #[inline]
        #[target_feature(enable = $features)]
        fn uses_crlf(bytes: &[u8]) -> bool {
            for (i, block) in bytes.chunks(64).enumerate() {
                let line_feeds = equal(load_up_to(block), b'\n');
                if line_feeds != 0 {
                    let at = i * 64 + line_feeds.trailing_zeros() as usize;
                    return bytes[..at].ends_with(b"\r");
                }
            }
            false
        }
    };
}

pub(super) use count;

/// All functions of a kernel that may use `$features`, and encodes or decodes bytes that stand for themselves, or choices of them, beside which stand
///
/// - `type Vector`, of bytes, and `type Bytes`, an array of as many vectors as 64 bytes are; masks are vectors, too, of 0xFF and zero;
/// - `load`, of 64 bytes, and `push`, of the first of them;
/// - `bits`, one of each byte of masks, and `unprintable`, those of QUOTE, control characters and what is not ASCII;
/// - `is`, which tells the bytes of a vector that are a certain one;
/// - `replace`, of one byte by another, `select`, by a mask, and `and`, of masks;
/// - `values`, of two hexadecimal digits each, and where they are such;
/// - `choose`, the bytes at some places of each eight of 16, in the front of vectors of their own, from `sixteens` of the bytes.
macro_rules! all {
    ($features:literal) => {
        count!($features);

        /// Less than this is not worth a vector.
        const LEAST: usize = 16;

        /// Loads up to 64 bytes, with zeros behind them.
        #[inline]
        #[target_feature(enable = $features)]
        fn load_up_to(bytes: &[u8]) -> Bytes {
            match bytes.first_chunk() {
                Some(block) => load(block),
                None => {
                    let mut block = [0; 64];
                    block[..bytes.len()].copy_from_slice(bytes);
                    load(&block)
                }
            }
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn equal(bytes: Bytes, byte: u8) -> u64 {
            bits(bytes.map(|bytes| is(bytes, byte)))
        }

        #[inline]
        fn classifier(options: Options) -> Options {
            options
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn classify(options: Options, bytes: Bytes) -> Block {
            let spaces = equal(bytes, b' ');
            let tabs = equal(bytes, b'\t');
            let line_feeds = equal(bytes, b'\n');
            let returns = equal(bytes, b'\r');
            let mut quoted = unprintable(bytes) & !(tabs | line_feeds | returns);
            if options.quotetabs {
                quoted |= spaces | tabs;
            }
            if options.header {
                quoted |= equal(bytes, b'_');
            }
            if !options.istext {
                quoted |= line_feeds | returns;
            }
            Block {
                quoted,
                spaces,
                tabs,
                line_feeds,
                returns,
                dots: equal(bytes, b'.'),
            }
        }

        /// See [`super::encode`].
        #[target_feature(enable = $features)]
        pub fn encode(options: Options, bytes: &[u8], out: &mut Output<'_>) {
            if bytes.len() < LEAST {
                return scalar::encode(options, bytes, out);
            }
            let mut encoder = Encoder::new(options, bytes, uses_crlf(bytes));
            let space = encoder.space;

            while let Some(rest) = encoder.block() {
                let bytes = load_up_to(rest);
                let block = classify(options, bytes);
                // What is quoted is not pushed from here.
                let plain = bytes.map(|bytes| replace(bytes, b' ', space));
                let plan = encoder.plan(&block, rest.len().min(64) - 1);
                push(plain, plan.clean, out);
                if encoder.follow(&plan, &block, out) {
                    encoder.step(out);
                    if block.quoted.count_ones() >= MANY {
                        encoder.run(out);
                    }
                }
            }
            encoder.rest(out);
        }

        /// Writes the bytes of the mask.
        #[inline]
        #[target_feature(enable = $features)]
        fn push_chosen(bytes: Bytes, mask: u64, out: &mut Output<'_>) {
            for (i, sixteen) in sixteens(bytes).into_iter().enumerate() {
                let [low, high, ..] = (mask >> (16 * i)).to_le_bytes();
                let places = [low, high].map(|mask| CHOICES[usize::from(mask)]);
                let [first, second] = choose(sixteen, places.map(u64::from_le_bytes));
                out.push128(first, low.count_ones() as usize);
                out.push128(second, high.count_ones() as usize);
            }
        }

        /// See [`super::decode`].
        #[target_feature(enable = $features)]
        pub fn decode(header: bool, text: &[u8], out: &mut Output<'_>) {
            let underscore = if header { b' ' } else { b'_' };

            let mut rest = text;
            // The characters of the block that belong to a quoted byte, or a soft break, of the block before.
            let mut done = 0;
            while rest.len() >= LEAST || done != 0 {
                let size = rest.len().min(64);
                let block = load_up_to(rest);
                let plain = block.map(|bytes| replace(bytes, b'_', underscore));
                let all = equal(block, QUOTE);
                if all | done == 0 {
                    push(plain, size, out);
                    rest = &rest[size..];
                    continue;
                }
                if all.count_ones() < FEW && done == 0 {
                    let clean = all.trailing_zeros() as usize;
                    push(plain, clean, out);
                    rest = decode_quote(&rest[clean + 1..], out);
                    continue;
                }

                let first = load_up_to(&rest[1..]);
                let second = load_up_to(rest.get(2..).unwrap_or_default());
                let (mut are_bytes, mut bytes) = (block, plain);
                for i in 0..block.len() {
                    let (values, are_digits) = values(first[i], second[i]);
                    are_bytes[i] = and(is(block[i], QUOTE), are_digits);
                    bytes[i] = select(are_bytes[i], values, plain[i]);
                }
                let quotes = Quotes {
                    all,
                    bytes: bits(are_bytes),
                    breaks: all & equal(first, b'\n'),
                    long_breaks: all & equal(first, b'\r') & equal(second, b'\n'),
                };

                let (clean, keep, behind) = quotes.plan(size, done);
                push_chosen(bytes, keep, out);
                (rest, done) = decode_behind(header, rest, (clean, size), behind, out);
            }
            scalar::decode(header, rest, out);
        }
    };
}

pub(super) use all;

/// For each choice of eight bytes, the lowest bit for the first, those that are chosen.
pub static CHOICES: [[u8; 8]; 256] = choices();

const fn choices() -> [[u8; 8]; 256] {
    let mut choices = [[0; 8]; 256];
    let mut choice = 0;
    while choice < 256 {
        let (mut place, mut len) = (0, 0);
        while place < 8 {
            if choice >> place & 1 != 0 {
                choices[choice][len] = place as u8;
                len += 1;
            }
            place += 1;
        }
        choice += 1;
    }
    choices
}
