//! A checkout without a framework: the one place where events come in and effects go out.
//!
//! [`CheckoutController`] is a checkout from its start to its end; [`Host`] is what surrounds it. The
//! Leptos components are one such host, the custom element another: both draw a [`Snapshot`], and
//! neither has a rule of its own.

mod host;
mod options;
mod runtime;
mod snapshot;
mod transitions;

use std::rc::{Rc, Weak};

pub use host::Host;
pub use options::CheckoutOptions;
pub use snapshot::{PaymentMethod, Snapshot};
pub use transitions::Transition;

use crate::{
    checkout::Event,
    sdk::{ExpressButtons, ExpressOptions, KlarnaPayments},
};
use runtime::Runtime;

/// A checkout that runs. Cloned, it is the same one.
///
/// Its methods take effect at once, and do nothing once it was [ended](CheckoutController::end).
///
/// Another framework than Leptos starts one when the element of Klarna's widget is in the page, draws
/// each snapshot that its [`Host`] is shown, and ends it when the element goes.
#[derive(Clone)]
pub struct CheckoutController(Rc<Runtime>);

impl std::fmt::Debug for CheckoutController {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CheckoutController").finish_non_exhaustive()
    }
}

impl CheckoutController {
    /// Starts a checkout with Klarna's widget, in a page that has its element. `cart_version` is the
    /// cart's version as the page knows it.
    pub fn start(options: CheckoutOptions, host: Rc<dyn Host>, cart_version: Option<u64>) -> Self {
        let script = options.script();
        let preferred = options.preferred_payment_method.clone();
        let sdk = move |_: Weak<Runtime>| Rc::new(KlarnaPayments::new(script, preferred)) as _;
        Self::mount(Runtime::new(sdk, host, options), cart_version)
    }

    /// Starts a checkout with Klarna's express button. The press on that is the press on pay.
    pub fn start_express(
        options: CheckoutOptions,
        express: ExpressOptions,
        host: Rc<dyn Host>,
        cart_version: Option<u64>,
    ) -> Self {
        let script = options.script();
        let locale = host.locale();
        let sdk = move |runtime: Weak<Runtime>| {
            let pressed = move || {
                if let Some(runtime) = runtime.upgrade() {
                    Self(runtime).pay();
                }
            };
            Rc::new(ExpressButtons::new(script, express, locale, pressed)) as _
        };
        Self::mount(Runtime::new(sdk, host, options), cart_version)
    }

    fn mount(runtime: Rc<Runtime>, cart_version: Option<u64>) -> Self {
        let unfinished = runtime.unfinished();
        runtime.dispatch(Event::Mounted {
            cart_version,
            unfinished,
        });
        // A checkout emits nothing before its mount.
        runtime.watch_csp();
        Self(runtime)
    }

    /// Presses pay. Call it in the shopper's click, without waiting for anything first: the SDK may
    /// open its window only then. Returns `true` if that did anything: it does nothing unless
    /// [`Snapshot::can_pay`], and if [`Host::validate`] says no.
    pub fn pay(&self) -> bool {
        self.press(|it| it.can_pay, Event::PayPressed)
    }

    /// Confirms, on the last page of several, what was authorized before; as
    /// [`CheckoutController::pay`], and nothing unless [`Snapshot::can_finalize`].
    pub fn finalize(&self) -> bool {
        self.press(|it| it.can_finalize, Event::FinalizePressed)
    }

    fn press(&self, can: fn(&Snapshot) -> bool, event: Event) -> bool {
        let host = self.0.host();
        let can = can(&self.0.snapshot());
        let pressed = can && !host.is_cart_saving() && host.validate();
        if pressed {
            self.0.dispatch(event);
        }
        pressed
    }

    /// Chooses one of [`Snapshot::methods`], by its category's identifier. Returns `true` if that is the
    /// chosen one now: while Klarna is asked, the choice stays.
    pub fn choose(&self, category: String) -> bool {
        self.0.dispatch(Event::MethodChosen(category.clone()));
        let snapshot = self.0.snapshot();
        let mut chosen = snapshot.methods.iter().filter(|it| it.chosen);
        chosen.any(|it| it.category.identifier == category)
    }

    /// Tries again after a failure; on the last page of several, goes back to the choice of a payment
    /// method.
    pub fn retry(&self) {
        self.0.dispatch(Event::RetryPressed);
    }

    /// Asks the server again what became of the order.
    pub fn check(&self) {
        self.0.dispatch(Event::CheckPressed);
    }

    /// Ends the wait for Klarna's window, once [`Snapshot::overdue`].
    pub fn stop_waiting(&self) {
        self.0.dispatch(Event::StopWaitingPressed);
    }

    /// Refreshes the session: the cart has changed, and the page knows no version of it.
    pub fn refresh(&self) {
        self.0.dispatch(Event::RefreshAsked);
    }

    /// Refreshes the session for this version of the cart.
    pub fn cart_changed(&self, version: u64) {
        self.0.dispatch(Event::CartChanged(version));
    }

    /// Gets another session: [`Host::cart`] or [`Host::locale`] say something else now. `cart_version`
    /// is the new cart's, where the page knows it.
    pub fn outdated(&self, cart_version: Option<u64>) {
        self.0.dispatch(Event::SessionOutdated { cart_version });
    }

    /// Has the host draw again: something that it draws beside the snapshot has changed, its language
    /// or [`Host::is_cart_saving`].
    pub fn redraw(&self) {
        self.0.host().show(&self.0.snapshot());
    }

    /// The last transitions, oldest first: for support. Hold no token, no name and no address.
    pub fn transitions(&self) -> Vec<Transition> {
        self.0.transitions()
    }

    /// Ends the checkout: it leaves the page. A payment that is under way still comes to its end.
    pub fn end(&self) {
        self.0.dispatch(Event::Unmounted);
    }
}
