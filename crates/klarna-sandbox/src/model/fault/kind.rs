//! The kinds of faults, the places they apply to, and their options.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Defines [`FaultKind`] from one table, so that its names, documentation and options cannot drift apart.
macro_rules! fault_kinds {
    ($($variant:ident $name:literal $target:ident [$($option:literal)*] $meaning:literal;)*) => {
        /// A thing that can go wrong; [`Self::name`] is its name in JSON.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum FaultKind {
            $(#[doc = $meaning] #[serde(rename = $name)] $variant,)*
        }

        impl FaultKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON: `load-late`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The effect, in a sentence.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// The place that it applies to.
            pub const fn target(self) -> FaultTarget {
                match self { $(Self::$variant => FaultTarget::$target,)* }
            }

            /// The options it takes besides `session` and `times`.
            pub const fn options(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($option,)*],)* }
            }
        }
    };
}

fault_kinds! {
    ScriptMissing "script-missing" Script [] "The SDK's script answers 404.";
    ScriptSlow "script-slow" Script ["delay_ms"] "The SDK's script comes `delay_ms` late.";
    ScriptWithoutGlobal "script-without-global" Script [] "The SDK's script runs and defines nothing.";
    ScriptCut "script-cut" Script [] "The SDK's script ends in the middle.";
    LoadLate "load-late" Load ["delay_ms"] "`load` answers `delay_ms` late.";
    LoadTwice "load-twice" Load [] "`load` calls back twice.";
    LoadNever "load-never" Load [] "`load` never calls back.";
    LoadResult "load-result" Load ["result"] "`load` calls back with `result`, whatever it is.";
    LoadThrows "load-throws" Load [] "`load` calls back with `{show_form: false}`, then throws.";
    AuthorizeLate "authorize-late" Authorize ["delay_ms"] "`authorize` answers `delay_ms` late.";
    AuthorizeTwice "authorize-twice" Authorize [] "`authorize` calls back twice.";
    AuthorizeNever "authorize-never" Authorize [] "`authorize` never calls back.";
    AuthorizeResult "authorize-result" Authorize ["result"] "`authorize` calls back with `result`, whatever it is.";
    AuthorizeThrows "authorize-throws" Authorize [] "`authorize` calls back with `{show_form: false, approved: false}`, then throws.";
    FinalizeLate "finalize-late" Finalize ["delay_ms"] "`finalize` answers `delay_ms` late.";
    FinalizeTwice "finalize-twice" Finalize [] "`finalize` calls back twice.";
    FinalizeNever "finalize-never" Finalize [] "`finalize` never calls back.";
    FinalizeResult "finalize-result" Finalize ["result"] "`finalize` calls back with `result`, whatever it is.";
    ReauthorizeLate "reauthorize-late" Reauthorize ["delay_ms"] "`reauthorize` answers `delay_ms` late.";
    ReauthorizeTwice "reauthorize-twice" Reauthorize [] "`reauthorize` calls back twice.";
    ReauthorizeNever "reauthorize-never" Reauthorize [] "`reauthorize` never calls back.";
    ReauthorizeResult "reauthorize-result" Reauthorize ["result"] "`reauthorize` calls back with `result`, whatever it is.";
    ThrowUnnamed "throw-unnamed" Throw [] "What the SDK throws is named `Error`, as in the bundles of 2024.";
    WidgetNeverSpeaks "widget-never-speaks" Widget [] "The widget's page loads and never speaks, so `load` never calls back.";
    RestSlow "rest-slow" Rest ["delay_ms" "call"] "The REST answer comes `delay_ms` late; the call is carried out at once.";
    RestCutOff "rest-cut-off" Rest ["carried_out" "call"] "The connection ends in the middle of the REST answer, after the call was carried out; before, with `carried_out: false`.";
    Rest429 "rest-429" Rest ["retry_after" "call"] "The REST answer is 429 with `Retry-After` where `retry_after` (seconds) is given; nothing is carried out.";
    Rest500 "rest-500" Rest ["carried_out" "call"] "The REST answer is 500; nothing is carried out, unless `carried_out: true`.";
    Rest503 "rest-503" Rest ["carried_out" "call"] "The REST answer is 503; nothing is carried out, unless `carried_out: true`.";
    RestNotJson "rest-not-json" Rest ["carried_out" "call"] "The REST answer is a page of HTML with status 200, after the call was carried out; before, with `carried_out: false`.";
    RestWrongShape "rest-wrong-shape" Rest ["carried_out" "call"] "The REST answer is JSON of another shape, after the call was carried out; before, with `carried_out: false`.";
    SessionExpired "session-expired" Lifetime [] "The next call on a session finds its 48 hours over, for good.";
    AuthorizationExpired "authorization-expired" Lifetime [] "The next call on an authorization finds its 60 minutes over, for good.";
    SessionStale "session-stale" Order [] "A completed session is read as it was before its order: `incomplete`, with its authorization token.";
    OrderRepeated403 "order-repeated-403" Order [] "An order that was placed is refused when it is asked for again: 403 `INVALID_OPERATION`.";
    OrderRepeated404 "order-repeated-404" Order [] "An order that was placed is refused when it is asked for again: 404 `SESSION_COMPLETED`.";
    OrderRepeatedNotFound "order-repeated-not-found" Order [] "An order that was placed is refused when it is asked for again, as if its authorization had expired: 404 `NOT_FOUND`.";
    NotOffered "not-offered" Offer [] "A session is created, or updated, with an empty `payment_method_categories`.";
    SeveralCategories "several-categories" Offer [] "A session is created, or updated, with `pay_later`, `pay_now` and `pay_over_time` as categories of their own, and keeps them.";
    CallbackNever "callback-never" Callback ["callback"] "A callback to a merchant's server is not sent.";
    CallbackLate "callback-late" Callback ["delay_ms" "callback"] "A callback to a merchant's server is sent `delay_ms` late.";
    CallbackTwice "callback-twice" Callback ["callback"] "A callback to a merchant's server is sent twice.";
    TokenRefused "token-refused" Token [] "A customer token is refused, for good: 403 `REJECTED`.";
    TokenSuspended "token-suspended" Token [] "A charge finds its customer token suspended, until it is activated: 403 `TOKEN_SUSPENDED`.";
    TokenCancelled "token-cancelled" Token [] "A charge finds its customer token cancelled, for good: 403 `TOKEN_CANCELLED`.";
    PaymentMethodFailed "payment-method-failed" Token [] "A charge fails and may be tried again later: 403 `PAYMENT_METHOD_FAILED`.";
    PaymentMethodUnavailable "payment-method-unavailable" Token [] "A charge finds its payment method gone: 403 `UNAVAILABLE_PAYMENT_METHOD`.";
}

/// The place that a fault applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultTarget {
    /// The SDK's script is fetched.
    Script,
    /// The page calls `load`.
    Load,
    /// The page calls `authorize`.
    Authorize,
    /// The page calls `finalize`.
    Finalize,
    /// The page calls `reauthorize`.
    Reauthorize,
    /// The SDK throws.
    Throw,
    /// The widget's page starts.
    Widget,
    /// A merchant's server calls the REST API.
    Rest,
    /// A session or an authorization is looked up.
    Lifetime,
    /// An order that was placed is asked for again, or its session is read.
    Order,
    /// The payment methods of a session are decided.
    Offer,
    /// A callback is sent: of an approval, of an order, or of the decision on a pending order.
    Callback,
    /// A customer token is made or charged; a fault's `session` is the one in which it was made.
    Token,
}

/// A call of the REST API; narrows the `rest-…` faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RestCall {
    /// `POST /payments/v1/sessions`
    CreateSession,
    /// `POST /payments/v1/sessions/{id}`
    UpdateSession,
    /// `GET /payments/v1/sessions/{id}`
    ReadSession,
    /// `POST /payments/v1/authorizations/{token}/order`
    CreateOrder,
    /// `DELETE /payments/v1/authorizations/{token}`
    CancelAuthorization,
    /// `POST /payments/v1/authorizations/{token}/customer-token`
    CreateCustomerToken,
    /// `GET /customer-token/v1/tokens/{token}`
    ReadCustomerToken,
    /// `PATCH /customer-token/v1/tokens/{token}/status`
    CancelCustomerToken,
    /// `POST /customer-token/v1/tokens/{token}/order`
    CreateTokenOrder,
    /// `GET /ordermanagement/v1/orders/{id}`
    ReadOrder,
}

/// A callback to a merchant's server; narrows the `callback-…` faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum CallbackKind {
    /// `merchant_urls.authorization`: a shopper has approved.
    Authorization,
    /// `merchant_urls.notification`: a pending order is decided.
    Notification,
    /// `merchant_urls.push`: an order exists.
    Push,
}

impl CallbackKind {
    /// The name in JSON and in the log: `push`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorization => "authorization",
            Self::Notification => "notification",
            Self::Push => "push",
        }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
