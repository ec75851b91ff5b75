//! What the pages share.

mod basket_picker;
mod cart_page;
mod extras;
mod frame;
mod heading;
mod lines;
mod market_bar;
mod order_lines;
mod picture;
mod stepper;
mod subscription;
mod totals;
mod trouble;

pub(crate) use self::{
    basket_picker::BasketPicker,
    cart_page::{CartPage, Skeleton, WithArticles},
    extras::Extras,
    frame::{Footer, Header},
    heading::{Heading, Landing},
    lines::CartLines,
    market_bar::MarketBar,
    order_lines::OrderLines,
    subscription::SubscriptionFacts,
    totals::Totals,
    trouble::{ShopProblem, TroubleNotice},
};
