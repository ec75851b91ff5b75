//! The elements of a checkout in the host page: its parts, Klarna's place in them, the focus, and the
//! page's own inputs.

mod focus;
mod invalid_fields;
mod place;

pub(crate) use focus::move_focus;
pub(crate) use invalid_fields::{InvalidFieldMarkers, label_of};
pub(crate) use place::place_for_category;

/// The class of a checkout's root.
pub(crate) const ROOT: &str = "klarna-checkout";

/// A part of a checkout in the host page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The element of Klarna's widget, `.klarna-checkout__widget`. Nothing else goes in.
    Widget,
    /// The element of Klarna's review of an authorization, `.klarna-checkout__review`.
    Review,
    /// The calm message, `.klarna-checkout__status`.
    Status,
    /// The message that has to be noticed, `.klarna-checkout__problem`.
    Problem,
    /// The pay button, `.klarna-checkout__pay`.
    Pay,
}

impl Part {
    /// The last part of its class: `widget`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Widget => "widget",
            Self::Review => "review",
            Self::Status => "status",
            Self::Problem => "problem",
            Self::Pay => "pay",
        }
    }
}
