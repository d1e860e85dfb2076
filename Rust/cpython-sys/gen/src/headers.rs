//! What the text of the headers tells and libclang does not: the names of macros.
//!
//! bindgen gives a macro the type of its value (`u32`, mostly), C gives it the type of its
//! expression. So every macro that is a constant expression is named to the compiler once more, as
//! `static const __typeof__(X) cpysys_X = X;` ([`Macros::probe`]), and bindgen reports type and
//! value of that. Which macros these are is read here from their bodies. A macro may be defined
//! differently, or not at all, under some condition: the probe is guarded by `#ifdef`, and a name
//! counts only if all of its definitions do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The prefix of the probe's names.
pub const PROBE: &str = "cpysys_";
/// The prefix of the probe's names for macros that stand for a function or a type.
pub const PROBE_ALIAS: &str = "cpysys_alias_";

/// What may stand in a constant expression besides literals, operators and other constants: types, in casts. C++ has
/// its casts in the other branch of `_Py_STATIC_CAST()` and `_Py_CAST()`.
const KNOWN_WORDS: &str = "
    char double float int long short signed sizeof unsigned
    int32_t int64_t size_t uint16_t uint32_t uint64_t uint8_t uintptr_t
    digit sdigit Py_UCS4 Py_hash_t Py_ssize_t Py_uhash_t PyTime_t _PyTime_t
    const_cast reinterpret_cast static_cast
";

/// Limits from the C library's headers, which are constants in themselves.
const KNOWN_CONSTANTS: &str = "
    CHAR_BIT CHAR_MAX SHRT_MAX SHRT_MIN INT_MAX INT_MIN LONG_MAX LONG_MIN LLONG_MAX LLONG_MIN
    UINT_MAX ULONG_MAX ULLONG_MAX SIZE_MAX SSIZE_MAX INTPTR_MAX INT32_MAX INT64_MAX INT64_MIN UINT32_MAX
";

/// Constants that are for variables of one type, by how their names begin, with that type.
///
/// C converts them; Rust does not.
const TYPES: [(&str, &str); 6] = [
    // Py_TPFLAGS_DEFAULT is an int, the others are not, and tp_flags takes them all.
    ("Py_TPFLAGS_", "unsigned long"),
    // Without a name for its type, a constant would be a c_long.
    ("PY_SSIZE_T_M", "Py_ssize_t"),
    ("PY_VECTORCALL_ARGUMENTS_OFFSET", "size_t"),
    ("_Py_IMMORTAL_REFCNT_LOCAL", "uint32_t"),
    ("_Py_IMMORTAL_REFCNT", "Py_ssize_t"),
    ("_Py_STATIC_IMMORTAL_INITIAL_REFCNT", "int64_t"),
];

/// The type that a constant is given, if it is not its own.
pub fn given_type(name: &str) -> Option<&'static str> {
    TYPES
        .iter()
        .find(|(start, _)| name.starts_with(start))
        .map(|(_, ty)| *ty)
}

/// The macros of some headers, by what their bodies are.
#[derive(Debug, Default)]
pub struct Macros {
    /// Those that are a constant expression.
    pub constants: BTreeSet<String>,
    /// Those whose body is one identifier, with that: `PyMem_DEL` and `PyMem_Free`.
    pub aliases: BTreeMap<String, String>,
}

impl Macros {
    /// Reads the macros that `texts` define.
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut definitions: BTreeMap<String, Vec<Definition>> = BTreeMap::new();
        for text in texts {
            for line in logical_lines(text) {
                if let Some((name, definition)) = Definition::parse(&line) {
                    definitions.entry(name).or_default().push(definition);
                }
            }
        }

        // A constant may be made of others, so repeat until nothing more is found.
        let mut constants = Constants::new();
        loop {
            let found: Vec<(&str, bool)> = definitions
                .iter()
                .filter(|(name, all)| {
                    !constants.contains_key(name.as_str())
                        && all.iter().all(|d| d.is_constant(&constants))
                })
                .map(|(name, all)| (name.as_str(), all.iter().any(|d| d.parameters.is_some())))
                .collect();
            if found.is_empty() {
                break;
            }
            constants.extend(found);
        }

        let aliases = definitions
            .iter()
            .filter(|(name, _)| !constants.contains_key(name.as_str()))
            .filter_map(|(name, all)| match all.as_slice() {
                [
                    Definition {
                        parameters: None,
                        body,
                    },
                ] => match body.as_slice() {
                    [Token::Word(target)] if target != name => Some((name.clone(), target.clone())),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        Self {
            constants: constants
                .iter()
                .filter(|(_, takes_arguments)| !**takes_arguments)
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            aliases,
        }
    }

    /// C text that gives every constant a name that bindgen sees with its C type, and tells which aliases are defined.
    pub fn probe(&self) -> String {
        let mut probe = String::new();
        for name in &self.constants {
            let ty = given_type(name).map_or(format!("__typeof__({name})"), str::to_owned);
            probe += &format!("#ifdef {name}\nstatic const {ty} {PROBE}{name} = {name};\n#endif\n");
        }
        for name in self.aliases.keys() {
            probe += &format!("#ifdef {name}\nstatic const int {PROBE_ALIAS}{name} = 1;\n#endif\n");
        }
        probe
    }
}

/// The tags of the structures, unions and enumerations in `text`: C calls these `struct X`, others just `X`.
pub fn struct_tags(text: &str) -> BTreeSet<(String, String)> {
    let mut tags = BTreeSet::new();
    for line in logical_lines(text) {
        let tokens = tokens(&line);
        for window in tokens.windows(2) {
            if let [Token::Word(keyword), Token::Word(tag)] = window
                && is_among(keyword, "struct union enum")
            {
                tags.insert((tag.clone(), keyword.clone()));
            }
        }
    }
    tags
}

/// The public headers in and below `directory`, in a fixed order. CPython keeps the others in `internal`.
/// `pyconfig.h` is not among them.
pub fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name == "cpython") {
                files.extend(self::files(&path)?);
            }
        } else if path.extension().is_some_and(|extension| extension == "h")
            // It is not the API, and what it defines depends on the machine.
            && path.file_name().is_some_and(|name| name != "pyconfig.h")
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The macros found to be constants, and whether they take arguments.
type Constants<'a> = BTreeMap<&'a str, bool>;

#[derive(Debug)]
struct Definition {
    /// `None` if the macro takes no arguments.
    parameters: Option<Vec<String>>,
    body: Vec<Token>,
}

impl Definition {
    /// Parses `#define NAME body` or `#define NAME(parameters) body`.
    fn parse(line: &str) -> Option<(String, Self)> {
        let rest = line
            .trim_start()
            .strip_prefix('#')?
            .trim_start()
            .strip_prefix("define")?;
        let rest = rest.strip_prefix([' ', '\t'])?.trim_start();
        let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);

        // Only a parenthesis right after the name makes the macro take arguments.
        let (parameters, body) = match rest.strip_prefix('(') {
            Some(rest) => {
                let (parameters, body) = rest.split_once(')')?;
                (
                    Some(parameters.split(',').map(|p| p.trim().to_owned()).collect()),
                    body,
                )
            }
            None => (None, rest),
        };
        Some((
            name.to_owned(),
            Self {
                parameters,
                body: tokens(body),
            },
        ))
    }

    fn is_constant(&self, constants: &Constants) -> bool {
        let mut has_value = false;
        for (i, token) in self.body.iter().enumerate() {
            let is_called = matches!(self.body.get(i + 1), Some(Token::Operator('(')));
            match token {
                Token::Literal => has_value = true,
                Token::Operator(_) => {}
                Token::Other => return false,
                Token::Word(word) if self.parameters.iter().flatten().any(|p| p == word) => {
                    has_value = true
                }
                Token::Word(word)
                    if constants
                        .get(word.as_str())
                        .is_some_and(|takes| !takes || is_called) =>
                {
                    has_value = true
                }
                Token::Word(word) if is_among(word, KNOWN_CONSTANTS) => has_value = true,
                Token::Word(word) if is_among(word, KNOWN_WORDS) => {}
                // pyconfig.h has these.
                Token::Word(word) if word.starts_with("SIZEOF_") => has_value = true,
                Token::Word(_) => return false,
            }
        }
        has_value
    }
}

#[derive(Debug)]
enum Token {
    /// A number or a character.
    Literal,
    Word(String),
    Operator(char),
    /// What no constant expression has: a string, a brace, a semicolon.
    Other,
}

fn is_among(word: &str, words: &str) -> bool {
    words.split_whitespace().any(|known| known == word)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_ascii_digit() || rest.starts_with("'") {
            let end = match first {
                '\'' => rest[1..].find('\'').map_or(rest.len(), |end| end + 2),
                _ => rest
                    .find(|c: char| !is_word(c) && c != '.')
                    .unwrap_or(rest.len()),
            };
            (Token::Literal, end)
        } else if is_word(first) {
            let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            (Token::Word(rest[..end].to_owned()), end)
        } else if "()+-*/%<>&|^~!=?:,".contains(first) {
            (Token::Operator(first), 1)
        } else {
            (Token::Other, first.len_utf8())
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    tokens
}

/// The lines of `text` with continued lines joined and comments taken out.
fn logical_lines(text: &str) -> Vec<String> {
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let mut code = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(slash) = rest.find('/') {
        code += &rest[..slash];
        rest = &rest[slash..];
        let comment = match rest.as_bytes() {
            [b'/', b'*', ..] => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
            _ => {
                code.push('/');
                rest = &rest[1..];
                continue;
            }
        };
        code.push(' ');
        rest = &rest[comment..];
    }
    code += rest;
    code.lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constants(text: &str) -> Vec<String> {
        Macros::read([text]).constants.into_iter().collect()
    }

    #[test]
    fn a_constant_is_made_of_literals_operators_casts_and_constants() {
        let text = "
            #define FLAG  (1UL << 3) /* a comment, with a ; in it */
            #define FLAGS (FLAG | \\\n  OTHER | 0)
            #  define OTHER ((Py_ssize_t)'\\0')
            #define COMPAT(old, new) old
            #define CALL COMPAT(81, 0x55) // new on some versions
        ";
        assert_eq!(constants(text), ["CALL", "FLAG", "FLAGS", "OTHER"]);
    }

    #[test]
    fn what_is_no_constant_is_left_out() {
        let text = "
            #define GUARD_H
            #define TYPE unsigned long
            #define TEXT \"1\"
            #define POINTER ((void *)1)
            #define STATEMENT return 1;
            #define FUNCTION(x) (x)
            #define USES_A_VARIABLE (variable + 1)
            #define TWICE 1
            #define TWICE other
            #define FUNCTION_S_NAME FUNCTION
        ";
        assert_eq!(constants(text), [] as [String; 0]);
    }

    #[test]
    fn an_alias_is_one_name_for_another() {
        let aliases = Macros::read([
            "#define PyMem_DEL PyMem_Free\n#define A 1\n#define B A\n#define C(x) x",
        ])
        .aliases;
        assert_eq!(
            aliases.into_iter().collect::<Vec<_>>(),
            [("PyMem_DEL".into(), "PyMem_Free".into())]
        );
    }

    #[test]
    fn the_probe_asks_for_what_is_defined() {
        let probe = Macros::read(["#define METH_O 8"]).probe();
        assert_eq!(
            probe,
            "#ifdef METH_O\nstatic const __typeof__(METH_O) cpysys_METH_O = METH_O;\n#endif\n"
        );
    }
}
