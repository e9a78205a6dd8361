//! Which type a number fits that is not well formed in its own.

use super::today;
use admit::builtins::document_number::{SCHEMES, fitting, scheme};

fn fits(number: &str) -> Option<&'static str> {
    let all: Vec<_> = SCHEMES.iter().map(|scheme| Some(*scheme)).collect();
    fitting(&all, number, today()).map(|at| SCHEMES[at].name)
}

#[test]
fn a_number_fits_the_type_that_it_tells_most_of() {
    for (number, name) in [
        ("11010519491231002X", Some("cn_resident_id")),
        ("110105491231002", Some("cn_resident_id_gen1")),
        ("810000199408230021", Some("cn_residence_permit_hk_mo")),
        ("830000199201300022", Some("cn_residence_permit_tw")),
        ("911124198108030024", Some("cn_foreign_pr_id")),
        ("NRU310172123125", Some("cn_foreign_pr_id_2017")),
        ("A123456(3)", Some("hk_id")),
        ("A123456789", Some("tw_national_id")),
        ("E12345678", Some("cn_passport")),
        ("C12345678", Some("cn_eep_hk_mo")),
        ("H12345678", Some("cn_mtp_hk_mo")),
        ("M12345678", Some("cn_mtp_hk_mo")),
        ("K12345678", Some("hk_passport")),
        ("KJ1234567", Some("hk_passport")),
        ("MA1234567", Some("mo_passport")),
        ("HA1234567", Some("cn_mtp_hk_mo_noncn")),
        ("12345678", Some("cn_mtp_tw")),
        ("1234567(8)", Some("mo_bir")),
        ("312345678", Some("tw_passport")),
        // An area of nobody's: a citizen's number does not begin with 9, and a permit's is 810000.
        ("811840199001010014", Some("cn_resident_id")),
        ("990000199001010017", None),
        // A wrong check digit, a prefix unheard of, and what only a passport of any country could be.
        ("110105194912310021", None),
        ("HM2345678", None),
        ("L898902C3", None),
        ("", None),
    ] {
        assert_eq!(fits(number), name, "{number}");
    }
}

#[test]
fn a_number_fits_among_the_types_that_the_rules_know() {
    let known = ["cn_passport", "other", "cn_mtp_hk_mo_noncn"].map(scheme);
    assert_eq!(fitting(&known, "MA1234567", today()), Some(2));
    assert_eq!(fitting(&known, "K12345678", today()), None);
    assert_eq!(fitting(&[], "MA1234567", today()), None);
}

#[test]
fn a_number_cut_or_misread_stays_with_its_own_type() {
    for (name, number, another) in [
        // A digit too few or too many among digits; the M of an older series.
        ("tw_passport", "31234567", false),
        ("tw_passport", "3123456789", false),
        ("tw_passport", "M12345678", false),
        ("tw_passport", "K12345678", true),
        ("tw_passport", "110105491231002", true),
        ("cn_mtp_tw", "830000199201300022", true),
        ("cn_mtp_tw", "H12345678", true),
        // The letter it has to begin with, and a digit too many.
        ("mo_passport", "M123456789", false),
        ("mo_passport", "K12345678", true),
        // As long as it should be, with the letter misread.
        ("tw_national_id", "1123456789", false),
        ("tw_national_id", "H12345678", true),
        ("cn_mtp_hk_mo", "12345678", true),
        ("cn_passport", "312345678", true),
    ] {
        let scheme = scheme(name).unwrap();
        assert!(!scheme.read(number, today()).well_formed, "{name} {number}");
        assert_eq!(scheme.may_be_another(number), another, "{name} {number}");
    }
}
