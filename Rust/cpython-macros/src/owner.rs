//! Whose a function is: it decides what the Rust function is given, and how.

use syn::Type;

/// What a function is called on.
pub enum Owner {
    /// A module.
    Module,
    /// An instance of this class.
    Instance(Box<Type>),
    /// This class itself, or one derived from it.
    Class(Box<Type>),
    /// Nothing: the function is a static method of this class.
    Static(Box<Type>),
}

impl Owner {
    /// Its name in `__text_signature__`, which `inspect` takes away again.
    pub const fn variable(&self) -> Option<&'static str> {
        match self {
            Owner::Module => Some("$module"),
            Owner::Instance(_) => Some("$self"),
            Owner::Class(_) => Some("$type"),
            Owner::Static(_) => None,
        }
    }
}
