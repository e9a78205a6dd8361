//! Headers of Parquet, looked at before they are read: each part is of its declared kind, nothing goes on beyond the
//! bytes there are, and the numbers that memory will be asked for are told. It knows the wire format (the compact
//! protocol of Thrift) and the shapes of the headers, and keeps nothing.

/// What a part of a header is.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Bool,
    Byte,
    I16,
    I32,
    I64,
    Binary,
    Struct(&'static [(i16, Part)]),
    List(&'static Part),
    /// A 32-bit number that is told.
    Told(Note),
    /// A list of structs, of which each start is told.
    Each(Note, &'static [(i16, Part)]),
}

/// What is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Note {
    /// The start of a node of the schema.
    Node,
    /// How many children it has.
    Children,
    /// The start of a group of rows.
    RowGroup,
    /// How many bytes a page has once it is unpacked.
    Unpacked,
    /// How many bytes it has in the file.
    Packed,
}

const STATISTICS: Part = Part::Struct(&[
    (1, Part::Binary),
    (2, Part::Binary),
    (3, Part::I64),
    (4, Part::I64),
    (5, Part::Binary),
    (6, Part::Binary),
    (7, Part::Bool),
    (8, Part::Bool),
]);

/// The header of a page.
pub(super) const PAGE: &[(i16, Part)] = &[
    (1, Part::I32),
    (2, Part::Told(Note::Unpacked)),
    (3, Part::Told(Note::Packed)),
    (4, Part::I32),
    (
        5,
        Part::Struct(&[
            (1, Part::I32),
            (2, Part::I32),
            (3, Part::I32),
            (4, Part::I32),
            (5, STATISTICS),
        ]),
    ),
    (6, NOTHING),
    (
        7,
        Part::Struct(&[(1, Part::I32), (2, Part::I32), (3, Part::Bool)]),
    ),
    (
        8,
        Part::Struct(&[
            (1, Part::I32),
            (2, Part::I32),
            (3, Part::I32),
            (4, Part::I32),
            (5, Part::I32),
            (6, Part::I32),
            (7, Part::Bool),
            (8, STATISTICS),
        ]),
    ),
];

const NOTHING: Part = Part::Struct(&[]);
const UNIT: Part = Part::Struct(&[(1, NOTHING), (2, NOTHING), (3, NOTHING)]);
const TIME: Part = Part::Struct(&[(1, Part::Bool), (2, UNIT)]);

const LOGICAL_TYPE: Part = Part::Struct(&[
    (1, NOTHING),
    (2, NOTHING),
    (3, NOTHING),
    (4, NOTHING),
    (5, Part::Struct(&[(1, Part::I32), (2, Part::I32)])),
    (6, NOTHING),
    (7, TIME),
    (8, TIME),
    (10, Part::Struct(&[(1, Part::Byte), (2, Part::Bool)])),
    (11, NOTHING),
    (12, NOTHING),
    (13, NOTHING),
    (14, NOTHING),
    (15, NOTHING),
    (16, Part::Struct(&[(1, Part::Byte)])),
    (17, Part::Struct(&[(1, Part::Binary)])),
    (18, Part::Struct(&[(1, Part::Binary), (2, Part::I32)])),
]);

const NODE: &[(i16, Part)] = &[
    (1, Part::I32),
    (2, Part::I32),
    (3, Part::I32),
    (4, Part::Binary),
    (5, Part::Told(Note::Children)),
    (6, Part::I32),
    (7, Part::I32),
    (8, Part::I32),
    (9, Part::I32),
    (10, LOGICAL_TYPE),
];

const KEY_VALUE: Part = Part::Struct(&[(1, Part::Binary), (2, Part::Binary)]);

const COLUMN: Part = Part::Struct(&[
    (1, Part::I32),
    (2, Part::List(&Part::I32)),
    (3, Part::List(&Part::Binary)),
    (4, Part::I32),
    (5, Part::I64),
    (6, Part::I64),
    (7, Part::I64),
    (8, Part::List(&KEY_VALUE)),
    (9, Part::I64),
    (10, Part::I64),
    (11, Part::I64),
    (12, STATISTICS),
    (
        13,
        Part::List(&Part::Struct(&[
            (1, Part::I32),
            (2, Part::I32),
            (3, Part::I32),
        ])),
    ),
    (14, Part::I64),
    (15, Part::I32),
    (
        16,
        Part::Struct(&[
            (1, Part::I64),
            (2, Part::List(&Part::I64)),
            (3, Part::List(&Part::I64)),
        ]),
    ),
]);

const COLUMN_CHUNK: Part = Part::Struct(&[
    (1, Part::Binary),
    (2, Part::I64),
    (3, COLUMN),
    (4, Part::I64),
    (5, Part::I32),
    (6, Part::I64),
    (7, Part::I32),
]);

const SORTING: Part = Part::Struct(&[(1, Part::I32), (2, Part::Bool), (3, Part::Bool)]);

/// What stands at the end of a file.
pub(super) const FILE: &[(i16, Part)] = &[
    (1, Part::I32),
    (2, Part::Each(Note::Node, NODE)),
    (3, Part::I64),
    (
        4,
        Part::Each(
            Note::RowGroup,
            &[
                (1, Part::List(&COLUMN_CHUNK)),
                (2, Part::I64),
                (3, Part::I64),
                (4, Part::List(&SORTING)),
                (5, Part::I64),
                (6, Part::I64),
                (7, Part::I16),
            ],
        ),
    ),
    (5, Part::List(&KEY_VALUE)),
    (6, Part::Binary),
    (7, Part::List(&Part::Struct(&[(1, NOTHING), (2, NOTHING)]))),
];

/// How deep parts that nobody knows may stand in one another.
const DEPTH: usize = 16;

/// Why a header is none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// The bytes are over first.
    Short,
    /// It is built otherwise.
    Shape,
}

/// The bytes that a header is read from.
pub(super) struct Walk<'b, 'n> {
    bytes: &'b [u8],
    note: &'n mut dyn FnMut(Note, i64) -> bool,
}

// Kinds of fields as the wire has them.
const STOP: u8 = 0;
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;
const UUID: u8 = 13;

/// Goes through the struct that bytes start with. It stops where `note`, which is told numbers, says `false`.
pub(super) fn walk(
    bytes: &[u8],
    fields: &'static [(i16, Part)],
    note: &mut dyn FnMut(Note, i64) -> bool,
) -> Result<(), Fault> {
    Walk { bytes, note }.fields(fields)
}

impl Walk<'_, '_> {
    fn fields(&mut self, fields: &'static [(i16, Part)]) -> Result<(), Fault> {
        let mut last = 0i16;
        loop {
            let (id, kind) = self.field(last)?;
            if kind == STOP {
                return Ok(());
            }
            last = id;
            match fields.iter().find(|(known, _)| *known == id) {
                Some((_, part)) if part.kinds().contains(&kind) => self.part(*part)?,
                Some(_) => return Err(Fault::Shape),
                None => self.skip(kind, DEPTH)?,
            }
        }
    }

    /// The number and the kind of the next field.
    fn field(&mut self, last: i16) -> Result<(i16, u8), Fault> {
        let byte = self.byte()?;
        let (delta, kind) = (byte >> 4, byte & 15);
        if kind == STOP {
            return Ok((0, STOP));
        }
        let id = match delta {
            0 => i16::try_from(self.number()?).map_err(|_| Fault::Shape)?,
            _ => last.checked_add(i16::from(delta)).ok_or(Fault::Shape)?,
        };
        Ok((id, kind))
    }

    fn part(&mut self, part: Part) -> Result<(), Fault> {
        match part {
            Part::Bool => Ok(()),
            Part::Byte => self.byte().map(|_| ()),
            Part::I16 | Part::I32 | Part::I64 => self.varint().map(|_| ()),
            Part::Told(note) => {
                let number = self.number()?;
                self.tell(note, number)
            }
            Part::Binary => self.binary(),
            Part::Struct(fields) => self.fields(fields),
            Part::List(part) => {
                let (count, kind) = self.list()?;
                if count > 0 && !part.kinds().contains(&kind) {
                    return Err(Fault::Shape);
                }
                (0..count).try_for_each(|_| self.part(*part))
            }
            Part::Each(note, fields) => {
                let (count, kind) = self.list()?;
                if count > 0 && kind != STRUCT {
                    return Err(Fault::Shape);
                }
                (0..count).try_for_each(|_| {
                    self.tell(note, 0)?;
                    self.fields(fields)
                })
            }
        }
    }

    fn tell(&mut self, note: Note, number: i64) -> Result<(), Fault> {
        match (self.note)(note, number) {
            true => Ok(()),
            false => Err(Fault::Shape),
        }
    }

    /// How many elements a list has, and their kind. Each takes a byte at least.
    fn list(&mut self) -> Result<(u64, u8), Fault> {
        let byte = self.byte()?;
        let count = match byte >> 4 {
            15 => self.varint()?,
            few => u64::from(few),
        };
        if count > self.bytes.len() as u64 {
            return Err(Fault::Short);
        }
        Ok((count, byte & 15))
    }

    fn skip(&mut self, kind: u8, depth: usize) -> Result<(), Fault> {
        let inside = depth.checked_sub(1).ok_or(Fault::Shape)?;
        match kind {
            TRUE | FALSE => Ok(()),
            BYTE => self.byte().map(|_| ()),
            I16 | I32 | I64 => self.varint().map(|_| ()),
            DOUBLE => self.step(8),
            BINARY => self.binary(),
            UUID => self.step(16),
            LIST | SET => {
                let (count, kind) = self.list()?;
                (0..count).try_for_each(|_| match kind {
                    // In a list these take a byte.
                    TRUE | FALSE => self.step(1),
                    kind => self.skip(kind, inside),
                })
            }
            STRUCT => loop {
                let (_, kind) = self.field(0)?;
                if kind == STOP {
                    return Ok(());
                }
                self.skip(kind, inside)?;
            },
            MAP => Err(Fault::Shape),
            _ => Err(Fault::Shape),
        }
    }

    fn binary(&mut self) -> Result<(), Fault> {
        let length = self.varint()?;
        self.step(usize::try_from(length).map_err(|_| Fault::Short)?)
    }

    fn step(&mut self, length: usize) -> Result<(), Fault> {
        self.bytes = self.bytes.get(length..).ok_or(Fault::Short)?;
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        let (byte, rest) = self.bytes.split_first().ok_or(Fault::Short)?;
        self.bytes = rest;
        Ok(*byte)
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Fault::Shape)
    }

    /// A number whose sign is its last bit.
    fn number(&mut self) -> Result<i64, Fault> {
        let bits = self.varint()?;
        Ok((bits >> 1) as i64 ^ -((bits & 1) as i64))
    }
}

impl Part {
    /// The kinds on the wire that it may have.
    fn kinds(self) -> &'static [u8] {
        match self {
            Part::Bool => &[TRUE, FALSE],
            Part::Byte => &[BYTE],
            Part::I16 => &[I16],
            Part::I32 | Part::Told(_) => &[I32],
            Part::I64 => &[I64],
            Part::Binary => &[BINARY],
            Part::Struct(_) => &[STRUCT],
            Part::List(_) | Part::Each(..) => &[LIST],
        }
    }
}
