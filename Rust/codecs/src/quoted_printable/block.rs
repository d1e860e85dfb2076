//! What the kernels share: quoted-printable by the bits of 64 bytes, once vectors have told these apart.

use super::scalar::{Encoder, decode_doubts, decode_quote, quoted_at_end};
use super::{Counts, LINE, Options};
use crate::Output;

/// Of each of 64 bytes, the first in the lowest bit, whether it is such a one.
pub struct Block {
    /// It is quoted wherever it stands.
    pub quoted: u64,
    pub spaces: u64,
    pub tabs: u64,
    pub line_feeds: u64,
    pub returns: u64,
    pub dots: u64,
}

/// Before so many bytes, a doubt comes so soon that the scalar codec goes on for some: where doubts follow each other, a block for
/// each takes longer.
const SOON: usize = 3;

/// As [`SOON`], for characters to decode.
const SOON_DECODED: usize = 16;

/// The bits of a block's first bytes. A shift by 64 would be too much.
#[inline(always)]
const fn low_bits(len: usize) -> u64 {
    if len < 64 { (1 << len) - 1 } else { u64::MAX }
}

#[inline(always)]
const fn all_if(condition: bool) -> u64 {
    if condition { u64::MAX } else { 0 }
}

/// Counts, block by block.
pub struct Counter {
    options: Options,
    counts: Counts,
    has_line_feed: bool,
    /// Of the block before, the last byte in the lowest bit: whether it started a line, or ended one.
    dots: u64,
    line_feeds: u64,
    returns: u64,
    /// The last two bytes.
    blanks: u64,
}

impl Counter {
    #[inline(always)]
    pub fn new(options: Options) -> Self {
        Counter {
            options,
            counts: Counts::default(),
            has_line_feed: false,
            dots: 0,
            // The first byte starts a line.
            line_feeds: 1,
            returns: 0,
            blanks: 0,
        }
    }

    /// Counts what the first `len` bytes of a block become, of which `nuls` tells those that are NUL. Only the last block may be of
    /// less than 64.
    #[inline(always)]
    pub fn add(&mut self, block: &Block, len: usize, nuls: impl FnOnce() -> u64) {
        let bytes = low_bits(len);
        let behind_return = block.returns << 1 | self.returns;
        if !self.has_line_feed && block.line_feeds != 0 {
            self.has_line_feed = true;
            self.counts.is_crlf = behind_return >> block.line_feeds.trailing_zeros() & 1 != 0;
        }

        let line_feeds = block.line_feeds & all_if(self.options.istext);
        // Blanks that are quoted at the end of a line alone.
        let blanks = (block.spaces & all_if(!self.options.header) | block.tabs)
            & all_if(!self.options.quotetabs);
        let behind_blank = blanks << 1 | self.blanks >> 1;
        let behind_blank_and_another = blanks << 2 | self.blanks;
        let blank_lines =
            line_feeds & (behind_return & behind_blank_and_another | !behind_return & behind_blank);
        let dots = block.dots & (line_feeds << 1 | self.line_feeds);
        let behind_dot = (dots << 1 | self.dots) & bytes;
        if behind_dot != 0 {
            let ends = block.line_feeds | block.returns | nuls();
            self.counts.quoted += (behind_dot & ends).count_ones() as usize;
        }

        self.counts.quoted += (block.quoted & bytes).count_ones() as usize;
        self.counts.quoted += blank_lines.count_ones() as usize;
        self.counts.bare_line_ends += (line_feeds & !behind_return).count_ones() as usize;
        self.counts.crlf_line_ends += (line_feeds & behind_return).count_ones() as usize;

        self.dots = dots >> 63;
        self.line_feeds = line_feeds >> 63;
        self.returns = block.returns >> 63;
        self.blanks = blanks >> 62;
    }

    /// The counts, of all `bytes`.
    #[inline(always)]
    pub fn finish(mut self, bytes: &[u8]) -> Counts {
        self.counts.quoted += quoted_at_end(self.options, bytes);
        self.counts
    }
}

/// Of each of 64 characters, the first in the lowest bit, whether it is such a QUOTE.
pub struct Quotes {
    pub all: u64,
    /// Two hexadecimal digits follow.
    pub bytes: u64,
    /// A LF follows.
    pub breaks: u64,
    /// A CR and a LF follow.
    pub long_breaks: u64,
}

impl Quotes {
    /// Up to the first QUOTE that is none of these, or the end of the block: how many characters there are, those of them that are
    /// kept if each of [`bytes`](Self::bytes) is in the place of its QUOTE, and those of the block behind that are `done` then.
    ///
    /// `size` is the block's length; only the last may have less than 64.
    #[inline(always)]
    pub fn plan(&self, size: usize, done: u64) -> (usize, u64, u64) {
        let three = self.bytes | self.long_breaks;
        let any = self.breaks | three;
        let doubts = self.all & !any;
        let clean = (doubts.trailing_zeros() as usize).min(size);
        let breaks = self.breaks | self.long_breaks;
        let drop = breaks | any << 1 | three << 2 | done;
        (clean, !drop & low_bits(clean), any >> 63 | three >> 62)
    }
}

/// Goes on behind the `clean` characters of the block of `size` at the front of `text`, which have been decoded, as
/// [`Quotes::plan`] says: what is left, and those that are done of the next block.
#[inline(always)]
pub fn decode_behind<'a>(
    header: bool,
    text: &'a [u8],
    (clean, size): (usize, usize),
    done: u64,
    out: &mut Output<'_>,
) -> (&'a [u8], u64) {
    let rest = match clean {
        _ if clean == size => return (&text[size..], done),
        ..SOON_DECODED => decode_doubts(header, &text[clean..], out),
        _ => decode_quote(&text[clean + 1..], out),
    };
    (rest, 0)
}

/// What to do with a block.
pub struct Plan {
    /// The bytes that it is for: all that were loaded but the last, whose neighbour is not known.
    pub size: usize,
    /// The bytes at its front that become as many characters.
    pub clean: usize,
    /// A soft break follows those, and then one more character.
    is_cut: bool,
    /// The bytes that neither stand for themselves nor are quoted wherever they stand, and the end of the block.
    stops: u64,
}

impl Plan {
    /// The bytes from `offset` on that go together, up to 16, those of them that are quoted, and whether the last may stand
    /// where else a soft break would: it is not quoted, and a LF follows.
    ///
    /// None are quoted if there are no such bytes, or a vector may take more at once.
    #[inline(always)]
    pub fn mixed(&self, block: &Block, offset: usize) -> (usize, u64, bool) {
        // A LF here is quoted, or a stop anyway.
        let stops = (self.stops | block.line_feeds & !1 << offset) >> offset;
        let len = (stops.trailing_zeros() as usize).min(16);
        let quoted = block.quoted >> offset & low_bits(len);
        let last = (quoted << 1 >> len) & 1;
        let next = block.line_feeds >> (offset + len) & 1;
        (len, quoted, next & !last != 0)
    }
}

impl<'a> Encoder<'a> {
    /// What is left, if it is more than the last byte, which `step` has to see.
    #[inline(always)]
    pub fn block(&self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        (rest.len() > 1).then_some(rest)
    }

    /// What to do with the first `size` bytes of a block, which has one more.
    #[inline(always)]
    pub fn plan(&self, block: &Block, size: usize) -> Plan {
        let text = all_if(self.options.istext);
        let before_line_feed = block.line_feeds >> 1;
        let before_end = before_line_feed | block.returns >> 1;
        let pairs = block.returns & before_line_feed;
        // The first characters of those ends of lines that stay as they are, and what must not.
        let (ends, others) = if self.soft_break.len() == 3 {
            // A pair that is cut by the end of the block, too.
            let bare = block.line_feeds & !(pairs << 1);
            (pairs, bare | pairs & 1 << (size - 1))
        } else {
            (block.line_feeds, pairs)
        };
        let line_starts = block.line_feeds << 1 & text | u64::from(self.column == 0);
        let blanks = (block.spaces | block.tabs) & before_end;
        let stops = others & text | block.dots & line_starts | blanks;
        let stops = stops & !block.quoted | !low_bits(size);
        let clean = (stops | block.quoted).trailing_zeros() as usize;

        // Of the first line; others that are here whole are short.
        let ends = ends & text;
        let line = ends.trailing_zeros() as usize;
        let line = line.min(clean);
        let room = (LINE - 1).saturating_sub(self.column);
        let stops = stops | ends;
        // One character more may stand before a LF.
        if line > room && before_line_feed >> room & 1 == 0 {
            Plan {
                size,
                clean: room,
                is_cut: true,
                stops,
            }
        } else {
            Plan {
                size,
                clean,
                is_cut: false,
                stops,
            }
        }
    }

    /// Goes on behind the clean bytes, which have been written. Whether a byte follows that is quoted wherever it stands.
    #[inline(always)]
    pub fn follow(&mut self, plan: &Plan, block: &Block, out: &mut Output<'_>) -> bool {
        self.at += plan.clean;
        if plan.is_cut {
            self.cut(out);
            return false;
        }
        let line_feeds = block.line_feeds & all_if(self.options.istext) & low_bits(plan.clean);
        self.column = match line_feeds {
            0 => self.column + plan.clean,
            _ => plan.clean + line_feeds.leading_zeros() as usize - 64,
        };
        if plan.clean == plan.size {
            return false;
        }
        if block.quoted >> plan.clean & 1 != 0 {
            return true;
        }
        if plan.clean < SOON {
            self.some(out);
            return false;
        }
        // A blank is quoted when the end of the line behind it is encoded.
        if (block.spaces | block.tabs) >> plan.clean & 1 != 0 {
            self.step(out);
        }
        self.step(out);
        false
    }

    /// Writes a soft break and the byte at hand, which stands for itself.
    #[inline(always)]
    fn cut(&mut self, out: &mut Output<'_>) {
        let byte = self.bytes[self.at];
        let byte = if byte == b' ' { self.space } else { byte };
        match *self.soft_break {
            [a, b] => out.push_array([a, b, byte]),
            [a, b, c] => out.push_array([a, b, c, byte]),
            _ => unreachable!("a soft break is of two or three characters"),
        }
        self.column = 1;
        self.at += 1;
    }
}
