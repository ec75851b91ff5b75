//! What the pages share.

mod frame;
mod heading;
mod lines;
mod market_bar;
mod order_lines;
mod picture;
mod stepper;
mod totals;
mod trouble;

pub(crate) use self::{
    frame::{Footer, Header},
    heading::{Heading, Landing},
    lines::CartLines,
    market_bar::MarketBar,
    order_lines::OrderLines,
    totals::Totals,
    trouble::{ShopProblem, TroubleNotice},
};
