//! Parquet as blocks of records: read in rounds of a few hundred rows, column by column, straight into cells.
//!
//! Only this module knows the crate. Bytes come from strangers, so all that the crate allocates is looked at first,
//! and a panic of its is an error like any other.

mod bind;
mod chunk;
mod contain;
mod damage;
mod delta;
mod fill;
mod footer;
mod held;
mod hybrid;
mod items;
mod kind;
mod lists;
mod plan;
mod shape;
mod store;
mod thrift;
mod values;

use self::chunk::{Chunk, MOST_PAGES, too_many_pages};
use self::contain::contained;
use self::damage::Damage;
use self::fill::Scratch;
use self::plan::Plan;
use self::store::Store;
use super::block::{Block, Layout, Mark};
use super::decider::faulty;
use crate::decision::UnknownField;
use crate::program::Schema;
use crate::record::{ReadOptions, RecordError};
use ::parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use ::parquet::file::reader::Length;
use std::io::{self, Read, Seek};
use std::sync::Arc;

/// How many rows a round has at most.
const ROUND: usize = 512;
/// How many bytes the values of a round should have at most.
const ROUND_BYTES: usize = 4 << 20;

/// The rows of a Parquet file, as blocks.
pub struct Parquet<'s> {
    file: Arc<str>,
    schema: &'s Schema,
    options: ReadOptions,
    state: State<'s>,
    /// How many rows went before.
    rows: u64,
}

enum State<'s> {
    Ahead(Store),
    Reading(Box<Reader<'s>>),
    Over,
}

struct Reader<'s> {
    store: Arc<Store>,
    meta: ParquetMetaData,
    plan: Plan<'s>,
    /// The next group of rows.
    group: usize,
    chunks: Vec<Chunk<'s>>,
    /// How many rows the group still has.
    left: usize,
    /// How many rows a round of it may have.
    round: usize,
    /// The texts of its dictionaries, once all are there.
    texts: Option<Arc<String>>,
    scratch: Scratch,
}

/// Why there are no more rows.
enum Stop {
    Damage(Damage),
    Fault(RecordError),
}

impl From<Damage> for Stop {
    fn from(damage: Damage) -> Stop {
        Stop::Damage(damage)
    }
}

impl<'s> Parquet<'s> {
    /// A file, of which so many bytes count. `name` is what messages call it.
    pub fn new(
        input: impl Read + Seek + Send + 'static,
        length: u64,
        name: &str,
        schema: &'s Schema,
        options: ReadOptions,
    ) -> Parquet<'s> {
        Parquet {
            file: Arc::from(name),
            schema,
            options,
            state: State::Ahead(Store::new(Box::new(input), length)),
            rows: 0,
        }
    }

    /// The columns that the schema does not know, once the first block is filled.
    pub fn unknown(&self) -> &[UnknownField] {
        match &self.state {
            State::Reading(reader) => &reader.plan.notes,
            State::Ahead(_) | State::Over => &[],
        }
    }

    /// Fills a block; false at the end. Where the file is damaged there is nothing more, and the last block says so.
    pub fn fill(&mut self, block: &mut Block) -> io::Result<bool> {
        block.bytes.clear();
        block.file = Arc::clone(&self.file);
        block.line = self.rows + 1;
        let step = contained(|| self.step(block));
        let stop = step.unwrap_or_else(|| {
            let what = "it cannot be read on from here";
            Err(Damage::broken(what).into())
        });
        let error = match stop {
            Ok(more) => return Ok(more),
            Err(Stop::Fault(error)) => Ok(error),
            Err(Stop::Damage(damage)) => damage.into_error(),
        };
        self.state = State::Over;
        let fault = faulty(&self.file, block.line, error?);
        block.layout = Layout::Fault(Box::new(fault));
        Ok(true)
    }

    fn step(&mut self, block: &mut Block) -> Result<bool, Stop> {
        if let State::Ahead(_) = self.state
            && let State::Ahead(store) = std::mem::replace(&mut self.state, State::Over)
        {
            let reader = Reader::open(store, self.schema)?;
            self.state = State::Reading(Box::new(reader));
        }
        let State::Reading(reader) = &mut self.state else {
            return Ok(false);
        };
        let rows = reader.round(self.schema, self.options, block)?;
        self.rows += rows as u64;
        block.layout = Layout::Sheet;
        block.end = Mark {
            offset: reader.offset(self.rows),
            lines: self.rows,
            ..Mark::default()
        };
        Ok(rows > 0)
    }
}

impl<'s> Reader<'s> {
    fn open(store: Store, schema: &'s Schema) -> Result<Reader<'s>, Stop> {
        let meta = footer::read(&store)?;
        let plan = bind::bind(schema, meta.file_metadata().schema()).map_err(Stop::Fault)?;
        Ok(Reader {
            store: Arc::new(store),
            meta,
            plan,
            group: 0,
            chunks: Vec::new(),
            left: 0,
            round: ROUND,
            texts: None,
            scratch: Scratch::default(),
        })
    }

    /// Reads some rows; how many. None is the end.
    fn round(
        &mut self,
        schema: &'s Schema,
        options: ReadOptions,
        block: &mut Block,
    ) -> Result<usize, Damage> {
        while self.left == 0 {
            if self.group == self.meta.num_row_groups() {
                return Ok(0);
            }
            self.open_group()?;
            self.group += 1;
        }
        let (rows, coded) = self.look()?;
        let chunks = &mut self.chunks;
        let texts = self.texts.get_or_insert_with(|| share(chunks));
        for chunk in &mut *chunks {
            chunk.take(rows)?;
        }
        let own = chunks.iter().map(|chunk| chunk.cells.own_texts());
        let most = coded.saturating_add(own.sum());
        let mut filling = block.sheet.start(schema, options, rows);
        filling.share(texts, most);
        fill::fill(&self.plan, &self.chunks, filling, &mut self.scratch)?;
        for chunk in &mut self.chunks {
            chunk.pass();
        }
        self.left -= rows;
        Ok(rows)
    }

    fn open_group(&mut self) -> Result<(), Damage> {
        let group = self.meta.row_group(self.group);
        let rows = usize::try_from(group.num_rows());
        let rows = rows.map_err(|_| Damage::broken("it has fewer rows than none"))?;
        self.chunks.clear();
        self.left = rows;
        self.texts = None;
        if rows == 0 {
            return Ok(());
        }
        for source in &self.plan.sources {
            let column = group.columns().get(source.column);
            let column = column.ok_or_else(|| Damage::broken("a group of rows lacks a column"))?;
            let chunk = Chunk::new(&self.store, column, rows, source.goal)?;
            self.chunks.push(chunk);
        }
        self.round = round_of(group, rows);
        Ok(())
    }

    /// Looks at the columns until they hold a round; how many rows it has, and how many bytes its texts that come from
    /// dictionaries can have.
    fn look(&mut self) -> Result<(usize, usize), Damage> {
        let mut rows = self.round.min(self.left);
        for chunk in &mut self.chunks {
            rows = chunk.look(rows)?.min(rows);
        }
        if rows == 0 {
            return Err(Damage::broken("a column has fewer rows than others"));
        }
        let held: usize = self.chunks.iter().map(Chunk::held).sum();
        if held > MOST_PAGES {
            return Err(Damage::Limit(too_many_pages()));
        }
        // A long text in a dictionary may come again and again.
        let texts = |rows| -> usize {
            let chunks = self.chunks.iter();
            chunks
                .map(|chunk| chunk.cells.most_text(|| chunk.entries(rows)))
                .sum()
        };
        let mut bytes = texts(rows);
        while rows > 1 && bytes > ROUND_BYTES {
            rows /= 2;
            bytes = texts(rows);
        }
        Ok((rows, bytes))
    }

    /// About how far the file is read after so many rows.
    fn offset(&self, rows: u64) -> u64 {
        let all = u64::try_from(self.meta.file_metadata().num_rows()).unwrap_or(0);
        let share =
            u128::from(self.store.len()) * u128::from(rows.min(all)) / u128::from(all.max(1));
        share as u64
    }
}

/// Has records share the texts of the dictionaries that came.
fn share(chunks: &mut [Chunk<'_>]) -> Arc<String> {
    let own = chunks.iter().map(|chunk| chunk.cells.own_texts());
    let mut texts = String::with_capacity(own.sum());
    for chunk in &mut *chunks {
        chunk.hand_over(&mut texts);
    }
    let texts = Arc::new(texts);
    for chunk in chunks {
        chunk.cells.texts.share(Some(Arc::clone(&texts)));
    }
    texts
}

/// How many rows a round should have, by how large the rows of a group are.
fn round_of(group: &RowGroupMetaData, rows: usize) -> usize {
    let bytes = usize::try_from(group.total_byte_size()).unwrap_or(usize::MAX);
    let row = (bytes / rows).max(1);
    (ROUND_BYTES / row).clamp(1, ROUND)
}
