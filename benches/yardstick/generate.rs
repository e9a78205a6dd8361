//! Applications for `benches/policy`, from a seed: one JSON object a line.
//!
//! Most are sound; the others get one to three faults, or lack a field that the rules need. `id`, `submitted_at`
//! and `region` are always there. All data is invented.

use crate::random::Random;
use std::fmt::Write;

/// A part of a record, in the order in which it is written.
enum Node {
    /// JSON, ready to be written.
    Leaf(String),
    Object(Vec<(&'static str, Node)>),
    List(Vec<Node>),
}

/// Lines of JSON and where each ends.
pub struct Lines {
    pub text: Vec<u8>,
    ends: Vec<usize>,
}

impl Lines {
    /// So many applications.
    pub fn applications(seed: u64, count: usize) -> Lines {
        let mut applications = Applications::new(seed);
        Lines::collect((0..count).map(|_| applications.next_line()))
    }

    pub fn collect(lines: impl Iterator<Item = String>) -> Lines {
        let mut all = Lines {
            text: Vec::new(),
            ends: Vec::new(),
        };
        for line in lines {
            all.text.extend_from_slice(line.as_bytes());
            all.ends.push(all.text.len());
            all.text.push(b'\n');
        }
        all
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Each without its line end.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end + 1));
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.text[start..*end])
    }

    /// Bytes a line, line ends counted.
    pub fn mean_bytes(&self) -> f64 {
        self.text.len() as f64 / self.len().max(1) as f64
    }
}

/// An endless row of applications.
pub struct Applications {
    random: Random,
    number: u64,
}

const REGIONS: [&str; 5] = ["SG", "MY", "TH", "PH", "ID"];
const NAMES: [&str; 10] = [
    "Sample Tan Wei",
    "Contoh Binti Sampel",
    "Maria Halimbawa Santos",
    "样例甲",
    "ตัวอย่าง สมมติ",
    "Ren\\u00e9 Specimen",
    "Budi Contoh",
    "Sample \\\"Junior\\\" Lim",
    "Nguyễn Văn Mẫu",
    "Specimen Anna Muster",
];

/// The fields that rules need, and that an application can lack.
const NEEDED: [&str; 22] = [
    "level",
    "expected_deposit",
    "applicant.name",
    "applicant.number",
    "applicant.birth_date",
    "applicant.nationality",
    "document.type",
    "document.country",
    "document.number",
    "document.name",
    "document.birth_date",
    "document.expires_on",
    "photos",
    "photos.0.glare",
    "photos.0.side",
    "face.similarity",
    "face.accessories",
    "network.country",
    "network.vpn",
    "network.risk",
    "attempts",
    "attempts.0.outcome",
];

impl Applications {
    pub fn new(seed: u64) -> Applications {
        Applications {
            random: Random::new(seed),
            number: 0,
        }
    }

    pub fn next_line(&mut self) -> String {
        self.number += 1;
        let today = self.random.within(days(2026, 11, 1)..days(2027, 3, 1));
        let mut record = self.sound(today);
        let faults = [0, 0, 0, 0, 0, 1, 1, 1, 2, 3];
        for _ in 0..self.random.pick(&faults) {
            self.spoil(&mut record, today);
        }
        if self.random.in_thousand(40) {
            let path = self.random.pick(&NEEDED);
            if self.random.in_thousand(300) {
                record.set(path, Node::Leaf("null".to_owned()));
            } else {
                record.remove(path);
            }
        }
        let mut line = String::with_capacity(1024);
        record.write(&mut line);
        line
    }

    /// An application that most likely nothing stands against.
    fn sound(&mut self, today: i64) -> Node {
        let random = &mut self.random;
        let region = if random.in_thousand(20) {
            random.pick(&["JP", "BR", "FR"])
        } else {
            random.pick(&REGIONS)
        };
        let kind = random.pick(&["passport", "passport", "national_id"]);
        let name = quoted(random.pick(&NAMES));
        let number = quoted(&document_number(random));
        let born = day(random.within(days(1950, 1, 1)..days(2005, 1, 1)));
        let issued = today - random.within(30..3000);
        let expires = issued + 3650;
        let level = random.pick(&["basic", "standard", "standard", "plus"]);
        let mut fields = vec![
            ("id", Node::Leaf(format!("\"a-{:09}\"", self.number))),
            ("submitted_at", Node::Leaf(moment(random, today))),
            ("region", text(region)),
            ("level", text(level)),
            (
                "channel",
                text(random.pick(&["app", "app", "web", "partner"])),
            ),
            ("expected_deposit", Node::Leaf(amount(random, 1..9999))),
            (
                "source_of_funds",
                text(random.pick(&["salary", "savings", "business"])),
            ),
        ];
        fields.push((
            "applicant",
            Node::Object(vec![
                ("name", Node::Leaf(name.clone())),
                ("number", Node::Leaf(number.clone())),
                ("birth_date", Node::Leaf(born.clone())),
                ("nationality", text(region)),
                (
                    "occupation",
                    text(random.pick(&["engineer", "teacher", "nurse", "driver"])),
                ),
            ]),
        ));
        let mut document = vec![
            ("type", text(kind)),
            ("country", text(region)),
            ("number", Node::Leaf(number)),
            ("name", Node::Leaf(name)),
            ("birth_date", Node::Leaf(born)),
            ("issued_on", Node::Leaf(day(issued))),
            ("expires_on", Node::Leaf(day(expires))),
        ];
        if kind == "passport" {
            document.push(("chip_read", Node::Leaf("true".to_owned())));
        } else if random.in_thousand(100) {
            document[6].1 = text("long_term");
        }
        fields.push(("document", Node::Object(document)));
        let mut photos = vec![photo(random, "front")];
        if kind != "passport" || random.in_thousand(200) {
            photos.push(photo(random, "back"));
        }
        fields.push(("photos", Node::List(photos)));
        if level != "basic" || random.in_thousand(500) {
            fields.push(("face", face(random)));
        }
        fields.push(("network", network(random, region)));
        let count = random.pick(&[0, 0, 0, 0, 1]);
        let attempts = (0..count).map(|_| {
            let age = random.within(2..60);
            attempt(random, today - age, "failed")
        });
        fields.push(("attempts", Node::List(attempts.collect())));
        fields.push(("device", device(random)));
        fields.push(("consent", consent(random)));
        Node::Object(fields)
    }

    /// Puts one fault in, or something that a person has to look at.
    fn spoil(&mut self, record: &mut Node, today: i64) {
        let random = &mut self.random;
        let near = |random: &mut Random| random.within(0..2000);
        let (path, value) = match random.within(0..40) {
            0 => ("document.expires_on", day(today - 1 - near(random))),
            1 => ("document.expires_on", day(today - 1 + random.within(0..3))),
            2 => ("document.expires_on", day(today + random.within(80..100))),
            3 => ("document.expires_on", day(today + random.within(175..190))),
            4 => ("document.expires_on", quoted("long_term")),
            5 => ("document.issued_on", day(today - 1 + random.within(0..4))),
            6 => ("document.issued_on", day(days(1949, 12, 31) + near(random))),
            7 => ("document.issued_on", day(today - 3650 - near(random))),
            8 => ("document.type", quoted("driving_licence")),
            9 => ("document.type", quoted("residence_permit")),
            10 => ("document.type", quoted("library_card")),
            11 => ("document.number", quoted("E12345678")),
            12 => ("applicant.number", quoted(&document_number(random))),
            13 => ("document.chip_read", "false".to_owned()),
            14 => ("applicant.name", quoted("Another Sample")),
            15 => ("applicant.birth_date", day(days(1980, 1, 1) + near(random))),
            16 => ("applicant.nationality", quoted("JP")),
            17 => ("applicant.nationality", quoted("KP")),
            18 => {
                let birthday = years_before(today, 18) + random.within(-2..3);
                return set_birth_date(record, birthday);
            }
            19 => {
                let birthday = years_before(today, 100) + random.within(-2..3);
                return set_birth_date(record, birthday);
            }
            20 => ("photos.0.sharpness", share(random, 20..60)),
            21 => ("photos.0.glare", share(random, 3..12)),
            22 => ("photos.1.glare", share(random, 5..30)),
            23 => ("photos.0.corners", random.within(2..4).to_string()),
            24 => ("photos.0.of_screen", "true".to_owned()),
            25 => ("photos.0.side", quoted("selfie")),
            26 => ("photos.1.side", quoted("selfie")),
            27 => ("face.similarity", share(random, 40..80)),
            28 => ("face.liveness", share(random, 30..70)),
            29 => ("face.accessories", "[\"glasses\",\"mask\"]".to_owned()),
            30 => ("face.lighting", share(random, 10..30)),
            31 => return record.remove("face"),
            32 => ("network.vpn", "true".to_owned()),
            33 => ("network.tor", "true".to_owned()),
            34 => ("network.country", quoted("JP")),
            35 => ("network.risk", share(random, 79..100)),
            36 => return self.add_attempts(record, today, 1),
            37 => return self.add_attempts(record, today - 10, 4),
            38 => {
                record.remove("source_of_funds");
                ("expected_deposit", amount(random, 9_998..10_002))
            }
            _ => return record.remove("document.expires_on"),
        };
        record.set(path, Node::Leaf(value));
    }

    fn add_attempts(&mut self, record: &mut Node, on: i64, count: usize) {
        let attempts = (0..count).map(|_| {
            let outcome = self
                .random
                .pick(&["failed", "failed", "failed", "abandoned"]);
            let on = on - self.random.within(0..3);
            attempt(&mut self.random, on, outcome)
        });
        let attempts = attempts.collect();
        record.set("attempts", Node::List(attempts));
    }
}

/// The same birth date where it was typed and where it was read.
fn set_birth_date(record: &mut Node, date: i64) {
    record.set("applicant.birth_date", Node::Leaf(day(date)));
    record.set("document.birth_date", Node::Leaf(day(date)));
}

fn years_before(date: i64, years: i64) -> i64 {
    let (year, month, day) = civil(date);
    days(year - years, month, day)
}

fn photo(random: &mut Random, side: &str) -> Node {
    let mut fields = vec![
        ("side", text(side)),
        ("sharpness", Node::Leaf(share(random, 60..100))),
        ("glare", Node::Leaf(share(random, 0..4))),
        ("corners", Node::Leaf("4".to_owned())),
    ];
    if random.in_thousand(500) {
        fields.push(("of_screen", Node::Leaf("false".to_owned())));
    }
    Node::Object(fields)
}

fn face(random: &mut Random) -> Node {
    let accessories = random.pick(&["[]", "[]", "[\"glasses\"]"]);
    Node::Object(vec![
        ("similarity", Node::Leaf(share(random, 80..100))),
        ("liveness", Node::Leaf(share(random, 70..100))),
        ("lighting", Node::Leaf(share(random, 30..100))),
        ("accessories", Node::Leaf(accessories.to_owned())),
    ])
}

fn network(random: &mut Random, region: &str) -> Node {
    Node::Object(vec![
        ("country", text(region)),
        ("vpn", Node::Leaf("false".to_owned())),
        ("tor", Node::Leaf("false".to_owned())),
        ("risk", Node::Leaf(share(random, 0..60))),
        ("latency_ms", Node::Leaf(amount(random, 5..300))),
    ])
}

fn attempt(random: &mut Random, on: i64, outcome: &str) -> Node {
    Node::Object(vec![
        ("at", Node::Leaf(moment(random, on))),
        ("outcome", text(outcome)),
        ("stage", text(random.pick(&["photo", "face", "data"]))),
    ])
}

fn device(random: &mut Random) -> Node {
    Node::Object(vec![
        (
            "model",
            text(random.pick(&["Sample Phone 12", "Specimen Tab S", "Muster X"])),
        ),
        ("app_version", text("4.12.0")),
        ("rooted", Node::Leaf("false".to_owned())),
    ])
}

fn consent(random: &mut Random) -> Node {
    Node::Object(vec![
        ("terms", text("2026-03")),
        ("marketing", Node::Leaf(random.in_thousand(300).to_string())),
    ])
}

fn text(word: &str) -> Node {
    Node::Leaf(quoted(word))
}

/// In quotes; escapes are already there.
fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}

fn document_number(random: &mut Random) -> String {
    let letters = ["A", "E", "G", "K", "P"];
    let (first, last) = (random.pick(&letters), random.pick(&letters));
    format!("{first}{:07}{last}", random.within(0..10_000_000))
}

/// A share between two percentages, with up to three places.
fn share(random: &mut Random, percent: std::ops::Range<i64>) -> String {
    let thousandths = random.within(percent.start * 10..percent.end * 10 + 1);
    let written = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
    written
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

fn amount(random: &mut Random, range: std::ops::Range<i64>) -> String {
    format!("{}.{:02}", random.within(range), random.within(0..100))
}

/// An instant on a day, or close to it, in one of three zones.
fn moment(random: &mut Random, on: i64) -> String {
    let zone = random.pick(&["+08:00", "+07:00", "Z"]);
    let (hour, minute, second) = (
        random.within(0..24),
        random.within(0..60),
        random.within(0..60),
    );
    let (year, month, day) = civil(on);
    format!("\"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}\"")
}

fn day(days: i64) -> String {
    let (year, month, day) = civil(days);
    format!("\"{year:04}-{month:02}-{day:02}\"")
}

/// A date so many days later, in quotes; none if the text is no date.
pub fn shifted(date: &str, by: i64) -> Option<String> {
    let mut parts = date.splitn(3, '-').map(str::parse);
    let (year, month, of_month) = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    Some(day(days(year, month, of_month) + by))
}

/// Days since 1970-01-01.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of so many days since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

impl Node {
    fn at(&mut self, key: &str) -> Option<&mut Node> {
        match self {
            Node::Object(fields) => {
                let found = fields.iter_mut().find(|(name, _)| *name == key);
                found.map(|(_, node)| node)
            }
            Node::List(items) => items.get_mut(key.parse::<usize>().ok()?),
            Node::Leaf(_) => None,
        }
    }

    /// Puts a value where the path leads; where it leads nowhere, nothing is done.
    fn set(&mut self, path: &'static str, value: Node) {
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        let Some(parent) = self.follow(parent) else {
            return;
        };
        if let Some(place) = parent.at(key) {
            *place = value;
        } else if let Node::Object(fields) = parent {
            fields.push((key, value));
        }
    }

    fn remove(&mut self, path: &str) {
        let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
        if let Some(Node::Object(fields)) = self.follow(parent) {
            fields.retain(|(name, _)| *name != key);
        }
    }

    fn follow(&mut self, path: &str) -> Option<&mut Node> {
        let mut keys = path.split('.').filter(|key| !key.is_empty());
        keys.try_fold(self, Node::at)
    }

    fn write(&self, out: &mut String) {
        match self {
            Node::Leaf(json) => out.push_str(json),
            Node::Object(fields) => {
                for (place, (name, node)) in fields.iter().enumerate() {
                    out.push(if place == 0 { '{' } else { ',' });
                    let _ = write!(out, "\"{name}\":");
                    node.write(out);
                }
                out.push('}');
            }
            Node::List(items) => {
                out.push('[');
                for (place, node) in items.iter().enumerate() {
                    if place > 0 {
                        out.push(',');
                    }
                    node.write(out);
                }
                out.push(']');
            }
        }
    }
}
