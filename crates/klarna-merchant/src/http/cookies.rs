//! The shop's two cookies, both signed: the visitor's, and the merchant's in front of the sandbox.
//!
//! A signature covers a cookie's value and not its name, so each value begins with its purpose.

use axum::http::HeaderMap;
use axum_extra::extract::{
    SignedCookieJar,
    cookie::{Cookie, Key, SameSite},
};
use time::Duration;
use uuid::Uuid;

use crate::store::{CookieKey, VisitorId};

/// The visitor's cookie. The first name is for https: browsers then keep other hosts of the same
/// domain from setting it.
const VISITOR: [&str; 2] = ["__Host-shop-visitor", "shop-visitor"];
const VISITOR_PURPOSE: &str = "visitor:";

/// As long as browsers keep a cookie.
const VISITOR_MAX_AGE: Duration = Duration::days(400);

const MERCHANT: &str = "shop-merchant";
const MERCHANT_VALUE: &str = "merchant:sandbox";

/// Reads and writes the shop's cookies. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Cookies {
    key: Key,
    /// `true` if shoppers reach the shop by https.
    secure: bool,
}

impl Cookies {
    pub(crate) fn new(key: &CookieKey, secure: bool) -> Self {
        Self {
            key: Key::from(&key.0),
            secure,
        }
    }

    /// Returns the visitor that a request is from, if its cookie is of this shop.
    pub(super) fn visitor(&self, headers: &HeaderMap) -> Option<VisitorId> {
        let cookie = self.jar(headers).get(self.visitor_name())?;
        let id = cookie.value().strip_prefix(VISITOR_PURPOSE)?;
        Some(VisitorId(id.to_owned()))
    }

    /// Returns a new visitor.
    pub(super) fn new_visitor() -> VisitorId {
        VisitorId(Uuid::new_v4().to_string())
    }

    /// Returns the cookie that tells the visitor's requests from others.
    pub(super) fn keep_visitor(&self, visitor: &VisitorId) -> SignedCookieJar {
        let value = format!("{VISITOR_PURPOSE}{}", visitor.0);
        let cookie = Cookie::build((self.visitor_name(), value))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .max_age(VISITOR_MAX_AGE);
        SignedCookieJar::new(self.key.clone()).add(cookie)
    }

    /// Returns `true` if a request is from a page that has logged in as the merchant.
    pub(super) fn is_merchant(&self, headers: &HeaderMap) -> bool {
        let cookie = self.jar(headers).get(MERCHANT);
        cookie.is_some_and(|cookie| cookie.value() == MERCHANT_VALUE)
    }

    /// Returns the cookie of the merchant, until the browser closes.
    pub(super) fn keep_merchant(&self) -> SignedCookieJar {
        let cookie = Cookie::build((MERCHANT, MERCHANT_VALUE))
            .path("/merchant")
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.secure);
        SignedCookieJar::new(self.key.clone()).add(cookie)
    }

    fn jar(&self, headers: &HeaderMap) -> SignedCookieJar {
        SignedCookieJar::from_headers(headers, self.key.clone())
    }

    fn visitor_name(&self) -> &'static str {
        VISITOR[usize::from(!self.secure)]
    }
}

impl std::fmt::Debug for Cookies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cookies(…)")
    }
}
