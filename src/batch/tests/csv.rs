//! Rows of CSV: what a sound writer wrote is read back, and what is unsound costs its own line alone.

use super::super::csv::{Cells, Scanner};
use super::super::cut::{Cutter, Rule};
use super::super::{Block, Mark};
use super::{Pieces, lengths};
use proptest::prelude::*;

/// All rows with the lines on which they start; a row with a fault is the fault.
fn read(text: &[u8], lengths: &[usize], size: usize) -> Vec<(u64, Result<Vec<String>, String>)> {
    let mut cutter = Cutter::new(Pieces::new(text, lengths), Rule::Csv(None), Mark::default());
    let mut block = Block {
        size,
        ..Block::default()
    };
    let mut cells = Cells::default();
    let mut rows = Vec::new();
    while cutter.fill(&mut block).unwrap() {
        let scanner = cutter.scanner().unwrap();
        let (mut at, mut line) = (0, block.line);
        while at < block.bytes.len() {
            let (end, lines) = scanner.record(&block.bytes[at..]);
            let row = &block.bytes[at..at + end];
            let row = row.strip_suffix(b"\n").unwrap_or(row);
            let row = row.strip_suffix(b"\r").unwrap_or(row);
            if !row.is_empty() {
                let result = match cells.read(row, scanner.separator()) {
                    Ok(()) => Ok((0..cells.len())
                        .map(|cell| String::from_utf8(cells.get(cell).to_vec()).unwrap())
                        .collect()),
                    Err(fault) => Err(format!("{}+{}: {}", fault.cell, fault.lines, fault.message)),
                };
                rows.push((line, result));
            }
            at += end;
            line += lines;
        }
    }
    rows
}

fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop_oneof!["[a-c]{0,4}", "[a,;\"\n é]{0,8}", "\r\n\"\"x"];
    let width = 1usize..5;
    width.prop_flat_map(move |width| {
        prop::collection::vec(prop::collection::vec(cell.clone(), width..=width), 1..12)
    })
}

proptest! {
    #[test]
    fn what_another_writer_wrote_is_read_back(
        table in table(), lengths in lengths(), size in 1usize..80, crlf in any::<bool>(), separator in prop::sample::select(vec![b',', b';', b'\t']),
    ) {
        let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(end).delimiter(separator).from_writer(Vec::new());
        let names: Vec<String> = (0..table[0].len().max(2)).map(|column| format!("column_{column}")).collect();
        writer.write_record(&names).unwrap();
        for row in &table {
            // A row of one cell could be taken for a blank line.
            let row = if row.len() == 1 { [row.clone(), row.clone()].concat() } else { row.clone() };
            writer.write_record(&row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let found: Vec<Vec<String>> = read(&text, &lengths, size).into_iter().map(|(_, row)| row.unwrap()).collect();
        let mut expected = vec![names];
        expected.extend(table.iter().map(|row| if row.len() == 1 { [row.clone(), row.clone()].concat() } else { row.clone() }));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn rows_do_not_hang_on_how_the_bytes_come_in(text in "[a,\"\n]{0,200}", lengths in lengths(), size in 1usize..50) {
        let small = read(text.as_bytes(), &lengths, size);
        let whole = read(text.as_bytes(), &[1000], 1 << 20);
        prop_assert_eq!(small, whole);
    }
}

#[test]
fn an_open_quote_is_the_fault_of_its_line_alone() {
    let text = "a,b\n1,\"x\n2,y\n3,z\n";
    let rows = read(text.as_bytes(), &[7], 4);
    let lines: Vec<u64> = rows.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 2, 3, 4]);
    assert!(
        rows[1]
            .1
            .as_ref()
            .unwrap_err()
            .starts_with("1+0: the quote")
    );
    assert_eq!(rows[2].1.as_ref().unwrap(), &["2", "y"]);

    // Too long for a cell, or too many lines for one: the same.
    for filling in ["x".repeat(100) + "\n", "\n".to_owned()] {
        let text = format!("a,b\n1,\"x\n{}4,y\n", filling.repeat(20_000));
        let rows = read(text.as_bytes(), &[4096], 1000);
        assert!(rows[1].1.is_err());
        assert_eq!(rows.last().unwrap().1.as_ref().unwrap(), &["4", "y"]);
        assert_eq!(rows.iter().filter(|(_, row)| row.is_err()).count(), 1);
    }
}

#[test]
fn a_cell_may_go_over_lines_within_its_limit() {
    let text = format!("a,b\n1,\"{}\"\n2,y\n", "line\n".repeat(900));
    let rows = read(text.as_bytes(), &[4096], 100);
    assert_eq!(rows[1].1.as_ref().unwrap()[1].len(), 4500);
    assert_eq!(rows[2].0, 903);
}

#[test]
fn the_separator_is_what_the_header_has() {
    for (header, expected) in [
        ("a,b\n", b','),
        ("a;b\n1,2;3", b';'),
        ("a\tb\n", b'\t'),
        ("\"a,b\";c\n", b';'),
        ("\n\na;b\n", b';'),
        ("a\n", b','),
        ("", b','),
    ] {
        let scanner = Scanner::for_header(&mut header.as_bytes().to_vec(), true).unwrap();
        assert_eq!(scanner.separator(), expected, "{header}");
    }
    let mut marked = b"\xef\xbb\xbfa".to_vec();
    assert!(Scanner::for_header(&mut marked, false).is_none());
    assert!(Scanner::for_header(&mut marked, true).is_some());
    assert_eq!(marked, b"a");
}
