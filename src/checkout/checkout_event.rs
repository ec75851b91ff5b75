//! Events for the host page.

use checkout_contract::Outcome;
use klarna_payments::PaymentMethodCategory;
use serde::Serialize;

use super::{Failure, FieldPath};

/// An event for the host page, named after what the shopper did or met. Holds no token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckoutEvent {
    /// Klarna is offered for this cart, with these payment methods. With every session, before the
    /// widget is there: Klarna wants the choice labelled with their names, unchanged, and their logos.
    Offered(Vec<PaymentMethodCategory>),
    /// The widget is there and pay works. After every load, so more than once.
    Ready,
    /// Klarna is not offered for this cart. Not an error: show the other payment methods.
    NotOffered,
    /// The shopper pressed pay, and Klarna's window opens. Lock what is being paid for: another
    /// event says how it ended.
    Authorizing,
    /// Klarna has agreed, and nothing is ordered yet: in a checkout of several pages, go on to the
    /// last one. A checkout for the same cart there waits for the shopper to confirm.
    Authorized,
    /// Klarna's authorization of an earlier page has lapsed: its hour is over, or its session has ended.
    /// The checkout goes on with the widget, on this page, and says so.
    AuthorizationEnded,
    /// The shopper approved; the order is being placed.
    Approved,
    /// The server's answer was lost, or the page was left before it came: whether there is an order
    /// is being found out. Keep everything locked; another event says how it ended.
    Checking,
    /// The shopper closed Klarna's window. Not an error.
    Cancelled,
    /// Klarna objects to these fields. The page's inputs that name them in `data-klarna-field` are
    /// marked already.
    InvalidFields(Vec<FieldPath>),
    /// Klarna declined the purchase. Once per session: show the other payment methods.
    Declined,
    /// The order is placed.
    Placed(Outcome),
    /// The order is placed, but the payment method could not be stored for the charges to come:
    /// the subscription needs another one. The outcome says whether Klarna still reviews the
    /// order.
    PlacedNotStored(Outcome),
    /// The method is stored; no order was due.
    Stored(Outcome),
    /// The order is placed, and Klarna still reviews it.
    Pending(Outcome),
    /// The checkout cannot go on by itself.
    Failed(Failure),
    /// The page's content security policy blocks something that the checkout needs: the directive
    /// lacks what is blocked. Beside the failure that it leads to, and mostly before that.
    BlockedByPolicy {
        /// The directive: `script-src`.
        directive: String,
        /// The source that the directive lacks: an origin, `https://x.klarnacdn.net`, or a keyword,
        /// `'wasm-unsafe-eval'` or `'unsafe-inline'`.
        blocked: String,
    },
    /// The widget is so many pixels high now. The SDK says it to every checkout on the page.
    HeightChanged(u32),
    /// Klarna's window covers the page. The SDK says it to every checkout on the page.
    OverlayShown,
    /// Klarna's window does not cover the page any more. The SDK says it to every checkout on the page.
    OverlayHidden,
}

/// The values of an event, as `<klarna-checkout>` gives them in a DOM event's `detail`: an object with
/// what the event has of these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct EventDetail<'a> {
    /// The payment methods that are offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub methods: Option<&'a [PaymentMethodCategory]>,
    /// The paths of the fields that Klarna objects to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// The server's outcome.
    #[serde(flatten)]
    pub outcome: Option<&'a Outcome>,
    /// The stable code of an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The directive of the content security policy that blocks something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directive: Option<&'a str>,
    /// The origin or keyword that the directive lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked: Option<&'a str>,
    /// The widget's height.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pixels: Option<u32>,
    /// `true` if Klarna's window covers the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<bool>,
}

impl CheckoutEvent {
    /// The stable name of the event; `<klarna-checkout>` puts `klarna-` before it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Offered(_) => "offered",
            Self::Ready => "ready",
            Self::NotOffered => "not-offered",
            Self::Authorizing => "authorizing",
            Self::Authorized => "authorized",
            Self::AuthorizationEnded => "authorization-ended",
            Self::Approved => "approved",
            Self::Checking => "checking",
            Self::Cancelled => "cancelled",
            Self::InvalidFields(_) => "invalid-fields",
            Self::Declined => "declined",
            Self::Placed(_) => "placed",
            Self::PlacedNotStored(_) => "placed-not-stored",
            Self::Stored(_) => "stored",
            Self::Pending(_) => "pending",
            Self::Failed(_) | Self::BlockedByPolicy { .. } => "error",
            Self::HeightChanged(_) => "height",
            Self::OverlayShown | Self::OverlayHidden => "overlay",
        }
    }

    /// The values that go with the event.
    pub fn detail(&self) -> EventDetail<'_> {
        let mut detail = EventDetail::default();
        match self {
            Self::Offered(methods) => detail.methods = Some(methods),
            Self::InvalidFields(fields) => {
                detail.fields = Some(fields.iter().map(FieldPath::to_string).collect());
            }
            Self::Placed(outcome)
            | Self::PlacedNotStored(outcome)
            | Self::Stored(outcome)
            | Self::Pending(outcome) => detail.outcome = Some(outcome),
            Self::Failed(failure) => detail.code = Some(failure.code()),
            Self::BlockedByPolicy { directive, blocked } => {
                detail.code = Some("blocked-by-policy");
                detail.directive = Some(directive);
                detail.blocked = Some(blocked);
            }
            Self::HeightChanged(pixels) => detail.pixels = Some(*pixels),
            Self::OverlayShown => detail.shown = Some(true),
            Self::OverlayHidden => detail.shown = Some(false),
            Self::Ready
            | Self::NotOffered
            | Self::Authorizing
            | Self::Authorized
            | Self::AuthorizationEnded
            | Self::Approved
            | Self::Checking
            | Self::Cancelled
            | Self::Declined => {}
        }
        detail
    }
}
