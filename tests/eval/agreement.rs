//! All ways of deciding a record, and of writing what came of it, held against each other.

use admit::engine::PolicySet;
use admit::eval::{
    Explain, Options, Privacy, Workspace, answer_each, codes, codes_each, evaluate, evaluate_each,
    evaluate_watched,
};
use admit::record::{ReadOptions, Record, Sheet};
use admit::report::{Phrases, answer_json, json_compact};
use admit::value::Instant;
use serde_json::Value;

/// What the records of one set of rules are decided with, one after the other.
pub struct Desk {
    pub workspace: Workspace,
    phrases: Phrases,
}

impl Desk {
    pub fn new(set: &PolicySet) -> Desk {
        Desk {
            workspace: Workspace::default(),
            phrases: Phrases::new(set.program()),
        }
    }
}

/// An answer is written as `serde` writes its decision, whatever of it is told, and by phrases that others have used.
pub fn hold_written(set: &PolicySet, record: &Record, at: Instant, desk: &mut Desk) {
    let Desk { workspace, phrases } = desk;
    let each = [Explain::Messages, Explain::Reasons, Explain::All]
        .into_iter()
        .flat_map(|explain| [Privacy::Mask, Privacy::Reveal].map(|privacy| (explain, privacy)));
    for (explain, privacy) in each {
        let options = Options { explain, privacy };
        let owned = set.evaluate(record, at, options);
        let mut line = Vec::new();
        let records = [(record, at)];
        answer_each(set.program(), &records, options, workspace, |answer| {
            assert_eq!(answer.decision(), owned);
            assert_eq!(answer.outcome(), owned.decision);
            answer_json(answer, phrases, &mut line);
        });
        let line = String::from_utf8(line).unwrap();
        assert_eq!(line, json_compact(&owned));
    }
    hold_brief(set, record, at, desk);
}

/// The same in codes.
fn hold_brief(set: &PolicySet, record: &Record, at: Instant, desk: &mut Desk) {
    let Desk { workspace, phrases } = desk;
    let program = set.program();
    for privacy in [Privacy::Mask, Privacy::Reveal] {
        let alone = codes(program, record, at, privacy, workspace);
        let alone = (json_compact(&alone), json_compact(&alone.reasons));
        let options = Options {
            explain: Explain::Codes,
            privacy,
        };
        let (mut line, mut reasons) = (Vec::new(), Vec::new());
        answer_each(program, &[(record, at)], options, workspace, |answer| {
            answer_json(answer, phrases, &mut line);
            answer.each_reason(|reason| reasons.push(json_compact(&reason)));
        });
        assert_eq!(String::from_utf8(line).unwrap(), alone.0);
        let reasons: Vec<&str> = reasons.iter().map(|reason| reason.trim()).collect();
        assert_eq!(format!("[{}]\n", reasons.join(",")), alone.1);
    }
}

/// Holds all ways of deciding one record against each other.
pub fn hold_together(set: &PolicySet, record: &Record, at: Instant, desk: &mut Desk) {
    let options = Options {
        explain: Explain::All,
        privacy: Privacy::Mask,
    };
    let program = set.program();
    let ready = evaluate(program, record, at, options);
    // Whoever watches is told of every expression: the plan is left aside.
    let watched = evaluate_watched(program, record, at, options, &|_| {});
    assert_eq!(ready, watched);
    hold_written(set, record, at, desk);
    let brief = codes(program, record, at, Privacy::Mask, &mut desk.workspace);
    let line = serde_json::to_value(&brief).unwrap();
    let whole = serde_json::to_value(&ready).unwrap();
    for key in ["id", "decision", "policy", "version"] {
        assert_eq!(line[key], whole[key], "{key}");
    }
    let of = |value: &Value, list: &str, keys: &[&str]| -> Vec<Vec<Value>> {
        let list = value[list].as_array().unwrap().iter();
        list.map(|each| keys.iter().map(|key| each[*key].clone()).collect())
            .collect()
    };
    for (list, keys) in [
        ("reasons", ["code", "severity", "path"].as_slice()),
        ("missing", &["field"]),
        ("advice", &["code", "path"]),
    ] {
        assert_eq!(of(&line, list, keys), of(&whole, list, keys), "{list}");
    }
}

/// Holds records that are decided side by side against each by itself.
pub fn hold_side_by_side(
    set: &PolicySet,
    records: &[(&Record, Instant)],
    workspace: &mut Workspace,
) {
    let program = set.program();
    let mut told = Vec::new();
    codes_each(program, records, Privacy::Mask, workspace, |codes| {
        told.extend_from_slice(json_compact(codes).as_bytes());
    });
    let mut alone = Vec::new();
    for (record, at) in records {
        let codes = codes(program, record, *at, Privacy::Mask, workspace);
        alone.extend_from_slice(json_compact(&codes).as_bytes());
    }
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.lines().map(str::to_owned).collect()
    };
    assert_eq!(lines(&told).len(), records.len());
    assert_eq!(lines(&told), lines(&alone));
    let options = Options::default();
    let mut each = records.iter();
    evaluate_each(program, records, options, workspace, |decision| {
        let (record, at) = each.next().unwrap();
        assert_eq!(decision, evaluate(program, record, *at, options));
    });
    assert!(each.next().is_none());
}

/// Holds records of a sheet against the same that were read by themselves.
pub fn hold_in_a_sheet(
    set: &PolicySet,
    records: &[(String, Record, Instant)],
    workspace: &mut Workspace,
) {
    let program = set.program();
    let mut sheet = Sheet::default();
    for (turn, (json, ..)) in records.iter().enumerate() {
        let mut read = |json: &str| {
            let options = ReadOptions::default();
            sheet.read_json(&program.schema, json.as_bytes(), options)
        };
        // What cannot be read leaves nothing behind.
        if turn % 3 == 0 {
            let half = json.char_indices().nth(json.chars().count() / 2);
            assert!(read(&json[..half.unwrap().0]).is_err());
        }
        read(json).unwrap();
    }
    assert_eq!(sheet.len(), records.len());
    let options = Options {
        explain: Explain::All,
        privacy: Privacy::Mask,
    };
    let of_sheet: Vec<_> = sheet.records().zip(records).collect();
    let of_sheet: Vec<_> = of_sheet
        .iter()
        .map(|(each, (.., at))| (*each, *at))
        .collect();
    // As they stand, and with gaps between them.
    for step in [1, 2, 5] {
        let some: Vec<_> = of_sheet.iter().step_by(step).copied().collect();
        let mut alone = records.iter().step_by(step);
        codes_each(program, &some, Privacy::Mask, workspace, |found| {
            let (_, record, at) = alone.next().unwrap();
            let mut workspace = Workspace::default();
            let expected = codes(program, record, *at, Privacy::Mask, &mut workspace);
            assert_eq!(*found, expected);
        });
        let mut alone = records.iter().step_by(step);
        evaluate_each(program, &some, options, workspace, |found| {
            let (_, record, at) = alone.next().unwrap();
            assert_eq!(found, evaluate(program, record, *at, options));
        });
    }
    for ((one, at), (_, other, _)) in of_sheet.iter().zip(records) {
        let copied = evaluate(program, &one.to_record(), *at, options);
        assert_eq!(copied, evaluate(program, other, *at, options));
    }
}
