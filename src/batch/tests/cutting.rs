//! Lines to blocks: each line comes out once, in order, with its number, however the bytes come in.

use super::super::{Block, Lines, MOST, Mark};
use super::{Pieces, lengths};
use crate::record::ndjson_lines;
use proptest::prelude::*;
use std::io::{self, Read};

type Found = Vec<(u64, Vec<u8>)>;

fn cut(reader: impl Read, size: usize, from: Mark) -> (Found, Vec<Mark>, Option<io::Error>) {
    let mut lines = Lines::new(reader, "in", from);
    let mut block = Block {
        size,
        ..Block::default()
    };
    let (mut found, mut marks) = (Vec::new(), Vec::new());
    loop {
        match lines.fill(&mut block) {
            Ok(true) => {}
            Ok(false) => return (found, marks, None),
            Err(error) => return (found, marks, Some(error)),
        }
        let documents = block.documents();
        found.extend(documents.map(|document| (document.line, document.bytes.to_vec())));
        marks.push(block.end);
    }
}

/// Lines of some lengths, some blank, with both kinds of line ends, the last perhaps without any.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        "[a-c]{0,60}",
        Just("\u{feff}".to_owned()),
        Just(" \t".to_owned()),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n")];
    let lines = prop::collection::vec((line, end), 0..30);
    (lines, "[a-c]{0,3}").prop_map(|(lines, last)| {
        let lines = lines.iter().map(|(line, end)| format!("{line}{end}"));
        (lines.collect::<String>() + &last).into_bytes()
    })
}

proptest! {
    #[test]
    fn blocks_hold_the_lines_of_the_whole(text in text(), lengths in lengths(), size in 1usize..100) {
        let expected: Found = ndjson_lines(&text)
            .map(|(line, bytes)| (u64::from(line), bytes.to_vec()))
            .collect();
        let (found, marks, _) = cut(Pieces::new(&text, &lengths), size, Mark::default());
        prop_assert_eq!(&found, &expected);

        // From each mark on comes what comes after it. A last line without an end is not counted.
        for mark in marks.into_iter().filter(|mark| mark.offset < text.len() as u64) {
            let rest = &text[mark.offset as usize..];
            let (after, ..) = cut(Pieces::new(rest, &lengths), size, mark);
            let expected: Found = expected.iter().filter(|(line, _)| *line > mark.lines).cloned().collect();
            prop_assert_eq!(after, expected);
        }
    }

    #[test]
    fn a_failure_comes_after_the_whole_lines_before_it(text in text(), lengths in lengths(), size in 1usize..100) {
        let mut pieces = Pieces::new(&text, &lengths);
        pieces.failure = Some(io::Error::other("the cable was pulled"));
        let (found, _, failure) = cut(pieces, size, Mark::default());
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let expected: Found = ndjson_lines(&text[..whole])
            .map(|(line, bytes)| (u64::from(line), bytes.to_vec()))
            .collect();
        prop_assert_eq!(found, expected);
        prop_assert_eq!(failure.unwrap().to_string(), "the cable was pulled");
    }
}

#[test]
fn of_a_far_too_long_line_only_the_start_is_held_and_the_next_goes_on() {
    let long = |extra: usize| io::repeat(b'x').take(MOST + extra as u64);
    for (extra, kept) in [(0, MOST - 1), (1, MOST), (3_000_000, MOST)] {
        let text = b"\n{}\n".chain(long(extra).take(MOST + extra as u64 - 1));
        let text = text.chain(&b"\nlast"[..]);
        let (found, marks, _) = cut(text, 1000, Mark::default());
        let shown: Vec<(u64, u64)> = found
            .iter()
            .map(|(line, bytes)| (*line, bytes.len() as u64))
            .collect();
        assert_eq!(shown, [(2, 2), (3, kept), (4, 4)]);
        let end = marks.last().unwrap();
        assert_eq!((end.offset, end.lines), (MOST + extra as u64 + 8, 3));
    }
}
