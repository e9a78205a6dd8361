//! No private value shows, whatever is done with a record: every verb, format, level of detail and failure.
//!
//! Each private field of the shipped schema holds a text or a date that stands nowhere else. Neither output of the
//! command may hold it, nor a piece of eight characters of it.

use crate::support::Admit;
use crate::support::pack::{files, pack, samples};
use admit::program::Shape;
use admit::value::Scalar;
use serde_json::{Value, json};
use std::collections::HashSet;

/// How many characters of a private value make a leak.
const PIECE: usize = 8;

/// A private field, and what stands in it.
struct Secret {
    path: String,
    scalar: Scalar,
    token: String,
}

/// The private fields of the shipped schema, each with a token of its own.
fn secrets() -> Vec<Secret> {
    let schema = &pack().program().schema;
    let private = schema.each_field().filter(|(_, field)| field.private);
    let secrets: Vec<Secret> = private
        .enumerate()
        .map(|(number, (_, field))| {
            let Shape::Scalar(scalar) = field.shape else {
                panic!("{}: say what a token of this field looks like", field.path);
            };
            let token = match scalar {
                Scalar::Text => format!("{}{number}", TOKENS[number % TOKENS.len()]),
                Scalar::Date => format!("18{:02}-07-{:02}", 31 + number, 11 + number),
                other => panic!("{}: say what a token of {other:?} looks like", field.path),
            };
            Secret {
                path: field.path.to_string(),
                scalar,
                token,
            }
        })
        .collect();
    assert!(secrets.len() >= 8);
    secrets
}

const TOKENS: [&str; 4] = [
    "Qzxwvutrpnmlkjhg",
    "欧阳诸葛司马轩辕慕容夏侯",
    "9182736455463728",
    "K7X2M9W4T6R3Z8Y5",
];

/// Also the numbers with a birth date inside: what is read out of a number is as private as the number.
const NUMBERS: [(&str, &str); 2] = [
    ("110000187309157312", "1873-09-15"),
    ("11000018730915731X", "1873-09-15"),
];

/// All pieces of all private values.
struct Pieces(HashSet<Vec<char>>);

impl Pieces {
    fn new<'a>(values: impl Iterator<Item = &'a str>) -> Pieces {
        let mut pieces = HashSet::new();
        for value in values {
            let chars: Vec<char> = value.chars().collect();
            pieces.extend(chars.windows(PIECE).map(<[char]>::to_vec));
        }
        Pieces(pieces)
    }

    /// A piece that stands in a text, with what stands around it.
    fn found_in(&self, text: &str) -> Option<String> {
        let chars: Vec<char> = text.chars().collect();
        let at = chars
            .windows(PIECE)
            .position(|piece| self.0.contains(piece))?;
        let around = at.saturating_sub(60)..(at + 60).min(chars.len());
        Some(chars[around].iter().collect())
    }
}

fn all_pieces(secrets: &[Secret]) -> Pieces {
    let tokens = secrets.iter().map(|secret| &*secret.token);
    let numbers = NUMBERS.iter().flat_map(|(number, birth)| [*number, *birth]);
    Pieces::new(tokens.chain(numbers))
}

/// A record with the tokens in its private fields, those of groups that it has.
fn with_tokens(mut record: Value, secrets: &[Secret]) -> Value {
    for secret in secrets {
        put(&mut record, &secret.path, json!(secret.token));
    }
    record
}

fn put(record: &mut Value, path: &str, value: Value) {
    let (group, name) = path
        .rsplit_once('.')
        .expect("private fields stand in groups");
    let pointer = format!("/{}", group.replace('.', "/"));
    if let Some(Value::Object(map)) = record.pointer_mut(&pointer) {
        map.insert(name.to_owned(), value);
    }
}

/// Everything that may stand in place of a value: none of it is what the field wants, most of it breaks the file.
fn faults(token: &str) -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: String| text.into_bytes();
    vec![
        ("number", text("9182736455463728".to_owned())),
        ("long_number", text("9182736455463728".repeat(4))),
        ("huge_number", text("9182736455463728e99999".to_owned())),
        ("bare", text(token.to_owned())),
        ("single_quotes", text(format!("'{token}'"))),
        ("list", text(format!("[\"{token}\", \"{token}\"]"))),
        (
            "nested_list",
            text(format!("{}\"{token}\"{}", "[".repeat(70), "]".repeat(70))),
        ),
        ("object", text(format!("{{\"value\": \"{token}\"}}"))),
        ("too_long", text(format!("\"{}\"", token.repeat(1_000)))),
        ("broken_escape", text(format!("\"{token}\\q{token}\""))),
        ("broken_unicode", text(format!("\"{token}\\ud800{token}\""))),
        (
            "control_character",
            text(format!("\"{token}\u{1}{token}\"")),
        ),
        ("line_end", text(format!("\"{token}\n{token}\""))),
        ("word_after", text(format!("\"{token}\" {token}"))),
        ("text_after", text(format!("\"{token}\" \"{token}\""))),
        ("text_between", text(format!("\"\", \"{token}\""))),
        ("colon_after", text(format!("\"{token}\": \"{token}\""))),
        ("not_closed", text(format!("\"{token}"))),
        ("not_opened", text(format!("{token}\""))),
        ("closed_too_much", text(format!("\"{token}\"}}}}}}"))),
        ("comment", text(format!("// {token}"))),
        (
            "not_utf_8",
            [
                b"\"",
                token.as_bytes(),
                b"\xff\xfe",
                token.as_bytes(),
                b"\"",
            ]
            .concat(),
        ),
        ("wrong_date", text(format!("\"{token}-13-45\""))),
        (
            "date_with_slashes",
            text(format!("\"{}\"", token.replace('-', "/"))),
        ),
        ("instant", text(format!("\"{token}T00:00:00Z\""))),
        ("empty", text("\"\"".to_owned())),
    ]
}

const HOLE: &str = "\"the hole\"";

/// The record as a file in which one field has something else as its value.
fn with_hole(
    record: &Value,
    secret: &Secret,
    write: impl Fn(&Value) -> String,
) -> (Vec<u8>, Vec<u8>) {
    let mut record = record.clone();
    put(&mut record, &secret.path, json!("the hole"));
    let text = write(&record);
    let (before, after) = text
        .split_once(HOLE)
        .unwrap_or_else(|| panic!("{} is gone: {text}", secret.path));
    (before.as_bytes().to_vec(), after.as_bytes().to_vec())
}

fn as_toml(record: &Value) -> String {
    toml::to_string(record).unwrap()
}

/// A folder with faulty files, each named after its fault.
fn with_faults(mut admit: Admit, record: &Value, secrets: &[Secret]) -> (Admit, usize) {
    let mut count = 0;
    for secret in secrets {
        let json_hole = with_hole(record, secret, |record| {
            serde_json::to_string_pretty(record).unwrap()
        });
        let line_hole = with_hole(record, secret, Value::to_string);
        let toml_hole = with_hole(record, secret, as_toml);
        let mut lines = Vec::new();
        let mut cases = faults(&secret.token);
        let name = secret.path.rsplit('.').next().unwrap();
        let twice = format!("\"{0}\", \"{name}\": \"{0}\"", secret.token);
        cases.push(("twice", twice.into_bytes()));
        let twice = format!("\"{0}\"\n{name} = \"{0}\"", secret.token);
        cases.push(("twice_in_toml", twice.into_bytes()));
        for (fault, value) in cases {
            let fill = |(before, after): &(Vec<u8>, Vec<u8>)| {
                [&before[..], &value[..], &after[..]].concat()
            };
            let place = format!("faulty/{}_{fault}", secret.path);
            admit = admit
                .file(&format!("{place}.json"), fill(&json_hole))
                .file(&format!("{place}.toml"), fill(&toml_hole));
            if value.len() < 10_000 {
                lines.extend([fill(&line_hole), b"\n".to_vec()].concat());
            }
            count += 1;
        }
        admit = admit.file(&format!("lines/{}.ndjson", secret.path), &lines);
    }
    (admit, count)
}

/// Rules that try to show each private value in each place that shows anything.
fn telling_rules(secrets: &[Secret]) -> String {
    let mut lets = String::new();
    let mut rules = String::new();
    let mut steps = String::new();
    for (number, secret) in secrets.iter().enumerate() {
        let schema = &pack().program().schema;
        let (_, field) = schema
            .each_field()
            .find(|(_, field)| *field.path == *secret.path)
            .unwrap();
        let path = &secret.path;
        let shown = match field.optional {
            false => path.clone(),
            true => format!(
                "{path} otherwise {}",
                if secret.scalar == Scalar::Date {
                    "1900-01-01"
                } else {
                    "\"\""
                }
            ),
        };
        let direct = match field.optional {
            false => path.clone(),
            true => format!("told_{number}"),
        };
        let other = match secret.scalar {
            Scalar::Date => "2000-01-01".to_owned(),
            _ => "\"somebody else\"".to_owned(),
        };
        lets.push_str(&format!("let told_{number} = {shown}\n"));
        steps.push_str(&format!("  always step \"Told: {{told_{number}}}.\"\n"));
        for (severity, test) in [
            ("reject", "!="),
            ("review", "!="),
            ("advise", "!="),
            ("reject", "=="),
        ] {
            rules.push_str(&format!(
                "  rule telling_{number}_{severity}_{} {{\n    {severity} when told_{number} {test} {other}\n    because \"Told: {{{direct}}}, {{told_{number}}}.\"\n    fix \"Tell: {{told_{number}}}.\"\n",
                if test == "!=" { "on" } else { "off" }
            ));
            if secret.scalar == Scalar::Date && severity == "reject" {
                rules.push_str(&format!("    retry at told_{number} + 100 years\n"));
            }
            rules.push_str("  }\n");
        }
    }
    let ages = "  rule telling_age { review when count(old) >= 0 because \"{count(old)} {age of document.birth_date on today}\" fix \"None.\" }\n";
    let number = "  rule telling_number { review when number.birth_date is present because \"{number.birth_date}\" fix \"None.\" }\n";
    format!(
        "{lets}let old = history where outcome == failed\nruleset telling {{\n{rules}{ages}{number}}}\npolicy telling {{\n  applies when account.region == JP\n  use telling\n{steps}}}\n"
    )
}

#[test]
fn no_private_value_shows_in_any_output() {
    let secrets = secrets();
    let pieces = all_pieces(&secrets);
    let base = with_tokens(samples()["many_reasons_at_once"].clone(), &secrets);
    let mut admit = Admit::new();
    // `elsewhere` takes every region without a policy, `telling` one of them.
    let others = files()
        .into_iter()
        .filter(|(name, _)| !name.ends_with("elsewhere.admit"));
    for (name, text) in others {
        admit = admit
            .file(&format!("rules/{name}"), &text)
            .file(&format!("telling/{name}"), &text);
    }
    admit = admit.file("telling/telling.admit", telling_rules(&secrets));
    let mut told = base.clone();
    told["account"]["region"] = json!("JP");
    admit = admit
        .file("told/told.json", told.to_string())
        .file("told/told.toml", as_toml(&told));
    for (name, sample) in samples() {
        let record = with_tokens(sample, &secrets);
        admit = admit.file(&format!("sound/{name}.json"), record.to_string());
    }
    for (at, (number, _)) in NUMBERS.iter().enumerate() {
        let mut record = base.clone();
        put(&mut record, "document.number", json!(number));
        admit = admit.file(&format!("sound/number_{at}.json"), record.to_string());
    }
    let (mut admit, faulty) = with_faults(admit, &base, &secrets);
    let mut runs = 0;
    let mut check = |mut admit: Admit, args: &str| {
        admit = admit.again().args(args);
        let run = admit.run();
        for (stream, text) in [
            ("standard output", &run.stdout),
            ("standard error", &run.stderr),
        ] {
            if let Some(around) = pieces.found_in(text) {
                panic!("`admit {args}` shows a private value on {stream}:\n{around}");
            }
        }
        runs += 1;
        (admit, run)
    };
    (admit, _) = check(admit, "eval --strict sound");
    (admit, _) = check(admit, "eval --quiet sound");
    let run;
    (admit, run) = check(admit, "check telling");
    assert!(!run.stdout.contains("error["), "{}", run.stdout);
    let formats = ["text", "json", "ndjson", "csv"];
    let levels = ["codes", "reasons", "all"];
    for format in formats {
        for level in levels {
            for folders in ["sound", "--rules telling told"] {
                (admit, _) = check(
                    admit,
                    &format!("eval --format {format} --explain {level} {folders}"),
                );
            }
        }
        for folder in ["faulty", "lines", "--strict faulty"] {
            let run;
            (admit, run) = check(admit, &format!("eval --format {format} {folder}"));
            assert_eq!(run.status, 2);
            let signs = ["FAULTY", "\"error\"", ",,line ", ",,\"line "];
            let told = signs.map(|sign| run.stdout.matches(sign).count());
            assert!(told.iter().sum::<usize>() > faulty / 2);
            let codes = [
                "syntax",
                "wrong_kind",
                "duplicate_key",
                "not_utf8",
                "date_format",
            ];
            let missed = codes.into_iter().find(|code| !run.stdout.contains(code));
            assert_eq!(missed, None, "no record of {folder} has this fault");
        }
    }
    for args in [
        "test --snapshots sound",
        "test telling --snapshots told",
        "snap review sound",
        "snap review told",
    ] {
        (admit, _) = check(admit, args);
    }
    for folder in ["sound", "told"] {
        let snapshots = admit.path(&format!("{folder}/snapshots"));
        for file in std::fs::read_dir(snapshots).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            assert_eq!(pieces.found_in(&text), None, "{}", path.display());
        }
    }
    // A record where rules are expected, or a folder, or a code.
    for args in [
        "check rules",
        "check --format json rules",
        "check telling",
        "schema rules",
        "explain photo_glare",
        "builtins",
        "check faulty",
        "check told/told.json",
        "schema told/told.json",
        "explain told/told.json",
        "builtins told/told.json",
        "init told/told.json",
        "eval --rules told told/told.json",
        "eval --rules told/told.json told/told.json",
        "eval --at told/told.json told/told.json",
        "eval told/told.json/told.json",
    ] {
        (admit, _) = check(admit, args);
    }
    assert!(runs > 40);
    assert_tokens_are_told(admit, &secrets, &pieces);
}

/// The other way round: with `--reveal` all of it shows, so the test above looked for what was there.
fn assert_tokens_are_told(admit: Admit, secrets: &[Secret], pieces: &Pieces) {
    let admit = admit
        .again()
        .args("eval --reveal --explain all --rules telling told/told.json");
    let run = admit.run().ends_with(1);
    for secret in secrets {
        assert!(
            run.stdout.contains(&secret.token),
            "{}: {}",
            secret.path,
            run.stdout
        );
    }
    let admit = admit
        .again()
        .args("eval --reveal --explain all sound/number_0.json");
    assert!(pieces.found_in(&admit.run().stdout).is_some());
}
