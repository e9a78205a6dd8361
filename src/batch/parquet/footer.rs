//! What stands at the end of a Parquet file: its columns, and where their pages lie. All sizes in it are looked at
//! before the crate takes memory for them.

use super::damage::{Damage, guarded};
use super::store::Store;
use super::thrift::{FILE, Note, walk};
use crate::record::{DEPTH_LIMIT, LENGTH_LIMIT};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::Length;

/// How many bytes the end of a file may have that describes it.
const MOST_BYTES: u32 = 16 << 20;
/// How many groups of rows there may be: the format has no more.
const MOST_GROUPS: usize = i16::MAX as usize;

const MARK: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";

/// Reads the end of a file.
pub(super) fn read(store: &Store) -> Result<ParquetMetaData, Damage> {
    let length = store.len();
    // A mark at the start, a mark at the end, and a length before that.
    if length < 12 {
        return Err(no_parquet());
    }
    let start = store.get(0, 4)?;
    let end = store.get(length - 8, 8)?;
    let (size, mark) = end.split_first_chunk::<4>().ok_or_else(no_parquet)?;
    if mark == ENCRYPTED {
        let what = "the Parquet file is encrypted; write it without encryption";
        return Err(Damage::Foreign(what.to_owned()));
    }
    if mark != MARK || *start != *MARK {
        return Err(no_parquet());
    }
    let size = u32::from_le_bytes(*size);
    if u64::from(size) > length - 12 {
        return Err(Damage::broken("its end is longer than the file"));
    }
    if size > MOST_BYTES {
        let what = "the end of the Parquet file, which describes it, has more than 16 MiB; \
                    write it with larger groups of rows";
        return Err(Damage::Limit(what.to_owned()));
    }
    let bytes = store.get(length - 8 - u64::from(size), size as usize)?;
    look(&bytes)?;
    guarded(no_footer, || ParquetMetaDataReader::decode_metadata(&bytes))
}

fn no_parquet() -> Damage {
    let what =
        "this is no Parquet file, which starts and ends with `PAR1`; it may have been cut off";
    Damage::Foreign(what.to_owned())
}

fn no_footer() -> String {
    "its end, which describes it, cannot be read".to_owned()
}

/// Looks through the end of a file: how many columns there are, how deep they stand in one another, and how many
/// groups of rows.
fn look(bytes: &[u8]) -> Result<(), Damage> {
    let mut tree = Tree::default();
    let mut groups = 0;
    let mut limit = None;
    let walked = walk(bytes, FILE, &mut |note, number| {
        match note {
            Note::Node => tree.node(),
            Note::Children => tree.children(number),
            Note::RowGroup => groups += 1,
            Note::Packed | Note::Unpacked => {}
        }
        limit = tree.limit().or((groups > MOST_GROUPS).then_some(
            "the Parquet file has more than 32,767 groups of rows; write it with larger ones",
        ));
        limit.is_none()
    });
    match (limit, walked) {
        (Some(what), _) => Err(Damage::Limit(what.to_owned())),
        (None, Err(_)) => Err(Damage::Broken(no_footer())),
        (None, Ok(())) if !tree.is_whole() => Err(Damage::Broken(no_footer())),
        (None, Ok(())) => Ok(()),
    }
}

/// The nodes of a schema, which come one after the other, each before those inside it.
#[derive(Default)]
struct Tree {
    nodes: usize,
    /// How many children are still to come, for each node that is open.
    open: Vec<i64>,
}

impl Tree {
    fn node(&mut self) {
        self.nodes += 1;
        while self.open.last() == Some(&0) {
            self.open.pop();
        }
        if let Some(left) = self.open.last_mut() {
            *left -= 1;
        }
    }

    fn children(&mut self, count: i64) {
        if count != 0 {
            self.open.push(count);
        }
    }

    fn limit(&self) -> Option<&'static str> {
        let most = LENGTH_LIMIT as i64;
        if self.nodes > 4 * LENGTH_LIMIT || self.open.iter().any(|count| *count > most) {
            return Some("the Parquet file has more than 10,000 columns");
        }
        let is_deep = self.open.len() > DEPTH_LIMIT || self.open.iter().any(|count| *count < 0);
        is_deep.then_some("columns of the Parquet file stand more than 64 deep in one another")
    }

    /// Whether no node lacks a child.
    fn is_whole(&self) -> bool {
        self.nodes > 0 && self.open.iter().all(|left| *left == 0)
    }
}
