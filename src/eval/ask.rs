//! What a test says of what is at hand: of all at once, where their kinds and keys tell, else of each by itself.

use super::column::ask_each;
use super::compare::{compare, contains, decides, fits, fits_bytes};
use super::lanes::{Lanes, Says, each, lane};
use super::machine::Machine;
use crate::program::{Comparison, Instruction, ParamId, Place, Policy, Test};
use crate::record::Column;
use crate::value::{Cell, Constant, Country, Date, Kind, List, Texts, Value};

impl<'a> Machine<'_, '_, 'a> {
    /// What an instruction says, once what it needs is worked out.
    pub(super) fn ask(&self, instruction: &'a Instruction, lanes: Lanes) -> Says {
        let code = self.code;
        let mut spare = None;
        match &instruction.test {
            Test::Known(bool) => Says::all(lanes, Some(*bool)),
            Test::Ready(_) => Says::default(),
            Test::Flag(place) => {
                let column = self.column(*place, &mut spare);
                column.ask(lanes, Kind::Bool, |key| key as i32 != 0)
            }
            Test::Word(place, word) => {
                let column = self.column(*place, &mut spare);
                column.ask(lanes, Kind::Word, |key| Kind::to_word(key) == *word)
            }
            Test::Words(place, words) => {
                let column = self.column(*place, &mut spare);
                let known = column.are(lanes, Kind::Word);
                // A few words are quicker looked for one after the other.
                let yes = match words.count_ones() {
                    0..=4 => {
                        each(*words).fold(0, |yes, word| yes | column.have_word(known, word as u16))
                    }
                    _ => column.keys(known, |key| has_bit(*words, u32::from(Kind::to_word(key)))),
                };
                Says {
                    yes,
                    unknown: lanes & !known,
                }
            }
            Test::Country(place, country) => {
                let column = self.column(*place, &mut spare);
                column.against(lanes, Comparison::Equal, &Cell::Country(*country))
            }
            Test::Against(place, op, constant) => match code.constants.get(*constant as usize) {
                Some(constant) => self.against(lanes, *place, *op, *constant),
                None => Says::all(lanes, None),
            },
            Test::Compare(left, op, right) => self.compare_all(lanes, *left, *op, *right),
            Test::Present(place) => {
                let column = self.column(*place, &mut spare);
                let missing = column.are(lanes, Kind::Missing);
                Says {
                    yes: lanes & !missing & !column.are(lanes, Kind::Absent),
                    unknown: missing,
                }
            }
            Test::Lacks(place) => {
                let column = self.column(*place, &mut spare);
                Says {
                    yes: column.kinds(lanes, |kind| kind <= Kind::Absent),
                    unknown: 0,
                }
            }
            Test::InParam(place, id) => self.in_param(lanes, *place, *id),
            Test::Countries(place, countries) => {
                let column = self.column(*place, &mut spare);
                let known = column.are(lanes, Kind::Country);
                let countries = code.countries.get(*countries as usize);
                Says {
                    yes: countries.map_or(0, |countries| any_of(column, known, countries)),
                    unknown: lanes & !known,
                }
            }
            Test::Text(place, text) => match code.texts.get(*text as usize) {
                Some(wanted) => self.ask_texts(lanes, *place, |texts, key| {
                    texts.bytes(key) == wanted.as_bytes()
                }),
                None => Says::all(lanes, None),
            },
            Test::Matches(place, pattern) => match code.patterns.get(*pattern as usize) {
                Some(pattern) => self.ask_texts(lanes, *place, |texts, key| {
                    let bytes = fits_bytes(texts.bytes(key), pattern);
                    bytes.unwrap_or_else(|| fits(texts.text(key), pattern))
                }),
                None => Says::all(lanes, None),
            },
            Test::HasAny(place, words) => self.ask_parts(lanes, *place, |at, kind, key| {
                self.has_any(at, kind.cell(key)?, *words)
            }),
            Test::Empty(place) => {
                self.ask_parts(lanes, *place, |_, kind, key| match kind.cell(key)? {
                    Cell::Text(from, to) | Cell::List(from, to) => Some(from == to),
                    Cell::Rows(_, _, count) => Some(count == 0),
                    _ => None,
                })
            }
            Test::Other(place) => match code.expressions.get(*place as usize) {
                Some(expr) => ask_each(lanes, |at| self.context(at)?.truth(expr)),
                None => Says::all(lanes, None),
            },
        }
    }

    fn against(&self, lanes: Lanes, place: Place, op: Comparison, constant: Cell) -> Says {
        let mut spare = None;
        let column = self.column(place, &mut spare);
        let says = column.against(lanes, op, &constant);
        self.settle(says, column, |at| {
            self.compare_more(at, self.cell(at, place), op, constant)
        })
    }

    fn compare_all(&self, lanes: Lanes, left: Place, op: Comparison, right: Place) -> Says {
        let (mut spare, mut other) = (None, None);
        let a = self.column(left, &mut spare);
        let b = self.column(right, &mut other);
        let mut says = a.compare(lanes, op, b);
        let texts = a.are(says.unknown, Kind::Text) & b.are(says.unknown, Kind::Text);
        says.unknown &= !texts;
        for at in each(texts) {
            let same = self.texts_of(at).map(|texts| {
                let (left, right) = (a.key(at), b.key(at));
                are_same(texts.bytes(left), texts.bytes(right))
            });
            says.add(at, same.map(|same| same == (op == Comparison::Equal)));
        }
        self.settle(says, a, |at| {
            self.compare_more(at, self.cell(at, left), op, self.cell(at, right))
        })
    }

    /// Asks the long way where the short one does not know.
    #[inline(always)]
    fn settle(&self, says: Says, column: &Column, ask: impl Fn(usize) -> Option<bool>) -> Says {
        let there = column.kinds(says.unknown, |kind| kind > Kind::Absent);
        let mut settled = Says {
            unknown: says.unknown & !there,
            ..says
        };
        for at in each(there) {
            settled.add(at, ask(at));
        }
        settled
    }

    /// What is said of the kind and the key of each by itself.
    #[inline(always)]
    fn ask_parts(
        &self,
        lanes: Lanes,
        place: Place,
        ask: impl Fn(usize, Kind, i64) -> Option<bool>,
    ) -> Says {
        let mut spare = None;
        let column = self.column(place, &mut spare);
        ask_each(lanes, |at| ask(at, column.kind(at), column.key(at)))
    }

    /// What is said of each text.
    #[inline(always)]
    fn ask_texts(
        &self,
        lanes: Lanes,
        place: Place,
        holds: impl Fn(&'a Texts, i64) -> bool,
    ) -> Says {
        let mut spare = None;
        let column = self.column(place, &mut spare);
        ask_each(lanes, |at| {
            let key = (column.kind(at) == Kind::Text).then(|| column.key(at))?;
            Some(holds(self.texts_of(at)?, key))
        })
    }

    #[inline(never)]
    fn compare_more(&self, at: usize, left: Cell, op: Comparison, right: Cell) -> Option<bool> {
        match (left, right) {
            (Cell::Missing | Cell::Absent, _) | (_, Cell::Missing | Cell::Absent) => None,
            (Cell::Instant(a), Cell::Instant(b)) => Some(decides(op, a.cmp(&b))),
            _ => compare(op, self.value(at, left), self.value(at, right)),
        }
    }

    /// Whether values are in the list that a parameter holds.
    fn in_param(&self, lanes: Lanes, place: Place, id: ParamId) -> Says {
        let mut spare = None;
        let column = self.column(place, &mut spare);
        // Most have one policy and one day.
        let mut last: Option<(&Policy, Date, &[Constant])> = None;
        ask_each(lanes, |at| {
            let of = self.of(at);
            let (policy, today) = (self.group.policy(of), self.group.today(of)?);
            let items = match last {
                Some((of, on, items)) if std::ptr::eq(of, policy) && on == today => items,
                _ => {
                    let values = policy.params.get(id.0 as usize)?;
                    let Constant::List(items) = values.on(today) else {
                        return None;
                    };
                    last = Some((policy, today, items));
                    items
                }
            };
            match column.parts(at) {
                (Kind::Country, key) => Some(items.iter().any(|item| match item {
                    Constant::Country(country) => i64::from(country.number()) == key,
                    _ => false,
                })),
                _ if items.is_empty() => Some(false),
                _ => contains(List::Constants(items), self.value(at, self.cell(at, place))),
            }
        })
    }

    fn has_any(&self, at: usize, cell: Cell, words: u64) -> Option<bool> {
        match self.value(at, cell) {
            Value::List(List::Cells(items, _)) => Some(items.iter().any(|item| match item {
                Cell::Word(word) => has_bit(words, u32::from(word.index)),
                _ => false,
            })),
            _ => None,
        }
    }
}

/// Whether two texts are the same. Of most, the first and the last eight bytes are all there is.
#[inline(always)]
fn are_same(left: &[u8], right: &[u8]) -> bool {
    let ends = |text: &[u8]| {
        let [first, last] = [text.first_chunk::<8>()?, text.last_chunk::<8>()?];
        Some([u64::from_le_bytes(*first), u64::from_le_bytes(*last)])
    };
    match (ends(left), ends(right)) {
        _ if left.len() != right.len() => false,
        (Some([a, b]), Some([c, d])) if left.len() <= 16 => (a ^ c) | (b ^ d) == 0,
        _ => left == right,
    }
}

/// Which of some countries are one of these. A few are quicker looked for one after the other.
fn any_of(column: &Column, lanes: Lanes, countries: &[Country]) -> Lanes {
    let number = |country: &Country| country.number() as i32;
    match countries.len() {
        0..=8 => {
            let numbers = countries.iter().map(number);
            numbers.fold(0, |yes, wanted| yes | column.have(lanes, wanted))
        }
        _ => {
            let is_one = |key| countries.iter().any(|each| number(each) == key);
            let found = each(lanes).filter(|at| is_one(column.parts(*at).1 as i32));
            found.fold(0, |yes, at| yes | lane(at))
        }
    }
}

fn has_bit(bits: u64, word: u32) -> bool {
    bits.checked_shr(word).unwrap_or(0) & 1 == 1
}

#[cfg(test)]
mod tests {
    use super::are_same;

    #[test]
    fn texts_are_the_same_if_all_of_their_bytes_are() {
        let text = b"abcdefghijklmnopqrstuvwxyz";
        for (length, other) in
            (0..=text.len()).flat_map(|one| (0..=text.len()).map(move |other| (one, other)))
        {
            assert_eq!(are_same(&text[..length], &text[..other]), length == other);
        }
        for length in 1..=text.len() {
            for at in 0..length {
                let mut other = text[..length].to_vec();
                other[at] ^= 1;
                assert!(!are_same(&text[..length], &other), "{length} {at}");
            }
        }
    }
}
