//! `Debug` for what must not be read in a log.

/// Implements `Debug` for a struct of options: names the fields that are set, shows no value.
macro_rules! redacted_debug {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut out = f.debug_struct(stringify!($name));
                $(if self.$field.is_some() {
                    out.field(stringify!($field), &format_args!("…"));
                })+
                out.finish()
            }
        }
    };
}

pub(crate) use redacted_debug;
