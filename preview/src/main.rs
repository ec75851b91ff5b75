//! The preview shop: a small shop around the checkout component, as a merchant would build one.
//!
//! `shop` holds the cart and talks to the server through `api`; `pages` and `checkout` draw;
//! `widgets` are what they share. What anything costs comes from the server and is only formatted
//! here.

#![allow(
    unreachable_pub,
    reason = "the component macro writes `pub` into what it makes"
)]

mod api;
mod app;
mod checkout;
mod format;
mod market;
mod pages;
mod polling;
mod shop;
mod widgets;
mod words;

fn main() {
    leptos::mount::mount_to_body(app::App);
}
