//! What `--coverage` counts, and how it is shown.

use admit::coverage::{Coverage, Item, Kind};
use admit::engine::TestedSet;
use admit::report::{Colour, coverage_html, coverage_json, coverage_text};

const RULES: &str = include_str!("coverage/rules.admit");
const TESTS: &str = include_str!("coverage/some.test.admit");

fn load(rules: &str, tests: &str) -> TestedSet {
    let files = [("<b>rules.admit", rules), ("some.test.admit", tests)];
    TestedSet::load_bytes(files, &super::sample)
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

fn coverage(set: &TestedSet) -> Coverage {
    set.run_covered(&set.select(None), &|_| ()).1
}

/// The ways in which an item came out: `true, undecided`.
fn ways(item: &Item) -> String {
    let met = item.ways.iter().filter(|way| way.met);
    met.map(|way| way.name).collect::<Vec<_>>().join(", ")
}

/// Of the only item of a kind with these words.
#[track_caller]
fn of(coverage: &Coverage, kind: Kind, words: &str) -> String {
    let items: Vec<&Item> = coverage
        .of(kind)
        .filter(|item| item.words == words)
        .collect();
    assert_eq!(items.len(), 1, "{kind:?} {words}: {:#?}", coverage.items);
    ways(items[0])
}

#[test]
fn each_format_is_as_reviewed() {
    let set = load(RULES, TESTS);
    let coverage = coverage(&set);
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("coverage_text", coverage_text(&coverage, Colour::Never));
        insta::assert_snapshot!("coverage_html", coverage_html(&coverage, set.sources()));
        let json = coverage_json(&coverage);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["items"].as_array().unwrap().len(), coverage.items.len());
        let first = json.lines().take_while(|line| !line.contains("words")).count();
        let head: Vec<&str> = json.lines().take(first + 24).collect();
        insta::assert_snapshot!("coverage_json", head.join("\n"));
    });
}

#[test]
fn each_kind_of_item_is_seen_as_it_comes_out() {
    let coverage = coverage(&load(RULES, TESTS));
    for (kind, words, expected) in [
        (Kind::Rule, "document_expired", "fired, clear"),
        // Excused is not fired; with no photo no rule about photos is asked.
        (Kind::Rule, "too_young", "fired, clear"),
        (Kind::Excuse, "document_expired", "excused"),
        (Kind::Excuse, "name_is_markup", ""),
        // A `require` that asks for its field has fired.
        (Kind::Rule, "date_missing", "fired, clear"),
        (Kind::Rule, "photo_glare", "clear"),
        (Kind::Condition, "expires_on is present", "true, false"),
        // One word with what it denies.
        (
            Kind::Condition,
            "kind not in [card, permit]",
            "true, false, undecided",
        ),
        // The inside of a `not`.
        (Kind::Condition, "age > 120", "false"),
        (Kind::Condition, "age >= 18", "true, false"),
        (Kind::Condition, "grown_up", "true, false"),
        // `flat` is asked for each photo, where somebody counts them.
        (Kind::Condition, "flat", "true, false"),
        (Kind::Condition, "kind != other", "undecided"),
        (Kind::Row, "| passport | accept |", "hit"),
        (Kind::Row, "| card | review |", "hit"),
        // The offers try every word; that is no test of the row.
        (Kind::Row, "| otherwise | reject |", ""),
        (Kind::Policy, "mainland", "chosen"),
        (Kind::Policy, "islands", ""),
        // Both policies have it; it is written once.
        (Kind::Line, "on accept grant [trading]", "taken"),
        (
            Kind::Line,
            "on reject step \"Look at the rules.\" when photo_glare rejects or too_young rejects",
            "taken",
        ),
        (Kind::Condition, "photo_glare rejects", "false"),
    ] {
        assert_eq!(of(&coverage, kind, words), expected, "{kind:?} {words}");
    }
}

#[test]
fn an_excused_rule_has_not_fired() {
    let tests = TESTS.replace(
        "| 17  | unchanged  | reject [too_young]                |\n",
        "",
    );
    let coverage = coverage(&load(RULES, &tests));
    assert_eq!(of(&coverage, Kind::Rule, "too_young"), "clear");
    assert_eq!(of(&coverage, Kind::Excuse, "document_expired"), "excused");
}

#[test]
fn it_is_about_rules_and_not_about_lines() {
    let of_items = |coverage: Coverage| {
        let items = coverage.items.into_iter();
        items
            .map(|item| (item.kind, item.of, item.words, item.ways))
            .collect::<Vec<_>>()
    };
    let written = of_items(coverage(&load(RULES, TESTS)));
    let wide = RULES.replace(' ', "  ").replace('\n', "   # a remark\n\n");
    // Texts are not code: what stands in them has to stay.
    let wide = wide.replace("\"Look  at  the  rules.\"", "\"Look at the rules.\"");
    let wide = wide.replace("or   # a remark\n\n", "or # a remark\n# another\n");
    assert_eq!(of_items(coverage(&load(&wide, TESTS))), written);
}

#[test]
fn what_all_cases_cover_is_what_each_of_them_covers() {
    let set = load(RULES, TESTS);
    let all = coverage(&set);
    let mut joined = set.run_covered(&[], &|_| ()).1;
    assert_eq!(joined.total().met, 0);
    for case in set.select(None) {
        let (verdict, one) = set.run_covered(&[case], &|_| ());
        assert_eq!(
            verdict,
            set.run(&[case], &|_| ()),
            "watching changes nothing"
        );
        for (sum, item) in joined.items.iter_mut().zip(one.items) {
            for (way, other) in sum.ways.iter_mut().zip(item.ways) {
                way.met |= other.met;
            }
        }
    }
    assert_eq!(joined, all);
}

#[test]
fn no_format_shows_a_value_of_a_record() {
    let set = load(RULES, TESTS);
    let coverage = coverage(&set);
    let shown = [
        coverage_text(&coverage, Colour::Always),
        coverage_json(&coverage),
        coverage_html(&coverage, set.sources()),
    ]
    .concat();
    for value in ["Canary", "c-1", "2026-11-21"] {
        assert!(!shown.contains(value), "{value}");
    }
}

/// With the marks taken away, the page shows the files as they are.
#[test]
fn the_page_shows_every_file_whole_and_runs_nothing() {
    let pack = TestedSet::embedded().unwrap();
    for set in [load(RULES, TESTS), pack] {
        let coverage = coverage(&set);
        let page = coverage_html(&coverage, set.sources());
        assert!(
            !page.contains("<script") && !page.contains("http://"),
            "{page}"
        );
        assert_eq!(
            page.matches("<span").count(),
            page.matches("</span>").count()
        );
        let mut shown = 0;
        for section in page.split("<h2 id=").skip(1) {
            let (name, rest) = section.split_once("</h2>\n<pre>").unwrap();
            let name = plain(name.split_once('>').unwrap().1);
            let code = rest.split_once("</pre>").unwrap().0;
            let lines = code.lines().filter(|line| !line.contains("class=\"note\""));
            let lines = lines.map(|line| plain(line.split_once("</span>  ").unwrap().1));
            let text = lines.collect::<Vec<_>>().join("\n");
            let mut files = set.sources().files();
            let (_, file) = files.find(|(_, file)| file.name() == name).unwrap();
            assert_eq!(text, file.text().trim_end_matches('\n'), "{name}");
            shown += 1;
        }
        let files: std::collections::HashSet<&str> = coverage
            .items
            .iter()
            .map(|item| item.place.file.as_str())
            .collect();
        assert_eq!(shown, files.len());
    }
}

/// Text of a piece of a page.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for (entity, char) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        text = text.replace(entity, char);
    }
    text
}

#[test]
fn only_what_is_whole_is_a_hundred() {
    let tally = |met, of| admit::coverage::Tally { met, of }.tenths();
    assert_eq!(tally(0, 0), 1000);
    assert_eq!(tally(1999, 2000), 999);
    assert_eq!(tally(2000, 2000), 1000);
    assert_eq!(tally(1, 3), 333);
}

/// A rule that asks nothing cannot be clear; with a guard it can, since a guard asks.
#[test]
fn a_rule_that_asks_nothing_need_not_be_clear() {
    let rules = |head: &str| {
        format!(
            "record submission {{ id: text, region: country }}
            ruleset closed {{
              rule closed_today {head}{{ reject when true because \"Closed.\" final }}
            }}
            policy everywhere {{ applies when region == CN or region != CN use closed }}"
        )
    };
    let tests = "sample any { id = \"a-1\", region = CN }
        test \"nobody gets in\" { given any at 2026-11-22 expect reject [closed_today] }";
    for (head, met, of) in [("", 1, 1), ("when region == CN ", 2, 4)] {
        let total = coverage(&load(&rules(head), tests)).total();
        assert_eq!((total.met, total.of), (met, of), "{head}");
    }
}
