//! The browser's storage. All of it may be missing: storage can be full, forbidden or cleared, and the
//! shop then works for the one visit.

use demo_shop_api::Country;
use web_sys::Storage;

/// Read by `early.js`, too.
const CART: &str = "shop.cart";
const MARKET: &str = "shop.market";
const LOCALE: &str = "shop.locale";
/// Read by `early.js`, too.
const SHOWN_LOCALE: &str = "shop.shown-locale";
const EMAIL: &str = "shop.email";
const BUYER: &str = "shop.buyer";
const DETAILS: &str = "shop.details";
const NOT_STORED: &str = "shop.not-stored";

/// The value of [`BUYER`] for a company.
const BUSINESS: &str = "business";

/// Returns the id of the last cart.
pub(super) fn cart_id() -> Option<String> {
    read(local(), CART)
}

/// Returns the market of the last cart.
pub(super) fn market() -> Option<Country> {
    read(local(), MARKET)?.parse().ok()
}

/// Stores the id and market of the cart.
pub(super) fn set_cart(id: &str, market: Country) {
    write(local(), CART, Some(id));
    write(local(), MARKET, Some(market.code()));
}

/// Returns the locale that the shopper chose last.
pub(super) fn locale() -> Option<String> {
    read(local(), LOCALE)
}

/// Stores the locale that the shopper chose.
pub(super) fn set_locale(locale: &str) {
    write(local(), LOCALE, Some(locale));
}

/// Stores the locale that the page shows, chosen or not: the checkout's session will be in it.
pub(super) fn set_shown_locale(locale: &str) {
    write(local(), SHOWN_LOCALE, Some(locale));
}

/// Returns the e-mail of the last link, which replaces the sample customer's.
pub(super) fn email() -> Option<String> {
    read(local(), EMAIL)
}

/// Stores the e-mail of a link, or removes it.
pub(super) fn set_email(email: Option<&str>) {
    write(local(), EMAIL, email);
}

/// Returns `true` if the shopper last bought for a company.
pub(super) fn is_business() -> bool {
    read(local(), BUYER).as_deref() == Some(BUSINESS)
}

/// Stores the kind of buyer.
pub(super) fn set_business(is_business: bool) {
    write(local(), BUYER, is_business.then_some(BUSINESS));
}

/// Returns the JSON of the checkout's form. It is personal, and so kept for the tab only.
pub(super) fn details() -> Option<String> {
    read(session(), DETAILS)
}

/// Stores the JSON of the checkout's form.
pub(super) fn set_details(json: &str) {
    write(session(), DETAILS, Some(json));
}

/// Returns Klarna's id of the order whose payment method could not be stored.
pub(super) fn not_stored() -> Option<String> {
    read(session(), NOT_STORED)
}

/// Stores Klarna's id of an order whose payment method could not be stored.
pub(super) fn set_not_stored(klarna_order_id: &str) {
    write(session(), NOT_STORED, Some(klarna_order_id));
}

fn local() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn session() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn read(storage: Option<Storage>, name: &str) -> Option<String> {
    storage?.get_item(name).ok()?
}

fn write(storage: Option<Storage>, name: &str, value: Option<&str>) {
    if let Some(storage) = storage {
        // A full storage only costs the memory of the next visit.
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}
