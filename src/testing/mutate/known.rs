//! What an earlier run found out: as long as the rules are the same, and so is the test that noticed a change, nothing
//! has to be run for it.
//!
//! In and out: JSON. A change that no test noticed is tried again, since a new test may notice it.

use crate::program::{Case, Suite};
use crate::testing::sample::Samples;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Which program wrote it: another one may make other changes of the same rules, or decide otherwise.
const WRITER: &str = concat!("admit ", env!("CARGO_PKG_VERSION"), ", 1");

/// What became of the changes of some rules.
///
/// ```
/// use admit::testing::mutate::Known;
/// let known = Known::default();
/// assert_eq!(Known::read(&known.to_json()), Ok(known));
/// assert!(Known::read("{}").is_err());
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    writer: String,
    /// The digest of the rules.
    pub rules: String,
    /// By the handles of the changes.
    pub changes: BTreeMap<String, Found>,
}

/// What became of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Found {
    /// The files were no rules any more.
    NoRule,
    /// A test noticed it.
    NoticedBy {
        /// What the test is called, for people.
        test: String,
        /// The digest of all that it does.
        digest: String,
    },
    /// No test did.
    Unnoticed,
}

impl Default for Known {
    fn default() -> Known {
        Known::of("", BTreeMap::new())
    }
}

impl Known {
    pub(super) fn of(rules: &str, changes: BTreeMap<String, Found>) -> Known {
        Known {
            writer: WRITER.to_owned(),
            rules: rules.to_owned(),
            changes,
        }
    }

    /// Reads what [`Known::to_json`] wrote; the text says why it is of no use.
    pub fn read(json: &str) -> Result<Known, &'static str> {
        let known: Known =
            serde_json::from_str(json).map_err(|_| "it is damaged, or no such file")?;
        match known.writer == WRITER {
            true => Ok(known),
            false => Err("another version of `admit` wrote it"),
        }
    }

    /// As JSON, the changes in the order of their handles.
    pub fn to_json(&self) -> String {
        let json = serde_json::to_string_pretty(self);
        json.map_or_else(|_| String::new(), |json| json + "\n")
    }
}

/// The digest of all that a case does: its record, when it is looked at, the parameters, and what is expected.
pub(super) fn digest(samples: &Samples, suite: &Suite, case: &Case) -> String {
    let record = samples.json(suite, case).unwrap_or_default();
    let Case {
        at,
        params,
        expected,
        ..
    } = case;
    let mut hash = Sha256::new();
    for part in [record, format!("{at:?} {params:?} {expected:?}")] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let bytes = hash.finalize();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
