//! Changes the shopper asked for that the server has not confirmed.

use demo_shop_api::{Cart, Extra};

use crate::api::{self, Trouble};

/// A change to a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// How many of an article; 0 takes it out.
    Quantity {
        /// The article.
        sku: String,
        /// How many.
        quantity: u32,
    },
    /// Whether an extra is on.
    Extra {
        /// Which.
        extra: Extra,
        /// Whether it is on.
        on: bool,
    },
}

impl Change {
    /// Saves it.
    pub(super) async fn save(&self, cart: &str) -> Result<Cart, Trouble> {
        match self {
            Self::Quantity { sku, quantity } => api::set_quantity(cart, sku, *quantity).await,
            Self::Extra { extra, on } => api::set_extra(cart, *extra, *on).await,
        }
    }

    /// Whether the later of the two makes the earlier one pointless.
    fn is_about_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quantity { sku: a, .. }, Self::Quantity { sku: b, .. }) => a == b,
            (Self::Extra { extra: a, .. }, Self::Extra { extra: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// What is still to be saved: of each article's quantities and of each extra the last one asked for.
///
/// Changes go to the server one after the other. Sent at once they could arrive in any order, and
/// the cart would end with a quantity that nobody chose last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wanted(Vec<Change>);

impl Wanted {
    /// Asks for a change.
    pub(crate) fn put(&mut self, change: Change) {
        match self.0.iter_mut().find(|it| it.is_about_the_same(&change)) {
            Some(earlier) => *earlier = change,
            None => self.0.push(change),
        }
    }

    /// What to save next.
    pub(crate) fn next(&self) -> Option<Change> {
        self.0.first().cloned()
    }

    /// A change was saved. If the shopper has asked for another one since, that stays.
    pub(crate) fn saved(&mut self, change: &Change) {
        self.0.retain(|it| it != change);
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The quantity that was asked for, where the server has not confirmed it.
    pub(crate) fn quantity(&self, of: &str) -> Option<u32> {
        self.0.iter().find_map(|change| match change {
            Change::Quantity { sku, quantity } if sku == of => Some(*quantity),
            _ => None,
        })
    }

    /// Whether an extra was asked for or put off, where the server has not confirmed it.
    pub(crate) fn extra(&self, wanted: Extra) -> Option<bool> {
        self.0.iter().find_map(|change| match change {
            Change::Extra { extra, on } if *extra == wanted => Some(*on),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lamps(quantity: u32) -> Change {
        Change::Quantity {
            sku: "lamp".to_owned(),
            quantity,
        }
    }

    const fn wrapped(on: bool) -> Change {
        Change::Extra {
            extra: Extra::GiftWrap,
            on,
        }
    }

    #[test]
    fn only_the_last_quantity_of_an_article_is_saved() {
        let mut wanted = Wanted::default();
        wanted.put(lamps(2));
        wanted.put(lamps(3));
        assert_eq!(wanted.next(), Some(lamps(3)));
        wanted.saved(&lamps(3));
        assert_eq!(wanted, Wanted::default());
    }

    #[test]
    fn a_quantity_asked_for_while_another_is_saved_stays() {
        let mut wanted = Wanted::default();
        wanted.put(lamps(2));
        wanted.put(lamps(5));
        wanted.saved(&lamps(2));
        assert_eq!(wanted.quantity("lamp"), Some(5));
    }

    #[test]
    fn extras_and_quantities_do_not_replace_each_other() {
        let mut wanted = Wanted::default();
        wanted.put(lamps(2));
        wanted.put(wrapped(true));
        wanted.put(wrapped(false));
        assert_eq!(wanted.quantity("lamp"), Some(2));
        assert_eq!(wanted.extra(Extra::GiftWrap), Some(false));
        assert_eq!(wanted.extra(Extra::Discount), None);
        wanted.saved(&lamps(2));
        assert_eq!(wanted.next(), Some(wrapped(false)));
    }
}
