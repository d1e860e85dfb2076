//! Which instructions this machine has, and so which kernels run.
//!
//! All detection at run time is here. The kernels of an architecture are a ladder: a machine that has one
//! has those below it. A codec with no file for a rung uses the next below, at last `scalar.rs`.

use core::ffi::CStr;
use core::fmt;
use core::sync::atomic::{AtomicU8, Ordering};

/// A rung: a set of instructions that kernels are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kernel {
    /// Rust as it is compiled for every machine.
    Scalar = 1,
    /// x86-64 with SSSE3, SSE4.1, POPCNT and PCLMULQDQ: 2010 and later.
    Ssse3,
    /// With AVX2, BMI1 and BMI2, too: 2013 and later.
    Avx2,
    /// With AVX-512 F, BW, DQ, VL, VBMI and VBMI2, VPCLMULQDQ and GFNI, too: Intel since Ice Lake, AMD since Zen 4.
    Avx512,
    /// AArch64, all of which has NEON.
    Neon,
    /// With PMULL, too, the multiplication of polynomials: most, but not the Raspberry Pi up to 4.
    Pmull,
    /// WebAssembly that was compiled for `simd128`: a module with an instruction that a host lacks does not start there.
    Simd128,
}

/// Every kernel that there is a file for, slowest first.
const ALL: [Kernel; 7] = [
    Kernel::Scalar,
    Kernel::Ssse3,
    Kernel::Avx2,
    Kernel::Avx512,
    Kernel::Neon,
    Kernel::Pmull,
    Kernel::Simd128,
];

/// The machine has no such kernel. The text says which it has: "this machine has scalar, ssse3".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAvailable;

impl fmt::Display for NotAvailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this machine has ")?;
        for (i, kernel) in kernels().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{}", kernel.name())?;
        }
        Ok(())
    }
}

/// The kernel in use, as a number; zero before the first question.
static ACTIVE: AtomicU8 = AtomicU8::new(0);

#[cfg(target_arch = "x86_64")]
cpufeatures::new!(has_ssse3, "ssse3", "sse4.1", "popcnt", "pclmulqdq");
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(has_avx2, "avx2", "bmi1", "bmi2");
#[cfg(target_arch = "x86_64")]
cpufeatures::new!(
    has_avx512,
    "avx512f",
    "avx512bw",
    "avx512dq",
    "avx512vl",
    "avx512vbmi",
    "avx512vbmi2",
    "vpclmulqdq",
    "gfni"
);
// The bit that says AES says PMULL.
#[cfg(target_arch = "aarch64")]
cpufeatures::new!(has_pmull, "aes");

impl Kernel {
    /// The name, which is that of its files.
    pub const fn name(self) -> &'static str {
        match self.c_name().to_str() {
            Ok(name) => name,
            Err(_) => unreachable!(),
        }
    }

    /// The name for C.
    pub const fn c_name(self) -> &'static CStr {
        match self {
            Kernel::Scalar => c"scalar",
            Kernel::Ssse3 => c"ssse3",
            Kernel::Avx2 => c"avx2",
            Kernel::Avx512 => c"avx512",
            Kernel::Neon => c"neon",
            Kernel::Pmull => c"pmull",
            Kernel::Simd128 => c"simd128",
        }
    }

    /// Whether this machine has its instructions.
    pub fn is_available(self) -> bool {
        match self {
            Kernel::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Kernel::Ssse3 => has_ssse3::get(),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx2 => Kernel::Ssse3.is_available() && has_avx2::get(),
            #[cfg(target_arch = "x86_64")]
            Kernel::Avx512 => Kernel::Avx2.is_available() && has_avx512::get(),
            #[cfg(target_arch = "aarch64")]
            Kernel::Neon => true,
            #[cfg(target_arch = "aarch64")]
            Kernel::Pmull => has_pmull::get(),
            #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
            Kernel::Simd128 => true,
            // Those of other architectures.
            _ => false,
        }
    }

    const fn from_number(number: u8) -> Option<Kernel> {
        let mut i = 0;
        while i < ALL.len() {
            if ALL[i] as u8 == number {
                return Some(ALL[i]);
            }
            i += 1;
        }
        None
    }
}

/// The kernels that this machine has, slowest first.
pub fn kernels() -> impl Iterator<Item = Kernel> {
    ALL.into_iter().filter(|kernel| kernel.is_available())
}

/// The kernel in use: the fastest that this machine has, unless another was forced.
#[inline]
pub fn active() -> Kernel {
    match Kernel::from_number(ACTIVE.load(Ordering::Relaxed)) {
        Some(kernel) => kernel,
        None => detect(),
    }
}

#[cold]
fn detect() -> Kernel {
    let fastest = kernels().last().unwrap_or(Kernel::Scalar);
    // Another thread that is here finds the same; what was forced meanwhile stays.
    let _ = ACTIVE.compare_exchange(0, fastest as u8, Ordering::Relaxed, Ordering::Relaxed);
    fastest
}

/// Makes all codecs use `kernel`, or what is below it where a codec has none: for tests and benchmarks.
///
/// # Errors
///
/// If this machine lacks it. Nothing changes then.
pub fn force(kernel: Kernel) -> Result<(), NotAvailable> {
    if !kernel.is_available() {
        return Err(NotAvailable);
    }
    ACTIVE.store(kernel as u8, Ordering::Relaxed);
    Ok(())
}

/// As [`force`], by the [name](Kernel::name): for `-X rust_kernel=NAME` and the like.
///
/// # Errors
///
/// If this machine lacks it, or nobody knows it.
pub fn force_named(name: &str) -> Result<(), NotAvailable> {
    let kernel = ALL.into_iter().find(|kernel| kernel.name() == name);
    force(kernel.ok_or(NotAvailable)?)
}

/// Calls a function of the fastest kernel in use, of those named, or the one of `scalar.rs`; returns from the caller
/// with what it returned. The files named are modules beside the caller.
///
/// `dispatch!([avx512, avx2] encode(alphabet, bytes, out))`, fastest first. Tests say which kernel, one that the
/// machine has: `dispatch!(kernel => [avx512, avx2] encode(alphabet, bytes, out))`.
macro_rules! dispatch {
    ([$($kernel:ident),*] $function:ident $arguments:tt) => {
        dispatch!($crate::cpu::active() => [$($kernel),*] $function $arguments)
    };
    ($active:expr => [$($kernel:ident),*] $function:ident $arguments:tt) => {{
        let active = $active;
        $(dispatch!(@rung active $kernel $function $arguments);)*
        let _ = active;
        scalar::$function $arguments
    }};
    (@rung $active:ident avx512 $function:ident $arguments:tt) => {
        dispatch!(@call $active "x86_64" Avx512 avx512 $function $arguments)
    };
    (@rung $active:ident avx2 $function:ident $arguments:tt) => {
        dispatch!(@call $active "x86_64" Avx2 avx2 $function $arguments)
    };
    (@rung $active:ident ssse3 $function:ident $arguments:tt) => {
        dispatch!(@call $active "x86_64" Ssse3 ssse3 $function $arguments)
    };
    (@rung $active:ident pmull $function:ident $arguments:tt) => {
        dispatch!(@call $active "aarch64" Pmull pmull $function $arguments)
    };
    (@rung $active:ident neon $function:ident $arguments:tt) => {
        dispatch!(@call $active "aarch64" Neon neon $function $arguments)
    };
    // What is there was there when it was compiled, so that the call is safe.
    (@rung $active:ident simd128 $function:ident $arguments:tt) => {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if $active >= $crate::cpu::Kernel::Simd128 {
            return simd128::$function $arguments;
        }
    };
    (@call $active:ident $arch:literal $rung:ident $kernel:ident $function:ident $arguments:tt) => {
        #[cfg(target_arch = $arch)]
        if $active >= $crate::cpu::Kernel::$rung {
            #[expect(unsafe_code, reason = "the one way to call what was detected")]
            // SAFETY: a kernel that is in use, and those below it, were detected.
            return unsafe { $kernel::$function $arguments };
        }
    };
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn a_number_gives_its_kernel_back() {
        for kernel in ALL {
            assert_eq!(Kernel::from_number(kernel as u8), Some(kernel));
        }
        assert_eq!(Kernel::from_number(0), None);
        assert_eq!(Kernel::from_number(ALL.len() as u8 + 1), None);
    }

    #[test]
    fn the_ladder_starts_with_scalar_and_what_it_lacks_cannot_be_forced() {
        assert_eq!(kernels().next(), Some(Kernel::Scalar));
        for kernel in ALL {
            if !kernel.is_available() {
                assert_eq!(force(kernel), Err(NotAvailable));
            }
        }
    }

    #[test]
    fn a_name_that_is_none_is_not_available_and_the_text_says_what_is() {
        for name in ["", "Scalar", "scalar ", "sse9"] {
            assert_eq!(force_named(name), Err(NotAvailable), "{name}");
        }
        let text = std::format!("{NotAvailable}");
        let names = text.strip_prefix("this machine has ").unwrap();
        assert!(names.split(", ").eq(kernels().map(Kernel::name)), "{text}");
    }
}
