//! What goes wrong in a stream: faulty lines by the million, endless lines, readers and writers that fail.

use super::{jobs, line, long, small};
use std::io::{self, Read, Write};

#[test]
fn a_faulty_line_in_any_place_costs_no_other() {
    for place in [0, 1, 499, 998, 999] {
        let mut text = Vec::new();
        for number in 0..1000 {
            match number == place {
                true => text.extend_from_slice(b"{\"id\": \"\xff\"}\n"),
                false => text.extend_from_slice(line(number, 30).as_bytes()),
            }
        }
        let mut rows = Vec::new();
        let tally = small()
            .decide_stream(&text[..], &mut rows, jobs(2))
            .unwrap();
        assert_eq!((tally.accept, tally.faulty), (999, 1));
        assert_eq!(tally.faults[0].line, place as u64 + 1);
        let rows = String::from_utf8(rows).unwrap();
        for (number, row) in rows.lines().enumerate() {
            let start = match number == place {
                true => format!(
                    "{{\"id\":null,\"line\":{},\"error\":{{\"code\":\"not_utf8\"",
                    place + 1
                ),
                false => format!("{{\"id\":\"r{number}\",\"decision\":\"accept\""),
            };
            assert!(row.starts_with(&start), "{row}");
        }
    }
}

#[test]
fn of_very_many_faulty_lines_all_are_counted_and_few_kept() {
    let count: u64 = if long() { 1_000_000 } else { 20_000 };
    let text = Repeated::new(b"{\"id\": oops}\n", count);
    let mut rows = Counted::default();
    let tally = small().decide_stream(text, &mut rows, jobs(2)).unwrap();
    assert_eq!((tally.faulty, tally.total()), (count, count));
    assert_eq!(tally.faults.len(), 20);
    assert_eq!(tally.faults[19].line, 20);
    assert_eq!(rows.lines, count);
}

#[test]
fn an_endless_line_is_stepped_over() {
    let gibibytes = if long() { 10 << 30 } else { 64 << 20 };
    let text = io::Cursor::new(line(1, 30))
        .chain(io::repeat(b'[').take(gibibytes))
        .chain(io::Cursor::new(format!("\n{}", line(3, 30))));
    let mut rows = Vec::new();
    let tally = small().decide_stream(text, &mut rows, jobs(2)).unwrap();
    assert_eq!((tally.accept, tally.faulty), (2, 1));
    let fault = &tally.faults[0];
    assert_eq!((fault.line, fault.code.as_str()), (2, "too_large"));
    assert!(fault.message.contains("more than 16 MiB"), "{fault:?}");
}

#[test]
fn a_failure_of_the_reader_is_told_after_what_came_before_it() {
    let text: String = (0..5000).map(|number| line(number, 30)).collect();
    let mut rows = Counted::default();
    let broken = text.as_bytes().chain(Broken);
    let error = small()
        .decide_stream(broken, &mut rows, jobs(2))
        .unwrap_err();
    assert_eq!(error.to_string(), "the cable was pulled");
    assert_eq!(rows.lines, 5000);
}

#[test]
fn a_failure_of_the_writer_ends_the_run_however_much_is_to_come() {
    let mut text = Repeated::new(b"{\"id\": \"r\", \"region\": \"CN\"}\n", u64::MAX);
    let error = small()
        .decide_stream(&mut text, Broken, jobs(3))
        .unwrap_err();
    assert_eq!(error.to_string(), "the cable was pulled");
}

/// A line again and again.
struct Repeated {
    line: &'static [u8],
    at: usize,
    left: u64,
}

impl Repeated {
    fn new(line: &'static [u8], times: u64) -> Repeated {
        Repeated {
            line,
            at: 0,
            left: times,
        }
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for (place, byte) in buffer.iter_mut().enumerate() {
            if self.left == 0 {
                return Ok(place);
            }
            *byte = self.line[self.at];
            self.at += 1;
            if self.at == self.line.len() {
                (self.at, self.left) = (0, self.left - 1);
            }
        }
        Ok(buffer.len())
    }
}

/// Counts lines and lets them go.
#[derive(Default)]
struct Counted {
    lines: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the cable was pulled"))
    }
}

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("the cable was pulled"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
