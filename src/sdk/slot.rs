//! Tells the checkouts of a page apart: the SDK knows a widget by its name, and two of one name
//! take each other's place.

use std::cell::RefCell;

thread_local! {
    static TAKEN: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
}

/// The lowest number that no other checkout on the page has. Free again when this one is done.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slot(pub(super) u16);

impl Slot {
    pub(super) fn take() -> Self {
        TAKEN.with_borrow_mut(|taken| {
            let free = taken.iter().position(|it| !it);
            let slot = free.unwrap_or_else(|| {
                taken.push(false);
                taken.len() - 1
            });
            if let Some(it) = taken.get_mut(slot) {
                *it = true;
            }
            Self(u16::try_from(slot).unwrap_or(u16::MAX))
        })
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        TAKEN.with_borrow_mut(|taken| {
            if let Some(it) = taken.get_mut(usize::from(self.0)) {
                *it = false;
            }
        });
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::Slot;

    #[test]
    fn two_at_once_differ_and_a_free_one_is_used_again() {
        let (first, second) = (Slot::take(), Slot::take());
        assert_ne!(first, second);
        let number = first.0;
        drop(first);
        assert_eq!(Slot::take().0, number);
    }
}
