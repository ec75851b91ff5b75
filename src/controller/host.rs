//! The surroundings of a checkout.

use web_sys::Element;

use super::Snapshot;
use crate::{checkout::CheckoutEvent, dom::Part, sdk::CheckoutData};

/// The surroundings of a checkout: a component of some framework, and the page that it is in.
///
/// The checkout may ask for everything at any time until its [end](super::CheckoutController::end), and
/// after it too, where a payment was under way: then the answers no longer matter, and no method may
/// panic.
pub trait Host {
    /// The cart that is paid: the merchant's id of it.
    fn cart(&self) -> String;

    /// Language and country of the page: `de-DE`.
    fn locale(&self) -> String;

    /// The page's data on the shopper, as they are now.
    fn data(&self) -> CheckoutData;

    /// `true` while the page is changing the cart and waits for its server. Pay does nothing meanwhile.
    fn is_cart_saving(&self) -> bool;

    /// `true` if the page has nothing against a press on pay. Asked at each press. The answer has to come
    /// at once: the SDK may open its window only within the click.
    fn validate(&self) -> bool;

    /// The element of a part, while it is in the page. Only [`Part::Widget`] is needed for a payment.
    fn element(&self, part: Part) -> Option<Element>;

    /// Draws a snapshot, from now on. Called after every event, so also where nothing has changed.
    fn show(&self, snapshot: &Snapshot);

    /// Runs a function once the last snapshot is drawn. A host that draws later than in
    /// [`Host::show`] waits for that.
    fn after_drawing(&self, run: Box<dyn FnOnce()>) {
        run();
    }

    /// `true` if the page listens to [`Host::emit`].
    fn has_listener(&self) -> bool;

    /// Hands an event to the page; each [`CheckoutEvent`] says when. Not called after the end.
    fn emit(&self, event: CheckoutEvent);
}
