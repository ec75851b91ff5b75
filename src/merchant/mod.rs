//! The client of the merchant contract: the only place that fetches.
//!
//! [`Merchant`] is what the checkout needs of a merchant's server; [`HttpMerchant`] speaks the
//! contract of [`checkout_contract`] with `fetch`.

mod clock;
mod http;
mod memory;
mod read;

pub(crate) use clock::now;
pub(crate) use http::HttpMerchant;
pub(crate) use memory::Memory;

use crate::checkout::{Approval, PlaceAnswer, SessionAnswer, StatusAnswer};
use crate::wait::Answered;

/// What a checkout needs of the merchant's server. Every call ends: a server that does not answer
/// in time is [`crate::checkout::ServerFault::Unavailable`].
pub(crate) trait Merchant {
    /// `POST {base}/sessions`: a session for the cart, in that locale, for one page or several.
    fn new_session(
        &self,
        cart: &str,
        locale: &str,
        auto_finalize: bool,
        answered: Answered<SessionAnswer>,
    );

    /// `POST {base}/sessions/{id}/refresh`: the session as the cart is now.
    fn refresh(&self, session: &str, answered: Answered<SessionAnswer>);

    /// `GET {base}/sessions/{id}`: what happened?
    fn status(&self, session: &str, answered: Answered<StatusAnswer>);

    /// `POST {base}/sessions/{id}/authorization` under the approval's key.
    fn place(&self, approval: &Approval, answered: Answered<PlaceAnswer>);

    /// Klarna's correlation id of the last answer, where the server handed one on; once.
    fn correlation_id(&self) -> Option<String>;
}
