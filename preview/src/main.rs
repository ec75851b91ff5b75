//! The preview shop: a small shop around the checkout component, as a merchant would build one.
//!
//! `pages` and `checkout` draw, with the `widgets` that they share; `shop` holds the cart and talks to
//! the server through `api`. Prices come from the server and are only formatted here.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into what it makes"
)]

mod api;
mod app;
mod cart;
mod checkout;
mod format;
mod json;
mod market;
mod pages;
mod phrases;
mod polling;
mod shop;
mod widgets;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
