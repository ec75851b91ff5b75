//! What the browser remembers between two visits. All of it may be missing: storage can be full,
//! forbidden or cleared, and the shop then works for the one visit.

use klarna_payments::Country;
use web_sys::Storage;

const CART: &str = "shop.cart";
const MARKET: &str = "shop.market";
const LOCALE: &str = "shop.locale";
/// Read by `early.js`, too, as is [`CART`].
const SHOWN_LOCALE: &str = "shop.shown-locale";
const EMAIL: &str = "shop.email";
const BUYER: &str = "shop.buyer";
const DETAILS: &str = "shop.details";
const NOT_STORED: &str = "shop.not-stored";

/// What [`BUYER`] holds for a company.
const BUSINESS: &str = "business";

/// The id of the last cart.
pub(super) fn cart() -> Option<String> {
    read(CART)
}

/// The market of the last cart.
pub(super) fn market() -> Option<Country> {
    read(MARKET)?.parse().ok()
}

/// The language last chosen.
pub(super) fn locale() -> Option<String> {
    read(LOCALE)
}

/// The e-mail that a link has put in the sample customer's place.
pub(super) fn email() -> Option<String> {
    read(EMAIL)
}

pub(super) fn keep_cart(id: &str, market: Country) {
    write(CART, Some(id));
    write(MARKET, Some(market.code()));
}

pub(super) fn keep_locale(locale: &str) {
    write(LOCALE, Some(locale));
}

/// The language that the page shows, chosen or not: the checkout's session will be in it.
pub(super) fn keep_shown_locale(locale: &str) {
    write(SHOWN_LOCALE, Some(locale));
}

pub(super) fn keep_email(email: Option<&str>) {
    write(EMAIL, email);
}

/// Whether the shopper last bought for a company.
pub(super) fn business() -> bool {
    read(BUYER).as_deref() == Some(BUSINESS)
}

pub(super) fn keep_business(business: bool) {
    write(BUYER, business.then_some(BUSINESS));
}

/// What the shopper typed into the checkout's form. For the tab only: it is personal.
pub(super) fn details() -> Option<String> {
    tab()?.get_item(DETAILS).ok()?
}

pub(super) fn keep_details(json: &str) {
    put(tab(), DETAILS, Some(json));
}

/// The order, by Klarna's number, whose way to pay could not be stored.
pub(super) fn not_stored() -> Option<String> {
    tab()?.get_item(NOT_STORED).ok()?
}

pub(super) fn keep_not_stored(order: &str) {
    put(tab(), NOT_STORED, Some(order));
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn tab() -> Option<Storage> {
    web_sys::window()?.session_storage().ok()?
}

fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn write(name: &str, value: Option<&str>) {
    put(storage(), name, value);
}

fn put(storage: Option<Storage>, name: &str, value: Option<&str>) {
    if let Some(storage) = storage {
        // A full storage only costs the memory of the next visit.
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}
