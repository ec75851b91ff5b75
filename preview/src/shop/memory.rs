//! What the browser remembers between two visits. All of it may be missing: storage can be full,
//! forbidden or cleared, and the shop then works for the one visit.

use klarna_payments::Country;
use web_sys::Storage;

const CART: &str = "shop.cart";
const MARKET: &str = "shop.market";
const LOCALE: &str = "shop.locale";
const EMAIL: &str = "shop.email";

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

pub(super) fn keep_email(email: Option<&str>) {
    write(EMAIL, email);
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn read(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn write(name: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        // A full storage only costs the memory of the next visit.
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}
