//! Bytes to text: size, byte-order mark, UTF-16 named as such, and the first byte that is no UTF-8.

use super::error::Fault;
use super::{RecordError, RecordErrorCode};
use crate::value::utf8;

/// The text of a record without a byte-order mark.
pub(super) fn decode(bytes: &[u8], limit: usize) -> Result<&str, RecordError> {
    if bytes.len() > limit {
        return Err(RecordError::whole(
            RecordErrorCode::TooLarge,
            format!(
                "the record has more than {} MiB, and no more are read",
                limit >> 20
            ),
        ));
    }
    if is_utf16(bytes) {
        return Err(RecordError::whole(
            RecordErrorCode::NotUtf8,
            "the file is UTF-16 or UTF-32; save it as UTF-8",
        ));
    }
    let rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Some(text) = utf8(rest) {
        return Ok(text);
    }
    std::str::from_utf8(rest).map_err(|error| {
        let valid = rest.get(..error.valid_up_to()).unwrap_or(&[]);
        let offset = bytes.len() - rest.len() + valid.len();
        let text = std::str::from_utf8(valid).unwrap_or("");
        let message = format!("byte {offset}, counted from 0, is no UTF-8; save the file as UTF-8");
        Fault::new(RecordErrorCode::NotUtf8, text.len(), message).into_error(text)
    })
}

/// A byte-order mark, or a NUL in every second of the first four bytes: the text starts with ASCII.
fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, 0, 0xFE, 0xFF, ..] => true,
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] => *a != 0 && *b != 0,
        _ => false,
    }
}
