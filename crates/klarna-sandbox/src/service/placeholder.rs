//! Placeholders in a merchant's URLs. Source: the Payments API's description, which allows them in
//! `confirmation`, `notification` and `push`.

/// Fills `{session.id}` and `{order.id}` in. Where there is no order, `order` is empty.
pub(crate) fn fill(url: &str, session: &str, order: &str) -> String {
    url.replace("{session.id}", session)
        .replace("{order.id}", order)
}
