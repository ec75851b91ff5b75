//! Components that the pages share.

mod basket_picker;
mod cart_page;
mod error_notice;
mod extras;
mod focus;
mod frame;
mod heading;
mod lines;
mod market_bar;
mod order_lines;
mod picture;
mod stepper;
mod subscription;
mod totals;

pub(crate) use self::{
    basket_picker::BasketPicker,
    cart_page::{CartPage, Skeleton, WithArticles},
    error_notice::{ErrorNotice, ShopErrorNotice},
    extras::Extras,
    focus::focus,
    frame::{Footer, Header},
    heading::{Heading, Landing},
    lines::CartLines,
    market_bar::MarketBar,
    order_lines::OrderLines,
    subscription::SubscriptionFacts,
    totals::Totals,
};
