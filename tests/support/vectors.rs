//! Numbers with known answers: specimens, worked examples of standards, and synthetic ones.

use serde::Deserialize;

/// A number, and what is known of it.
#[derive(Deserialize, Debug)]
pub struct Row {
    /// The document type, or what else the number is of.
    #[serde(rename = "type")]
    pub kind: String,
    /// As somebody typed it.
    pub number: String,
    /// Whether nothing speaks against it.
    pub valid: bool,
    /// What speaks against it.
    pub error: Option<String>,
    /// The same number as it is compared.
    pub normalized: Option<String>,
    /// The day on which this holds, if not on every day.
    pub today: Option<String>,
}

/// The files, with how many rows each has.
const FILES: [(&str, usize); 11] = [
    (include_str!("../vectors/cn_eep_hk_mo.json"), 25),
    (include_str!("../vectors/cn_foreign_pr_id.json"), 23),
    (include_str!("../vectors/cn_mtp_hk_mo.json"), 25),
    (include_str!("../vectors/cn_mtp_tw.json"), 17),
    (include_str!("../vectors/cn_residence_permit.json"), 23),
    (include_str!("../vectors/cn_resident_id.json"), 34),
    (include_str!("../vectors/cn_resident_id_gen1.json"), 15),
    (include_str!("../vectors/hk_id.json"), 48),
    (include_str!("../vectors/mo_bir.json"), 24),
    (include_str!("../vectors/passport_numbers.json"), 56),
    (include_str!("../vectors/tw_national_id.json"), 43),
];

/// Numbers of documents that no type is for: the permit to Taiwan, and the old certificate of foreign residents there.
pub const OF_NO_TYPE: [&str; 2] = ["T12345678", "AA23456789"];

/// The word for numbers of foreign residents in Taiwan, which two libraries take for those of the identity card.
pub const FOREIGN_RESIDENT: &str = "tw_resident_certificate_ui";

/// All rows of all files.
pub fn numbers() -> Vec<Row> {
    let rows = FILES.iter().flat_map(|(text, count)| {
        let rows: Vec<Row> = serde_json::from_str(text).unwrap();
        assert_eq!(rows.len(), *count);
        rows
    });
    rows.collect()
}
