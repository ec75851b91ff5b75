//! Quantities the shopper asked for that the server has not confirmed.

use std::collections::BTreeMap;

/// What is still to be saved, at most one quantity per article: the last one asked for.
///
/// Changes go to the server one after the other. Sent at once they could arrive in any order, and
/// the cart would end with a quantity that nobody chose last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted(BTreeMap<String, u32>);

impl Wanted {
    /// Asks for a quantity.
    pub(crate) fn put(&mut self, sku: String, quantity: u32) {
        self.0.insert(sku, quantity);
    }

    /// What to save next.
    pub(crate) fn next(&self) -> Option<(String, u32)> {
        self.0.first_key_value().map(|(sku, n)| (sku.clone(), *n))
    }

    /// A quantity was saved. If the shopper has asked for another one since, that stays.
    pub(crate) fn saved(&mut self, sku: &str, quantity: u32) {
        if self.0.get(sku) == Some(&quantity) {
            self.0.remove(sku);
        }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// What was asked for, where it differs from what the server last said.
    pub(crate) fn of(&self, sku: &str) -> Option<u32> {
        self.0.get(sku).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_quantity_of_an_article_is_saved() {
        let mut wanted = Wanted::default();
        wanted.put("lamp".to_owned(), 2);
        wanted.put("lamp".to_owned(), 3);
        assert_eq!(wanted.next(), Some(("lamp".to_owned(), 3)));
        wanted.saved("lamp", 3);
        assert_eq!(wanted, Wanted::default());
    }

    #[test]
    fn a_quantity_asked_for_while_another_is_saved_stays() {
        let mut wanted = Wanted::default();
        wanted.put("lamp".to_owned(), 2);
        wanted.put("lamp".to_owned(), 5);
        wanted.saved("lamp", 2);
        assert_eq!(wanted.of("lamp"), Some(5));
    }
}
