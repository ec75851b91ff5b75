//! Subscriptions, from the day a customer token is stored.

mod schedule;

pub(crate) use schedule::Schedule;
