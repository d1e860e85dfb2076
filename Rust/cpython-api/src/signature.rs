//! The parameters of a function, as the binder and CPython's own parser need them.

use core::ffi::CStr;

/// The parameters of a function that take one argument each, in order: positional-only, positional,
/// keyword-only. Of each group the required ones come first.
pub struct Signature<const N: usize> {
    /// The name of the function.
    pub name: &'static CStr,
    /// The names of the parameters, which are ASCII.
    pub parameters: [&'static CStr; N],
    /// How many can be given by position only.
    pub positional_only: usize,
    /// How many can be given by position.
    pub positional: usize,
    /// How many of `positional` must be given.
    pub required_positional: usize,
    /// How many of those behind `positional` must be given.
    pub required_keyword_only: usize,
    /// Whether the function has `*args`.
    pub var_positional: bool,
    /// Whether the function has `**kwargs`.
    pub var_keyword: bool,
}

impl<const N: usize> Signature<N> {
    /// The parameters that can be given by keyword, each with its place.
    #[inline(always)]
    pub(crate) fn keywords(&self) -> impl Iterator<Item = (usize, &'static CStr)> {
        let parameters = self.parameters.iter().copied().enumerate();
        parameters.skip(self.positional_only)
    }

    /// Whether a parameter can be given by keyword.
    #[inline(always)]
    pub(crate) const fn has_keywords(&self) -> bool {
        self.positional_only < N
    }
}
