//! The reasons for which a checkout cannot go on.

/// The reason for which a checkout cannot go on. Each is shown to the shopper in words, with a way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Failure {
    /// Klarna's script was refused: an ad blocker, a content policy, or no network. Also a refusal of the
    /// SDK's after the page's content security policy has blocked a further script of Klarna's.
    ScriptBlocked,
    /// Klarna's script did not arrive in time.
    ScriptTimeout,
    /// Klarna's script ran, but `Klarna.Payments` is not there.
    SdkMissing,
    /// The widget was loaded and never answered.
    WidgetTimeout,
    /// Klarna's SDK threw, or answered in an unknown shape.
    SdkError,
    /// The merchant's server could not be reached, or had no answer.
    ServerUnreachable,
    /// The merchant's server does not know the cart.
    CartNotFound,
    /// The merchant's server refused the request. A mistake of the page, not of the shopper.
    Refused,
}

impl Failure {
    /// Every reason.
    pub const ALL: [Self; 8] = [
        Self::ScriptBlocked,
        Self::ScriptTimeout,
        Self::SdkMissing,
        Self::WidgetTimeout,
        Self::SdkError,
        Self::ServerUnreachable,
        Self::CartNotFound,
        Self::Refused,
    ];

    /// The stable name: the page's `data-reason`, and the code for anyone who acts on it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ScriptBlocked => "script-blocked",
            Self::ScriptTimeout => "script-timeout",
            Self::SdkMissing => "sdk-missing",
            Self::WidgetTimeout => "widget-timeout",
            Self::SdkError => "sdk-error",
            Self::ServerUnreachable => "server-unreachable",
            Self::CartNotFound => "cart-not-found",
            Self::Refused => "refused",
        }
    }
}
