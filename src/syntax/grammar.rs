//! The derived parser, its private `Rule`, and for each rule the word a reader knows it by.
//!
//! In: texts. Out: pest's pairs, for `build` only. Knows nothing of diagnostics.

use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar/lexical.pest"]
#[grammar = "grammar/expression.pest"]
#[grammar = "grammar/declaration.pest"]
#[grammar = "grammar/testing.pest"]
pub(super) struct Grammar;

pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// What a reader calls the thing that a rule matches.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Described {
    /// A keyword by itself.
    Keyword(&'static str),
    /// A sign by itself.
    Sign(&'static str),
    /// Something that starts with one of these words.
    Words(&'static [&'static str]),
    /// Something with a name of its own: "a value".
    Thing(&'static str),
    /// Nothing that is worth offering: slips, and parts of other things.
    Nothing,
    /// The end of the text.
    End,
}

/// Whether a pair says nothing but that it stands there.
pub(super) fn is_mark(rule: Rule) -> bool {
    matches!(
        describe(rule),
        Described::Keyword(_) | Described::Sign(_) | Described::End
    )
}

/// The word a reader knows. Exhaustive, so that a new rule has to be given one.
pub(super) fn describe(rule: Rule) -> Described {
    use Described::{End, Keyword, Nothing, Sign, Thing, Words};
    match rule {
        Rule::kw_settings => Keyword("settings"),
        Rule::kw_timezone => Keyword("timezone"),
        Rule::kw_enum => Keyword("enum"),
        Rule::kw_record => Keyword("record"),
        Rule::kw_param => Keyword("param"),
        Rule::kw_let => Keyword("let"),
        Rule::kw_table => Keyword("table"),
        Rule::kw_ruleset => Keyword("ruleset"),
        Rule::kw_rule => Keyword("rule"),
        Rule::kw_policy => Keyword("policy"),
        Rule::kw_private => Keyword("private"),
        Rule::kw_fixed => Keyword("fixed"),
        Rule::kw_otherwise => Keyword("otherwise"),
        Rule::kw_list => Keyword("list"),
        Rule::kw_of => Keyword("of"),
        Rule::kw_or => Keyword("or"),
        Rule::kw_long_term => Keyword("long_term"),
        Rule::kw_date => Keyword("date"),
        Rule::kw_from => Keyword("from"),
        Rule::kw_read => Keyword("read"),
        Rule::kw_as => Keyword("as"),
        Rule::kw_where => Keyword("where"),
        Rule::kw_by => Keyword("by"),
        Rule::kw_for => Keyword("for"),
        Rule::kw_each => Keyword("each"),
        Rule::kw_in => Keyword("in"),
        Rule::kw_when => Keyword("when"),
        Rule::kw_reject => Keyword("reject"),
        Rule::kw_review => Keyword("review"),
        Rule::kw_advise => Keyword("advise"),
        Rule::kw_accept => Keyword("accept"),
        Rule::kw_incomplete => Keyword("incomplete"),
        Rule::kw_require => Keyword("require"),
        Rule::kw_unless => Keyword("unless"),
        Rule::kw_because => Keyword("because"),
        Rule::kw_fix => Keyword("fix"),
        Rule::kw_cites => Keyword("cites"),
        Rule::kw_retry => Keyword("retry"),
        Rule::kw_at => Keyword("at"),
        Rule::kw_final => Keyword("final"),
        Rule::kw_like => Keyword("like"),
        Rule::kw_version => Keyword("version"),
        Rule::kw_effective => Keyword("effective"),
        Rule::kw_title => Keyword("title"),
        Rule::kw_applies => Keyword("applies"),
        Rule::kw_use => Keyword("use"),
        Rule::kw_with => Keyword("with"),
        Rule::kw_treat => Keyword("treat"),
        Rule::kw_skip => Keyword("skip"),
        Rule::kw_on => Keyword("on"),
        Rule::kw_always => Keyword("always"),
        Rule::kw_grant => Keyword("grant"),
        Rule::kw_step => Keyword("step"),
        Rule::kw_contact => Keyword("contact"),
        Rule::kw_support => Keyword("support"),
        Rule::kw_time => Keyword("time"),
        Rule::kw_no => Keyword("no"),
        Rule::kw_offer => Keyword("offer"),
        Rule::kw_age => Keyword("age"),
        Rule::kw_not => Keyword("not"),
        Rule::kw_is => Keyword("is"),
        Rule::kw_present => Keyword("present"),
        Rule::kw_absent => Keyword("absent"),
        Rule::kw_empty => Keyword("empty"),
        Rule::kw_has => Keyword("has"),
        Rule::kw_any => Keyword("any"),
        Rule::kw_all => Keyword("all"),
        Rule::kw_matches => Keyword("matches"),
        Rule::kw_then => Keyword("then"),
        Rule::kw_sample => Keyword("sample"),
        Rule::kw_test => Keyword("test"),
        Rule::kw_given => Keyword("given"),
        Rule::kw_expect => Keyword("expect"),
        Rule::kw_and => Keyword("and"),
        Rule::kw_least => Keyword("least"),
        Rule::kw_advice => Keyword("advice"),
        Rule::kw_missing => Keyword("missing"),
        Rule::kw_grants => Keyword("grants"),
        Rule::kw_alternatives => Keyword("alternatives"),
        Rule::p_lbrace => Sign("{"),
        Rule::p_rbrace => Sign("}"),
        Rule::p_lparen => Sign("("),
        Rule::p_rparen => Sign(")"),
        Rule::p_lbracket => Sign("["),
        Rule::p_rbracket => Sign("]"),
        Rule::p_comma => Sign(","),
        Rule::p_colon => Sign(":"),
        Rule::p_dot => Sign("."),
        Rule::p_dots => Sign(".."),
        Rule::p_bar => Sign("|"),
        Rule::p_question => Sign("?"),
        Rule::p_assign => Sign("="),
        Rule::op_and => Words(&["and"]),
        Rule::op_or => Words(&["or"]),
        Rule::op_not => Words(&["not"]),
        Rule::op_in => Words(&["in"]),
        Rule::op_reason => Words(&["rejects", "fires"]),
        Rule::always => Words(&["always"]),
        Rule::otherwise => Words(&["otherwise"]),
        Rule::op_otherwise => Words(&["otherwise"]),
        Rule::final_mark => Words(&["final"]),
        Rule::because => Words(&["because"]),
        Rule::fix => Words(&["fix"]),
        Rule::cites | Rule::row_cites => Words(&["cites"]),
        Rule::retry => Words(&["retry"]),
        Rule::unless => Words(&["unless"]),
        Rule::title => Words(&["title"]),
        Rule::applies => Words(&["applies"]),
        Rule::version => Words(&["version"]),
        Rule::effective => Words(&["effective"]),
        Rule::grant => Words(&["grant"]),
        Rule::step => Words(&["step"]),
        Rule::offer => Words(&["offer"]),
        Rule::contact => Words(&["contact"]),
        Rule::review_time => Words(&["review"]),
        Rule::for_each => Words(&["for"]),
        Rule::guard => Words(&["when"]),
        Rule::filter => Words(&["where"]),
        Rule::like => Words(&["like"]),
        Rule::use_line => Words(&["use"]),
        Rule::treat => Words(&["treat"]),
        Rule::skip => Words(&["skip"]),
        Rule::require => Words(&["require"]),
        Rule::on_outcomes => Words(&["on"]),
        Rule::cell_any => Words(&["any"]),
        Rule::or_long_term => Words(&["or"]),
        Rule::pattern_of => Words(&["of"]),
        Rule::settings => Words(&["settings"]),
        Rule::enumeration => Words(&["enum"]),
        Rule::record => Words(&["record"]),
        Rule::param => Words(&["param"]),
        Rule::let_item => Words(&["let"]),
        Rule::table => Words(&["table"]),
        Rule::ruleset => Words(&["ruleset"]),
        Rule::ruleset_head => Words(&["ruleset"]),
        Rule::rule_item => Words(&["rule"]),
        Rule::policy => Words(&["policy"]),
        Rule::sample => Words(&["sample"]),
        Rule::test => Words(&["test"]),
        Rule::given => Words(&["given"]),
        Rule::moment_line => Words(&["at"]),
        Rule::expect_line => Words(&["expect"]),
        Rule::param_line => Words(&["param"]),
        Rule::sample_file => Words(&["from"]),
        Rule::sample_like => Words(&["="]),
        Rule::changes => Words(&["with"]),
        Rule::removal => Words(&["removed"]),
        Rule::unchanged => Words(&["unchanged"]),
        Rule::at_least => Words(&["at"]),
        Rule::contains => Words(&["contains"]),
        Rule::text_kind | Rule::expected_text => Words(&["message", "fix"]),
        Rule::expected_advice => Words(&["advice"]),
        Rule::expected_missing => Words(&["missing"]),
        Rule::expected_grants => Words(&["grants"]),
        Rule::expected_alternatives => Words(&["alternatives"]),
        Rule::expected_retry => Words(&["retry"]),
        Rule::expected_step => Words(&["step"]),
        Rule::expected_support => Words(&["contact"]),
        Rule::expected_review_time => Words(&["review"]),
        Rule::expected_policy => Words(&["policy"]),
        Rule::expected_without => Words(&["no"]),
        Rule::without_retry => Words(&["retry"]),
        Rule::stray_at => Nothing,
        Rule::without_review_time => Words(&["review"]),
        Rule::read_number => Nothing,
        Rule::list_of => Words(&["list"]),
        Rule::age => Words(&["age"]),
        Rule::matches => Words(&["matches"]),
        Rule::is_test => Words(&["is"]),
        Rule::op_has => Words(&["has"]),
        Rule::op_not_in => Words(&["not"]),
        Rule::absent => Words(&["absent"]),
        Rule::long_term => Words(&["long_term"]),
        Rule::file => Words(&[
            "settings", "enum", "record", "param", "let", "table", "ruleset", "policy", "sample",
            "test",
        ]),
        Rule::ruleset_body_only => Words(&["rule", "param"]),
        Rule::expression_only | Rule::cell_only | Rule::result_only | Rule::made_only => {
            Thing("a value")
        }
        Rule::severity => Words(&["reject", "review", "advise"]),
        Rule::finding => Words(&["reject", "review", "advise"]),
        Rule::expect_only | Rule::expected_outcome | Rule::outcome => {
            Words(&["accept", "review", "incomplete", "reject"])
        }
        Rule::is_word => Words(&["present", "absent", "empty"]),
        Rule::truth => Words(&["true", "false"]),
        Rule::pattern_class => Words(&["digits", "letters", "characters"]),
        Rule::on_line => Words(&["on", "always", "otherwise"]),
        Rule::op_plus => Words(&["+"]),
        Rule::op_minus => Words(&["-"]),
        Rule::op_compare => Thing("a comparison"),
        Rule::expression
        | Rule::constant
        | Rule::number
        | Rule::percent
        | Rule::span
        | Rule::default
        | Rule::paren
        | Rule::arguments
        | Rule::reference
        | Rule::reference_path
        | Rule::name
        | Rule::made
        | Rule::list => Thing("a value"),
        Rule::found => Thing("a reason code"),
        Rule::change => Thing("a change such as `region = CN`"),
        Rule::found_list | Rule::place_list | Rule::word_list | Rule::made_list => Words(&["["]),
        Rule::object => Words(&["{"]),
        Rule::place | Rule::place_only => Thing("a field"),
        Rule::given_only | Rule::word | Rule::path | Rule::setting | Rule::key => Thing("a name"),
        Rule::text => Thing("a text in double quotes"),
        Rule::moment
        | Rule::moment_only
        | Rule::date
        | Rule::instant
        | Rule::day
        | Rule::since
        | Rule::until => Thing("a date"),
        Rule::type_expr
        | Rule::named_type
        | Rule::element_type
        | Rule::date_or_long_term
        | Rule::group => Thing("a type"),
        Rule::bound | Rule::bounds | Rule::pattern_count => Thing("a number"),
        Rule::zone => Thing("a time zone"),
        Rule::row | Rule::case_row => Thing("a row"),
        Rule::field => Thing("a field"),
        Rule::pattern | Rule::pattern_item => Thing("a pattern"),
        Rule::cell | Rule::cell_item | Rule::cell_range => Thing("a cell"),
        Rule::dated_value => Thing("a dated value"),
        Rule::EOI => End,
        Rule::WHITESPACE
        | Rule::rest_of_line
        | Rule::usual_end
        | Rule::word_char
        | Rule::reserved
        | Rule::digits
        | Rule::amount
        | Rule::unit
        | Rule::blank
        | Rule::literal
        | Rule::date_slip
        | Rule::number_glued
        | Rule::prefix
        | Rule::infix
        | Rule::postfix
        | Rule::operand
        | Rule::foreign_not
        | Rule::foreign_and
        | Rule::foreign_or
        | Rule::foreign_compare
        | Rule::foreign_assign
        | Rule::foreign_is
        | Rule::ruleset_head_only
        | Rule::item
        | Rule::modifier
        | Rule::clause
        | Rule::line
        | Rule::action
        | Rule::action_start
        | Rule::cites_start
        | Rule::setting_start
        | Rule::place_index
        | Rule::expected
        | Rule::param_values
        | Rule::cell_group
        | Rule::cell_end => Nothing,
    }
}
