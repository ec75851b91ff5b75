//! What a shopper has to know before signing up: what is charged, how often, and that the way to pay
//! is stored.

use checkout_contract::{Intent, SubscriptionTerms};
use web_sys::Element;

use crate::{
    mount::Snapshot,
    page::{attribute, date, make, money},
    text::{Messages, fill},
};

/// Writes the terms into the list; hides it where there are none.
pub(super) fn paint(list: &Element, snapshot: &Snapshot, words: &Messages, locale: &str) {
    let lines = lines(snapshot, words, locale);
    attribute(list, "hidden", lines.is_empty().then_some(""));
    // The same terms keep their nodes.
    let whole = lines.concat();
    if list.text_content().as_deref() == Some(&whole) {
        return;
    }
    list.set_text_content(None);
    for line in lines {
        if let Some(item) = make(list, "li", "klarna-checkout__term") {
            item.set_text_content(Some(&line));
        }
    }
}

fn lines(snapshot: &Snapshot, words: &Messages, locale: &str) -> Vec<String> {
    let (Some(intent), Some(amount)) = (snapshot.intent, snapshot.amount) else {
        return Vec::new();
    };
    if !intent.stores_token() {
        return Vec::new();
    }
    let mut lines = vec![fill(words.today, &[("amount", &money(amount, locale))])];
    for terms in &snapshot.subscriptions {
        lines.push(subscription(terms, words, locale));
    }
    lines.push(
        match (snapshot.subscriptions.is_empty(), intent) {
            (true, Intent::Tokenize | Intent::BuyAndTokenize) => words.stored_for_later,
            _ => words.stored_for_charges,
        }
        .to_owned(),
    );
    lines
}

fn subscription(terms: &SubscriptionTerms, words: &Messages, locale: &str) -> String {
    let values = [
        ("name", &*terms.name),
        ("amount", &money(terms.amount, locale)),
        ("every", &words.every(terms.interval, terms.interval_count)),
        ("date", &date(&terms.next_charge_on, locale)),
    ];
    fill(words.subscription, &values)
}
