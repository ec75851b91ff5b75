//! A mounted checkout without a framework: the one place where events come in and effects go out.
//!
//! [`Mount`] is a checkout from its mount to its end; [`Page`] is what surrounds it. The Leptos
//! components are one such page, the custom element another: both draw a [`Snapshot`], and neither
//! has a rule of its own.

mod page;
mod runtime;
mod settings;
mod snapshot;
mod trail;

use std::rc::Rc;

pub use page::Page;
pub use settings::{ExpressSettings, Settings};
pub use snapshot::{Method, Snapshot};
pub use trail::Transition;

use crate::{
    checkout::Event,
    sdk::{ExpressButtons, KlarnaPayments, Script},
};
use runtime::Runtime;

/// A mounted checkout. Cloned, it is the same one.
///
/// Its methods take effect at once, and do nothing once it was [ended](Mount::end).
#[derive(Clone)]
pub struct Mount(Rc<Runtime>);

impl std::fmt::Debug for Mount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mount").finish_non_exhaustive()
    }
}

impl Mount {
    /// A checkout with Klarna's widget, in a page that has its element. `cart_version` is the cart's
    /// version as the page knows it.
    pub fn start(settings: Settings, page: Rc<dyn Page>, cart_version: Option<u64>) -> Self {
        let script = Script::of(&settings);
        let preferred = settings.preferred_payment_method.clone();
        let sdk = move |_| Rc::new(KlarnaPayments::new(script, preferred)) as _;
        Self::mounted(Runtime::new(sdk, page, settings), cart_version)
    }

    /// A checkout with Klarna's express button. The press on that is the press on pay.
    pub fn express(
        settings: Settings,
        express: ExpressSettings,
        page: Rc<dyn Page>,
        cart_version: Option<u64>,
    ) -> Self {
        let script = Script::of(&settings);
        let locale = page.locale();
        let sdk = move |runtime: std::rc::Weak<Runtime>| {
            let pressed = move || {
                if let Some(runtime) = runtime.upgrade() {
                    Self(runtime).pay();
                }
            };
            Rc::new(ExpressButtons::new(script, express, locale, pressed)) as _
        };
        Self::mounted(Runtime::new(sdk, page, settings), cart_version)
    }

    fn mounted(runtime: Rc<Runtime>, cart_version: Option<u64>) -> Self {
        runtime.watch_policy();
        let unfinished = runtime.unfinished();
        runtime.dispatch(Event::Mounted {
            cart_version,
            unfinished,
        });
        Self(runtime)
    }

    /// Presses pay. Call it in the shopper's click, without waiting for anything first: the SDK may
    /// open its window only then. Gives back whether that did anything: nothing unless
    /// [`Snapshot::can_pay`], and if the page's own check says no.
    pub fn pay(&self) -> bool {
        self.press(|it| it.can_pay, Event::PayPressed)
    }

    /// Confirms, on the last page of several, what was authorized before; as [`Mount::pay`], and
    /// nothing unless [`Snapshot::can_finalize`].
    pub fn finalize(&self) -> bool {
        self.press(|it| it.can_finalize, Event::FinalizePressed)
    }

    fn press(&self, can: fn(&Snapshot) -> bool, event: Event) -> bool {
        let page = self.0.page();
        let can = can(&self.0.snapshot());
        let pressed = can && !page.cart_saving() && page.validate();
        if pressed {
            self.0.dispatch(event);
        }
        pressed
    }

    /// Chooses one of [`Snapshot::methods`], by its category's identifier.
    pub fn choose(&self, category: String) {
        self.0.dispatch(Event::MethodChosen(category));
    }

    /// Tries again after a failure; on the last page of several, goes back to choosing how to pay.
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

    /// The cart has changed, and the page knows no version of it.
    pub fn refresh(&self) {
        self.0.dispatch(Event::RefreshAsked);
    }

    /// The page's cart is of this version now.
    pub fn cart_changed(&self, version: u64) {
        self.0.dispatch(Event::CartChanged(version));
    }

    /// [`Page::cart`] or [`Page::locale`] say something else now: another session is needed.
    /// `cart_version` is the new cart's, where the page knows it.
    pub fn outdated(&self, cart_version: Option<u64>) {
        self.0.dispatch(Event::SessionOutdated { cart_version });
    }

    /// Has the page draw again: something that it draws beside the snapshot has changed, its language
    /// or [`Page::cart_saving`].
    pub fn show(&self) {
        self.0.page().show(&self.0.snapshot());
    }

    /// What happened last, oldest first: for support. Holds no token, no name and no address.
    pub fn transitions(&self) -> Vec<Transition> {
        self.0.transitions()
    }

    /// The checkout leaves the page. A payment that is under way still comes to its end.
    pub fn end(&self) {
        self.0.dispatch(Event::Unmounted);
    }
}
