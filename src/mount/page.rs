//! What surrounds a mounted checkout.

use web_sys::Element;

use super::Snapshot;
use crate::{
    checkout::{Notification, Target},
    sdk::CheckoutData,
};

/// The page around a checkout: what it says, and where the checkout is drawn.
///
/// Everything may be asked at any time until the [end](super::Mount::end), and after it too, where a
/// payment was under way: then the answers no longer matter, and nothing may panic.
pub trait Page {
    /// Which cart is paid: the merchant's name for it.
    fn cart(&self) -> String;

    /// Language and country of the page, `de-DE`.
    fn locale(&self) -> String;

    /// What the page knows of the shopper, as it is now.
    fn data(&self) -> CheckoutData;

    /// Whether the page is changing the cart and waits for its server. Pay does nothing meanwhile.
    fn cart_saving(&self) -> bool;

    /// Whether the page has nothing against a press on pay, asked at each. It has to answer on the
    /// spot: the SDK may open its window only within the click.
    fn validate(&self) -> bool;

    /// The element that Klarna's widget goes into, while it is in the page.
    fn container(&self) -> Option<Element>;

    /// Draws this, from now on. Called after everything that happens, so also where nothing has
    /// changed.
    fn show(&self, snapshot: &Snapshot);

    /// Whether anybody listens to [`Page::tell`].
    fn listens(&self) -> bool;

    /// Tells the page what happened; each [`Notification`] says when. Not called after the end.
    fn tell(&self, notification: Notification);

    /// Moves the focus there once the last snapshot is drawn, unless the shopper is elsewhere.
    fn focus(&self, target: Target);
}
