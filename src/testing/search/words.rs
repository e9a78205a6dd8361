//! The values of a field that has only a few.

use crate::program::Program;
use crate::value::{Scalar, Tree};

/// Both truths, all words of an enum, some countries, `long_term`; each as a record has it and as a test writes it.
pub(in crate::testing) fn words(program: &Program, scalar: Scalar) -> Vec<(Tree, String)> {
    let text = |text: String| (Tree::Text(text.as_str().into()), text);
    match scalar {
        Scalar::Bool => [true, false]
            .map(|bool| (Tree::Bool(bool), bool.to_string()))
            .into(),
        Scalar::Enum(id) => {
            let words = program.schema.enumeration(id).words.iter();
            words.map(|word| text(word.to_string())).collect()
        }
        Scalar::Country => ["CN", "HK", "FR"].map(|code| text(code.to_owned())).into(),
        Scalar::DateOrLongTerm => vec![text("long_term".to_owned())],
        _ => Vec::new(),
    }
}
