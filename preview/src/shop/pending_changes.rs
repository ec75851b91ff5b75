//! Changes to the cart that the server has not confirmed.

use demo_shop_api::{Cart, Extra};

use crate::api::{self, ApiError};

/// A change to a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// A new quantity of an article; 0 takes it out.
    Quantity { sku: String, quantity: u32 },
    /// An extra that is put on or taken off.
    Extra { extra: Extra, on: bool },
}

impl Change {
    /// Saves the change to the cart with this id.
    pub(super) async fn save(&self, cart: &str) -> Result<Cart, ApiError> {
        match self {
            Self::Quantity { sku, quantity } => api::set_quantity(cart, sku, *quantity).await,
            Self::Extra { extra, on } => api::set_extra(cart, *extra, *on).await,
        }
    }

    /// Returns `true` if the later of the two changes replaces the earlier one.
    fn has_same_target(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Quantity { sku: a, .. }, Self::Quantity { sku: b, .. }) => a == b,
            (Self::Extra { extra: a, .. }, Self::Extra { extra: b, .. }) => a == b,
            (Self::Quantity { .. }, Self::Extra { .. })
            | (Self::Extra { .. }, Self::Quantity { .. }) => false,
        }
    }
}

/// The changes still to be saved: the last one for each article and each extra.
///
/// The shop saves one change after the other. Changes sent at once could arrive in any order, and the
/// cart would end with a quantity that the shopper did not choose last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PendingChanges(Vec<Change>);

impl PendingChanges {
    /// Adds a change, in the place of an earlier one for the same article or extra.
    pub(super) fn put(&mut self, change: Change) {
        match self.0.iter_mut().find(|it| it.has_same_target(&change)) {
            Some(earlier) => *earlier = change,
            None => self.0.push(change),
        }
    }

    /// Returns the change to save next.
    pub(super) fn next(&self) -> Option<Change> {
        self.0.first().cloned()
    }

    /// Removes a saved change. A later change of the same article or extra stays.
    pub(super) fn remove(&mut self, change: &Change) {
        self.0.retain(|it| it != change);
    }

    /// Removes all changes.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Returns the pending quantity of an article.
    pub(super) fn quantity(&self, of: &str) -> Option<u32> {
        self.0.iter().find_map(|change| match change {
            Change::Quantity { sku, quantity } => (sku == of).then_some(*quantity),
            Change::Extra { .. } => None,
        })
    }

    /// Returns `true` or `false` for an extra that is about to be put on or taken off.
    pub(super) fn extra(&self, of: Extra) -> Option<bool> {
        self.0.iter().find_map(|change| match change {
            Change::Extra { extra, on } => (*extra == of).then_some(*on),
            Change::Quantity { .. } => None,
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

    const fn gift_wrap(on: bool) -> Change {
        Change::Extra {
            extra: Extra::GiftWrap,
            on,
        }
    }

    #[test]
    fn only_the_last_quantity_of_an_article_is_saved() {
        let mut pending = PendingChanges::default();
        pending.put(lamps(2));
        pending.put(lamps(3));
        assert_eq!(pending.next(), Some(lamps(3)));
        pending.remove(&lamps(3));
        assert_eq!(pending, PendingChanges::default());
    }

    #[test]
    fn a_quantity_chosen_while_another_is_saved_stays() {
        let mut pending = PendingChanges::default();
        pending.put(lamps(2));
        pending.put(lamps(5));
        pending.remove(&lamps(2));
        assert_eq!(pending.quantity("lamp"), Some(5));
    }

    #[test]
    fn extras_and_quantities_do_not_replace_each_other() {
        let mut pending = PendingChanges::default();
        pending.put(lamps(2));
        pending.put(gift_wrap(true));
        pending.put(gift_wrap(false));
        assert_eq!(pending.quantity("lamp"), Some(2));
        assert_eq!(pending.extra(Extra::GiftWrap), Some(false));
        assert_eq!(pending.extra(Extra::Discount), None);
        pending.remove(&lamps(2));
        assert_eq!(pending.next(), Some(gift_wrap(false)));
    }
}
