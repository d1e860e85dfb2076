//! The table of ownership, `ownership.txt`: what it says, and no word of what becomes of it.
//!
//! A line is a function with a word for each argument and for the result:
//!
//! ```text
//! PyObject_GetAttrString(borrowed, -) -> new?
//! PyTuple_GetItem(borrowed, -) -> borrowed(1)?
//! PyErr_GetRaisedException() -> new?                  since 3.12
//! ```
//!
//! | word | argument | result |
//! |---|---|---|
//! | `-` | is no `PyObject *` | is no `PyObject *` |
//! | `borrowed` | is only used during the call | |
//! | `borrowed(1)` | | is valid as long as the first argument |
//! | `stolen` | becomes the function's, even if it fails | |
//! | `new` | | becomes the caller's |
//! | `raw` | stays `*mut PyObject` | stays `*mut PyObject` |
//!
//! With `?`, it may be NULL. `since` and `until` give the first and the last minor version that the line is for; a
//! function that changed has a line for each of its forms.

use std::fmt;

/// A line of the table that is wrong.
#[derive(Debug)]
pub struct TableError {
    line: usize,
    message: String,
}

impl TableError {
    /// Of the line with this number, counted from 1.
    pub fn new(line: usize, message: String) -> Self {
        Self { line, message }
    }
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// A line of the table.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its number, counted from 1.
    pub line: usize,
    /// The name of the function.
    pub name: &'a str,
    /// What it says of each argument.
    pub arguments: Vec<Word>,
    /// What it says of the result.
    pub result: Word,
    since: u32,
    until: u32,
}

/// What a line says of one argument or of the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Who owns it.
    pub kind: Kind,
    /// Whether it may be NULL.
    pub nullable: bool,
}

/// Who owns an argument or a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `-`
    NoObject,
    /// `borrowed`
    Borrowed,
    /// `borrowed(N)`, with the index of the argument.
    BorrowedFrom(usize),
    /// `stolen`
    Stolen,
    /// `new`
    New,
    /// `raw`
    Raw,
}

/// The lines of `table`.
pub fn entries(table: &str) -> Result<Vec<Entry<'_>>, TableError> {
    let mut entries: Vec<Entry> = Vec::new();
    for (i, text) in table.lines().enumerate() {
        let code = text.split('#').next().unwrap_or("").trim();
        if code.is_empty() {
            continue;
        }
        let line = i + 1;
        let entry = Entry::parse(line, code).map_err(|message| TableError::new(line, message))?;
        if entries.iter().any(|other| entry.overlaps(other)) {
            return Err(TableError::new(
                line,
                format!("{} is listed twice", entry.name),
            ));
        }
        entries.push(entry);
    }
    Ok(entries)
}

impl<'a> Entry<'a> {
    fn parse(line: usize, code: &'a str) -> Result<Self, String> {
        let form = || "expected NAME(WORD, ...) -> WORD".to_owned();
        let (name, rest) = code.split_once('(').ok_or_else(form)?;
        let (arguments, rest) = rest.split_once(") ->").ok_or_else(form)?;
        let arguments = match arguments.trim() {
            "" => Vec::new(),
            arguments => arguments
                .split(',')
                .map(|word| Word::parse(word.trim()))
                .collect::<Result<_, _>>()?,
        };
        let mut rest = rest.split_whitespace();
        let result = Word::parse(rest.next().ok_or_else(form)?)?;
        let (mut since, mut until) = (0, u32::MAX);
        while let Some(word) = rest.next() {
            let version = rest
                .next()
                .and_then(|version| version.strip_prefix("3.")?.parse().ok());
            let version = version.ok_or_else(|| format!("expected a version after {word}"))?;
            match word {
                "since" => since = version,
                "until" => until = version,
                _ => return Err(format!("unknown word {word}")),
            }
        }
        Ok(Self {
            line,
            name: name.trim(),
            arguments,
            result,
            since,
            until,
        })
    }

    /// Whether the line is for this minor version.
    pub fn is_for(&self, minor: u32) -> bool {
        (self.since..=self.until).contains(&minor)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.name == other.name && self.since <= other.until && other.since <= self.until
    }
}

impl Word {
    fn parse(word: &str) -> Result<Self, String> {
        let (name, nullable) = match word.strip_suffix('?') {
            Some(name) => (name, true),
            None => (word, false),
        };
        let kind = match name {
            "-" => Kind::NoObject,
            "borrowed" => Kind::Borrowed,
            "stolen" => Kind::Stolen,
            "new" => Kind::New,
            "raw" => Kind::Raw,
            _ => {
                let number = name
                    .strip_prefix("borrowed(")
                    .and_then(|rest| rest.strip_suffix(')'));
                match number.and_then(|number| number.parse::<usize>().ok()?.checked_sub(1)) {
                    Some(index) => Kind::BorrowedFrom(index),
                    None => return Err(format!("unknown word {word}")),
                }
            }
        };
        if nullable && matches!(kind, Kind::NoObject | Kind::Raw) {
            return Err(format!("{word}: only an object is known to be NULL or not"));
        }
        Ok(Self { kind, nullable })
    }
}
