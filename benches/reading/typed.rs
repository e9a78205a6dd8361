//! The record as an expert would write it for serde_json: typed, and texts borrowed where nothing is escaped.
#![expect(
    dead_code,
    reason = "what is read here is only read, as it is by the other side"
)]

use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
pub struct Application<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    submitted_at: Option<&'a str>,
    region: Option<&'a str>,
    level: Option<Level>,
    channel: Option<Channel>,
    expected_deposit: Option<f64>,
    #[serde(borrow)]
    source_of_funds: Option<Cow<'a, str>>,
    #[serde(borrow)]
    applicant: Option<Applicant<'a>>,
    #[serde(borrow)]
    document: Option<Document<'a>>,
    #[serde(default)]
    photos: Vec<Photo>,
    face: Option<Face>,
    #[serde(borrow)]
    network: Option<Network<'a>>,
    #[serde(borrow, default)]
    attempts: Vec<Attempt<'a>>,
}

#[derive(Deserialize)]
struct Applicant<'a> {
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    number: Option<Cow<'a, str>>,
    birth_date: Option<&'a str>,
    nationality: Option<&'a str>,
    #[serde(borrow)]
    occupation: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Document<'a> {
    r#type: Option<DocumentType>,
    country: Option<&'a str>,
    #[serde(borrow)]
    number: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    birth_date: Option<&'a str>,
    issued_on: Option<&'a str>,
    expires_on: Option<&'a str>,
    chip_read: Option<bool>,
    #[serde(borrow)]
    issuer: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Photo {
    side: Option<Side>,
    sharpness: Option<f64>,
    glare: Option<f64>,
    corners: Option<i64>,
    width: Option<i64>,
}

#[derive(Deserialize)]
struct Face {
    similarity: Option<f64>,
    liveness: Option<f64>,
    lighting: Option<f64>,
    #[serde(default)]
    accessories: Vec<Accessory>,
}

#[derive(Deserialize)]
struct Network<'a> {
    country: Option<&'a str>,
    vpn: Option<bool>,
    risk: Option<f64>,
    latency_ms: Option<f64>,
}

#[derive(Deserialize)]
struct Attempt<'a> {
    at: Option<&'a str>,
    outcome: Option<Outcome>,
}

macro_rules! words {
    ($($name:ident { $($word:ident),* })*) => {
        $(
            #[derive(Deserialize)]
            #[serde(rename_all = "snake_case")]
            enum $name { $($word),* }
        )*
    };
}

words! {
    DocumentType { Passport, NationalId, ResidencePermit, DrivingLicence, Other }
    Level { Basic, Standard, Plus }
    Channel { App, Web, Partner, Other }
    Side { Front, Back, Selfie }
    Accessory { Hat, Glasses, Sunglasses, Mask, Other }
    Outcome { Passed, Failed, Abandoned }
}
