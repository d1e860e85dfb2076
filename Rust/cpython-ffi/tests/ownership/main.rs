//! Each line of `ownership.txt` is what happens.
//!
//! A function of the table is called as C calls it, with objects under watch. Afterwards every reference that the line
//! makes ours is released, and everything else that may hold one; then each object must have the references that it
//! had before, and each result none but those. Which result can be NULL, an allocation that fails shows: the first, then
//! the second, and so on until the function needs no more.
//!
//! `cases.rs` has the calls. What is expected of them is said by the table alone.

#![cfg(interpreter)]

mod call;
mod cases;
#[path = "../interpreter/mod.rs"]
mod interpreter;
mod memory;
// The table is read as the generator reads it, without the generator.
#[path = "../../../cpython-sys/gen/src/table.rs"]
mod table;

use std::collections::{BTreeMap, BTreeSet};

use call::{Call, Namespace, Returned, settle};
use cases::{UNSEEN, cases};
use cpython_ffi::sys::PyObject;
use interpreter::attached;
use table::{Entry, Kind, entries};

const TABLE: &str = include_str!("../../ownership.txt");

/// A call of a function of the table.
pub struct Case {
    name: &'static str,
    /// Makes the arguments and calls the function; returns the result if that is an address.
    call: Box<dyn Fn(&mut Call) -> *mut PyObject>,
    /// Runs between the arguments and the call.
    given: Option<fn(&Call)>,
    /// Runs after the call, to undo what it does to the interpreter.
    then: Option<fn(&Call)>,
    /// Whether it is also called with too little memory.
    starves: bool,
}

impl Case {
    fn given(mut self, given: fn(&Call)) -> Self {
        self.given = Some(given);
        self
    }

    /// The function does not survive without memory; that is the interpreter's own matter.
    fn with_memory(mut self) -> Self {
        self.starves = false;
        self
    }

    fn then(mut self, then: fn(&Call)) -> Self {
        self.then = Some(then);
        self
    }
}

/// A [`Case`], written as the call is.
#[macro_export]
macro_rules! case {
    ($function:ident($($argument:expr),* $(,)?)) => {
        case!(@bind $function [] [a b c d e f g h] $($argument,)*)
    };
    (@bind $function:ident [$($done:ident = $value:expr,)*] [$name:ident $($names:ident)*] $argument:expr, $($rest:expr,)*) => {
        case!(@bind $function [$($done = $value,)* $name = $argument,] [$($names)*] $($rest,)*)
    };
    (@bind $function:ident [$($name:ident = $argument:expr,)*] [$($names:ident)*]) => {
        $crate::Case {
            name: stringify!($function),
            call: Box::new(|call| {
                $(let $name = call.argument($argument);)*
                call.begin();
                // SAFETY: the thread is attached, and the arguments are what the function takes.
                let result = unsafe { sys::$function($($name),*) };
                let result = $crate::Returned::address(result).cast();
                call.end(result);
                result
            }),
            given: None,
            then: None,
            starves: true,
        }
    };
}

/// The lines that are for this version.
fn lines() -> Vec<Entry<'static>> {
    let minor = [
        (cfg!(Py_3_15), 15),
        (cfg!(Py_3_14), 14),
        (cfg!(Py_3_13), 13),
        (cfg!(Py_3_12), 12),
    ];
    let minor = minor.iter().find(|(is_it, _)| *is_it).map_or(11, |v| v.1);
    let mut lines = entries(TABLE).unwrap_or_else(|error| panic!("ownership.txt, {error}"));
    lines.retain(|line| line.is_for(minor));
    lines
}

/// What was seen of a function, by argument; `None` is the result.
#[derive(Default)]
struct Seen {
    counted: BTreeSet<Option<usize>>,
    null: BTreeSet<Option<usize>>,
}

/// The cases of one function.
struct Trial<'a> {
    names: &'a Namespace,
    entry: &'a Entry<'a>,
    seen: Seen,
}

impl<'a> Trial<'a> {
    /// Makes a call.
    fn call(&mut self, case: &Case, memory: Option<usize>) -> Call<'a> {
        let mut call = Call::new(self.names, self.entry, memory, case.given);
        let result = (case.call)(&mut call);
        if let Some(then) = case.then {
            then(&call);
        }
        self.seen.null.extend(call.null_arguments().map(Some));
        if result.is_null() {
            self.seen.null.insert(None);
        }
        call
    }

    fn check(&mut self, case: &Case) -> Result<(), String> {
        self.check_results(case)?;
        self.check_arguments(case, None)?;
        for granted in 0..MOST_ALLOCATIONS {
            if !case.starves || !self.check_arguments(case, Some(granted))? {
                break;
            }
        }
        Ok(())
    }

    /// Calls twice: what the second call returns may be what the first did, and then its references are known.
    fn check_results(&mut self, case: &Case) -> Result<(), String> {
        let mut first = self.call(case, None);
        let known = first.keep_results()?;
        if self.call(case, None).count_results(&known)? {
            self.seen.counted.insert(None);
        }
        first.release_results();
        settle();
        Ok(())
    }

    /// Calls once, and returns whether memory was short.
    fn check_arguments(&mut self, case: &Case, memory: Option<usize>) -> Result<bool, String> {
        let call = self.call(case, memory);
        let denied = call.was_denied();
        let counted = call.count_arguments().map_err(|problem| match memory {
            Some(granted) => format!("{problem}, after {granted} allocations"),
            None => problem,
        })?;
        self.seen.counted.extend(counted.into_iter().map(Some));
        Ok(denied)
    }

    /// Calls without memory until the result is NULL: what is kept of objects that were released lasts for some calls.
    fn exhaust(&mut self, case: &Case) -> Result<(), String> {
        let mut calls = Vec::new();
        while !self.seen.null.contains(&None) && calls.len() < MOST_KEPT {
            let mut call = self.call(case, Some(0));
            call.keep_results()?;
            calls.push(call);
        }
        calls.iter_mut().for_each(Call::release_results);
        settle();
        Ok(())
    }

    /// What the cases should have shown of the line and did not.
    fn unseen(&self) -> Vec<String> {
        let mut unseen = Vec::new();
        for (i, word) in self.entry.arguments.iter().enumerate() {
            if word.kind != Kind::NoObject && !self.seen.counted.contains(&Some(i)) {
                unseen.push(format!("argument {} was never counted", i + 1));
            }
            if word.nullable && !self.seen.null.contains(&Some(i)) {
                unseen.push(format!("argument {} was never NULL", i + 1));
            }
        }
        let word = self.entry.result;
        if matches!(word.kind, Kind::New | Kind::BorrowedFrom(_)) {
            if !self.seen.counted.contains(&None) {
                unseen.push("the result was never counted".to_owned());
            }
            match (word.nullable, self.seen.null.contains(&None)) {
                (true, false) => unseen.push("the result was never NULL".to_owned()),
                (false, true) => unseen.push("the result was NULL".to_owned()),
                _ => {}
            }
        }
        unseen.retain(|what| {
            !UNSEEN
                .iter()
                .any(|(name, excused, _)| *name == self.entry.name && excused == what)
        });
        unseen
    }
}

/// More than any function here needs, but for an import; from there on, that stops being of interest.
const MOST_ALLOCATIONS: usize = 60;

/// More than the interpreter keeps of any type.
const MOST_KEPT: usize = 5000;

#[test]
fn each_line_has_a_case_and_each_case_a_line() {
    let lines: BTreeSet<_> = lines().iter().map(|line| line.name).collect();
    let cases: BTreeSet<_> = cases().iter().map(|case| case.name).collect();
    let without_case: Vec<_> = lines.difference(&cases).collect();
    assert!(without_case.is_empty(), "no case for {without_case:?}");
    let without_line: Vec<_> = cases.difference(&lines).collect();
    assert!(without_line.is_empty(), "no line for {without_line:?}");
}

#[test]
fn each_line_is_what_happens() {
    attached(|| {
        let names = Namespace::new(cases::NAMES);
        memory::install();
        let lines = lines();
        let mut cases_of: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for case in cases() {
            cases_of.entry(case.name).or_default().push(case);
        }

        let mut problems = Vec::new();
        for entry in &lines {
            // If the interpreter ends the process, the last name that --nocapture shows is the one.
            println!("{}", entry.name);
            let mut trial = Trial {
                names: &names,
                entry,
                seen: Seen::default(),
            };
            let cases = cases_of.remove(entry.name).unwrap_or_default();
            let mut result = cases.iter().try_for_each(|case| trial.check(case));
            if entry.result.nullable && result.is_ok() {
                result = cases.iter().try_for_each(|case| trial.exhaust(case));
            }
            let found = match result {
                Ok(()) => trial.unseen(),
                Err(problem) => vec![problem],
            };
            let line = |problem| format!("{}, line {}: {problem}", entry.name, entry.line);
            problems.extend(found.into_iter().map(line));
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    });
}
