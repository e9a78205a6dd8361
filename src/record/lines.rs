//! NDJSON: one record a line. Blank lines are skipped and counted.

/// The lines of an NDJSON text that hold something, each with its number.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    rest: Option<&'a [u8]>,
    number: u32,
}

/// The lines of an NDJSON text.
///
/// ```
/// use admit::record::ndjson_lines;
/// let lines: Vec<(u32, &[u8])> = ndjson_lines(b"{}\n\n{\"a\": 1}\r\n").collect();
/// assert_eq!(lines, [(1, b"{}".as_slice()), (3, b"{\"a\": 1}".as_slice())]);
/// ```
pub fn ndjson_lines(bytes: &[u8]) -> Lines<'_> {
    Lines {
        rest: Some(bytes),
        number: 0,
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u32, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(rest) = self.rest {
            let mut parts = rest.splitn(2, |byte| *byte == b'\n');
            let line = parts.next().unwrap_or(&[]);
            self.rest = parts.next();
            self.number = self.number.saturating_add(1);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let shown = match self.number {
                1 => line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line),
                _ => line,
            };
            if !shown
                .iter()
                .all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
            {
                return Some((self.number, line));
            }
        }
        None
    }
}
