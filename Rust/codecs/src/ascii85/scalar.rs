//! Ascii85 without vector instructions.
//!
//! This is the authority: what it accepts, rejects and reports is what the kernels beside it
//! must do. They take the bulk of clean input and leave the rest to it, from the group in doubt.

use super::{
    ASCII85, DecodeOptions, EncodeOptions, Error, ErrorKind, GROUP_BYTES, GROUP_CHARS, SPACES,
    ZEROS,
};
use crate::Output;
use crate::base85::{self, Group, encode_group};
use crate::values::Values;

/// See [`super::count`].
pub fn count(text: &[u8], [one, other]: [u8; 2]) -> usize {
    let is_one = |&&byte: &&u8| byte == one || byte == other;
    text.iter().filter(is_one).count()
}

/// See [`super::encode`]; into one line, without the marks of Adobe.
pub fn encode(bytes: &[u8], options: &EncodeOptions, out: &mut Output<'_>) {
    let (groups, rest) = bytes.as_chunks::<GROUP_BYTES>();
    for &group in groups {
        encode_whole(group, options, out);
    }
    if !rest.is_empty() {
        let mut group = [0; GROUP_BYTES];
        group[..rest.len()].copy_from_slice(rest);
        if options.pad {
            encode_whole(group, options, out);
        } else {
            // A short form has no characters to leave out.
            out.push_slice(&encode_group(&ASCII85, group)[..rest.len() + 1]);
        }
    }
}

/// Encodes a group that is written whole.
fn encode_whole(group: [u8; GROUP_BYTES], options: &EncodeOptions, out: &mut Output<'_>) {
    match &group {
        [0, 0, 0, 0] => out.push(ZEROS),
        b"    " if options.foldspaces => out.push(SPACES),
        _ => out.push_array(encode_group(&ASCII85, group)),
    }
}

/// See [`super::decode_dense`].
pub fn decode_dense(text: &[u8], foldspaces: bool, out: &mut Output<'_>) -> usize {
    let mut rest = text;
    // So much that vectors are tried again.
    for _ in 0..64 {
        match rest {
            [ZEROS, behind @ ..] => {
                out.push_array([0; GROUP_BYTES]);
                rest = behind;
            }
            [SPACES, behind @ ..] if foldspaces => {
                out.push_array([b' '; GROUP_BYTES]);
                rest = behind;
            }
            _ => {
                let group = &rest[..rest.len().min(GROUP_CHARS)];
                match base85::scalar::decode_groups(&ASCII85, group, out) {
                    0 => break,
                    read => rest = &rest[read..],
                }
            }
        }
    }
    text.len() - rest.len()
}

/// Decodes the rest of `text` from the position `at`, where a group starts.
pub fn decode(
    text: &[u8],
    at: usize,
    options: &DecodeOptions,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let mut group = Group::default();
    for (i, &byte) in text.iter().enumerate().skip(at) {
        let error = |kind| Error { kind, at: i };

        let value = ASCII85.values().get(byte);
        if value != Values::REJECTED {
            match group.push(value) {
                Err(_) => return Err(error(ErrorKind::Overflow)),
                Ok(Some([0, 0, 0, 0])) if options.canonical => {
                    return Err(error(ErrorKind::LongZeros));
                }
                Ok(Some(bytes)) => out.push_array(bytes),
                Ok(None) => (),
            }
            continue;
        }

        let fill = match byte {
            ZEROS => 0,
            SPACES if options.foldspaces => b' ',
            _ if options.ignored.contains(byte) => continue,
            _ => return Err(error(ErrorKind::NotInAlphabet(byte))),
        };
        if group.len() > 0 {
            return Err(error(ErrorKind::InGroup(byte)));
        }
        out.push_array([fill; GROUP_BYTES]);
    }

    let len = group.len();
    if len == 0 {
        return Ok(());
    }
    let error = |kind| Error {
        kind,
        at: text.len(),
    };
    let bytes = group.complete().map_err(|_| error(ErrorKind::Overflow))?;
    if len == 1 && !options.lone {
        return Err(error(ErrorKind::Incomplete));
    }
    let bytes = &bytes[..len - 1];
    if options.canonical && !group.is_canonical(bytes) {
        return Err(error(ErrorKind::NonZeroBits));
    }
    out.push_slice(bytes);
    Ok(())
}
