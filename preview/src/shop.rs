//! The shop's state: one cart, its language, the buyer, and the last failure. Pages read the state and
//! call its actions, which talk to the server.

mod actions;
mod details;
mod link;
mod navigation;
mod opening;
mod pending_changes;
mod state;
mod storage;

use leptos::prelude::{expect_context, provide_context};

pub(crate) use self::{
    details::Details,
    link::Link,
    navigation::{confirmation_path, replace_entry, use_steps},
    opening::Opening,
    state::{MAX_QUANTITY, Shop},
};

/// Provides the shop and the shopper's details to all pages, and loads the server's configuration.
pub(crate) fn provide_shop() -> Shop {
    let shop = Shop::new();
    shop.load_config();
    provide_context(shop);
    provide_context(Details::new(shop));
    shop
}

/// Returns the shop that [`provide_shop`] provides.
pub(crate) fn use_shop() -> Shop {
    expect_context()
}

/// Returns the shopper's details that [`provide_shop`] provides.
pub(crate) fn use_details() -> Details {
    expect_context()
}
