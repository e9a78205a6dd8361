//! Any text as a machine-readable zone on several days: it is read the same in plain writing, and what it says can be so.

#![no_main]

use admit::builtins::mrz::{Zone, read, read_exactly};
use admit::builtins::{Kind, Reading};
use admit::value::Date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for (year, month, day) in [(1990, 1, 1), (2024, 2, 29), (2026, 11, 22), (2100, 2, 28)] {
        let today = Date::new(year, month, day).expect("a day");
        let zone = read(text, today);
        if let Ok(exact) = read_exactly(text, today) {
            assert!(text.len() > 4096 || zone.as_ref() == Ok(&exact), "another zone in plain writing");
        }
        if let Ok(zone) = &zone {
            holds(zone, today);
        }
        let reading = Reading::Zone(zone.ok().map(Box::new));
        for fact in Kind::Zone.facts() {
            let there = !matches!(fact.of(&reading), admit::value::Value::Absent);
            assert!(there || fact.optional, "{} is absent", fact.name);
        }
    }
});

fn holds(zone: &Zone, today: Date) {
    assert!(zone.birth_date.is_none_or(|birth| birth <= today), "born in the future");
    assert!(zone.expiry_date.is_none_or(|expiry| (2000..2100).contains(&expiry.year())), "ends in another century");
    assert!(!zone.well_formed() || zone.dates_exist(), "well formed, with a date that does not exist");
    let sound = zone.well_formed() && zone.checks.ok();
    assert_eq!(zone.faults().next().is_none(), sound, "sound or with a fault");
    if let Some(name) = &zone.name {
        assert!(name.is(&format!("{} {}", name.surname, name.given)), "a name is not itself");
        assert!(name.is(&format!("{} {}", name.given, name.surname)), "a name is not itself, given names first");
    }
}
