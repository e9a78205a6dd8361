//! `admit snap review` at a terminal: a single key is an answer, and the terminal is left as it was found.

use crate::support::Admit;
use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const STEP: Duration = Duration::from_millis(5);
const PATIENCE: usize = 6000;
const QUESTION: &str = "a accept, r reject, s skip";

/// A terminal with a person before it and the command behind it.
struct Terminal {
    /// Where the person types.
    keyboard: File,
    /// What the person reads.
    screen: Receiver<Vec<u8>>,
    /// The command's side, kept open so that its modes can be looked at.
    line: File,
    /// Its modes before anybody had a hand in them.
    before: LocalModes,
    command: Child,
    /// All that was shown so far.
    shown: String,
    /// How many keys were pressed.
    pressed: usize,
}

impl Terminal {
    fn with(admit: &Admit) -> Terminal {
        let keyboard = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, Vec::new()).unwrap();
        let line = File::options()
            .read(true)
            .write(true)
            .custom_flags(OFlags::NOCTTY.bits() as i32)
            .open(name.to_str().unwrap())
            .unwrap();
        let before = tcgetattr(&line).unwrap().local_modes;
        let side = || Stdio::from(line.try_clone().unwrap());
        let mut command = admit.command();
        command.env("TERM", "xterm").env("NO_COLOR", "1");
        command.stdin(side()).stdout(side()).stderr(side());
        let command = command.spawn().unwrap();
        let keyboard = File::from(keyboard);
        let mut shown = keyboard.try_clone().unwrap();
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = shown.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Terminal {
            keyboard,
            screen,
            line,
            before,
            command,
            shown: String::new(),
            pressed: 0,
        }
    }

    /// Types a key when one is waited for: the question is shown, and the terminal hands over single keys.
    fn press(&mut self, key: u8) {
        for _ in 0..PATIENCE {
            self.read(STEP);
            let asked = self.shown.matches(QUESTION).count() > self.pressed;
            if asked && !self.modes().contains(LocalModes::ICANON) {
                self.pressed += 1;
                return self.keyboard.write_all(&[key]).unwrap();
            }
        }
        panic!("nobody asks for a key: {}", self.shown);
    }

    /// Reads what is shown until nothing comes for so long.
    fn read(&mut self, patience: Duration) {
        while let Ok(bytes) = self.screen.recv_timeout(patience) {
            self.shown.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    fn modes(&self) -> LocalModes {
        tcgetattr(&self.line).unwrap().local_modes
    }

    /// The exit status, and all that was shown.
    fn end(mut self) -> (Option<i32>, String) {
        let status = self.command.wait().unwrap();
        self.read(40 * STEP);
        (status.code(), self.shown)
    }
}

/// Three records of which nothing is accepted.
fn three() -> Admit {
    let record = include_str!("samples/valid.json");
    let admit = Admit::new()
        .file("rules/rules.admit", include_str!("rules.admit"))
        .file("records/a.json", record)
        .file("records/b.json", record)
        .file("records/c.json", record)
        .args("test --snapshots records");
    admit.run().ends_with(1);
    admit.again().args("snap review records")
}

fn there(admit: &Admit, file: &str) -> bool {
    admit.path(&format!("records/snapshots/{file}")).exists()
}

#[test]
fn a_single_key_is_enough() {
    let admit = three();
    let mut terminal = Terminal::with(&admit);
    for key in *b"?a\x1br" {
        terminal.press(key);
    }
    terminal.press(b's');
    let (status, shown) = terminal.end();
    assert_eq!(status, Some(1), "{shown}");
    assert!(
        shown.ends_with("1 accepted, 1 rejected, 1 still waiting\r\n"),
        "{shown}"
    );
    assert_eq!(shown.matches(QUESTION).count(), 5, "{shown}");
    assert!(there(&admit, "a.json.snap"));
    assert!(!there(&admit, "b.json.snap") && !there(&admit, "b.json.snap.new"));
    assert!(there(&admit, "c.json.snap.new"));
}

#[test]
fn a_capital_goes_for_all_that_follow() {
    let admit = three();
    let mut terminal = Terminal::with(&admit);
    terminal.press(b's');
    terminal.press(b'A');
    let (status, shown) = terminal.end();
    assert_eq!(status, Some(1), "{shown}");
    assert!(
        shown.contains("2 accepted, 0 rejected, 1 still waiting"),
        "{shown}"
    );
    assert!(there(&admit, "a.json.snap.new") && there(&admit, "c.json.snap"));
}

#[test]
fn whoever_goes_away_leaves_the_rest_waiting_and_the_terminal_as_it_was() {
    for key in [b'q', 0x03, 0x04] {
        let admit = three();
        let mut terminal = Terminal::with(&admit);
        terminal.press(b'a');
        terminal.press(key);
        let (line, before) = (terminal.line.try_clone().unwrap(), terminal.before);
        let (status, shown) = terminal.end();
        assert_eq!(status, Some(1), "{shown}");
        assert!(
            shown.ends_with("1 accepted, 0 rejected, 2 still waiting\r\n"),
            "{shown}"
        );
        assert!(there(&admit, "b.json.snap.new") && there(&admit, "c.json.snap.new"));
        let after = tcgetattr(&line).unwrap().local_modes;
        assert_eq!(after, before);
        assert!(after.contains(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG));
    }
}
