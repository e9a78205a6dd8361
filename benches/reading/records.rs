//! Records for `rules.admit`, each a line of JSON, from a fixed seed. All data is invented.

/// So many lines. One in eight has an escape, one in five a name that is not ASCII, and optional fields come
/// and go.
pub fn lines(count: usize) -> Vec<String> {
    let mut seed = Seed(1);
    (0..count).map(|number| line(&mut seed, number)).collect()
}

/// SplitMix64.
struct Seed(u64);

impl Seed {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from.get(self.below(from.len() as u64) as usize)
            .copied()
            .unwrap_or_default()
    }

    fn date(&mut self, from: u64, years: u64) -> String {
        let (year, month, day) = (self.below(years), self.below(12), self.below(28));
        format!("{}-{:02}-{:02}", from + year, month + 1, day + 1)
    }

    fn time(&mut self) -> String {
        let (hour, minute, second) = (self.below(24), self.below(60), self.below(60));
        format!("{}T{hour:02}:{minute:02}:{second:02}", self.date(2026, 1))
    }
}

fn line(seed: &mut Seed, number: usize) -> String {
    let fields = [
        format!(r#""id":"a-{number:08}""#),
        format!(r#""submitted_at":"{}+08:00""#, seed.time()),
        format!(r#""region":"{}""#, country(seed)),
        format!(r#""level":"{}""#, seed.pick(&["basic", "standard", "plus"])),
        format!(r#""channel":"{}""#, seed.pick(&["app", "web", "partner"])),
        format!(r#""expected_deposit":{}"#, seed.below(100_000)),
        r#""source_of_funds":"salary""#.to_owned(),
        applicant(seed, number),
        document(seed, number),
        format!(
            r#""photos":[{},{}]"#,
            photo(seed, "front"),
            photo(seed, "selfie")
        ),
        face(seed),
        format!(
            r#""network":{{"country":"{}","vpn":false,"risk":0.{},"latency_ms":{}.{}}}"#,
            country(seed),
            seed.below(80) + 10,
            seed.below(300),
            seed.below(9) + 1
        ),
        format!(r#""attempts":[{}]"#, attempts(seed)),
    ];
    format!("{{{}}}", fields.join(","))
}

fn country(seed: &mut Seed) -> &'static str {
    seed.pick(&["SG", "MY", "TH", "PH", "ID"])
}

fn name(seed: &mut Seed) -> &'static str {
    seed.pick(&[
        "Sample Tan Wei",
        "Contoh Binti Sampel",
        "Maria Halimbawa Santos",
        "Specimen Anna Muster",
        "Budi Contoh",
        "Sample \\\"Junior\\\" Lim",
        "样例甲",
        "Specimen of a Rather Long Name",
    ])
}

fn applicant(seed: &mut Seed, number: usize) -> String {
    let (name, birth, country) = (name(seed), seed.date(1950, 55), country(seed));
    let occupation = match seed.below(3) {
        0 => String::new(),
        _ => r#","occupation":"teacher""#.to_owned(),
    };
    format!(
        r#""applicant":{{"name":"{name}","number":"K{number:07}X","birth_date":"{birth}","nationality":"{country}"{occupation}}}"#
    )
}

fn document(seed: &mut Seed, number: usize) -> String {
    let kind = seed.pick(&["passport", "national_id", "residence_permit"]);
    let (name, birth, country) = (name(seed), seed.date(1950, 55), country(seed));
    let (issued, expires) = (seed.date(2018, 8), seed.date(2027, 8));
    let expires = match seed.below(10) {
        0 => "long_term".to_owned(),
        _ => expires,
    };
    let chip = match seed.below(3) {
        0 => "",
        _ => r#","chip_read":true"#,
    };
    format!(
        r#""document":{{"type":"{kind}","country":"{country}","number":"K{number:07}X","name":"{name}","birth_date":"{birth}","issued_on":"{issued}","expires_on":"{expires}"{chip},"issuer":"Sample Office"}}"#
    )
}

fn photo(seed: &mut Seed, side: &str) -> String {
    format!(
        r#"{{"side":"{side}","sharpness":0.{},"glare":0.0{},"corners":4,"width":{}}}"#,
        seed.below(400) + 500,
        seed.below(90) + 1,
        seed.below(3_000) + 600
    )
}

fn face(seed: &mut Seed) -> String {
    let accessories = seed.pick(&["", "", "", r#""glasses""#]);
    format!(
        r#""face":{{"similarity":0.{},"liveness":0.{},"lighting":0.{},"accessories":[{accessories}]}}"#,
        seed.below(100) + 800,
        seed.below(100) + 800,
        seed.below(80) + 10
    )
}

fn attempts(seed: &mut Seed) -> String {
    let made = (0..seed.below(3)).map(|_| {
        let outcome = seed.pick(&["passed", "failed", "abandoned"]);
        format!(r#"{{"at":"{}Z","outcome":"{outcome}"}}"#, seed.time())
    });
    made.collect::<Vec<_>>().join(",")
}
