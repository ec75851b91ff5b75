//! The checkout without a layout.

use std::rc::Rc;

use leptos::{
    html::{Button, Div, P},
    prelude::*,
};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::host::LeptosHost;
use crate::{
    checkout::CheckoutEvent,
    controller::{CheckoutController, CheckoutOptions, Host, Snapshot, Transition},
    dom::Part,
    sdk::CheckoutData,
    session_html,
    text::Words,
    view::{BrowserFormats, View},
};

/// The inputs of [`use_klarna`]. [`KlarnaOptions::new`] fills in the defaults of most pages.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KlarnaOptions {
    /// Reactive. The cart that is paid: the merchant's id of it. While it is empty nothing starts;
    /// another cart gets another session, and an approval for the old one is discarded.
    pub cart: Signal<String>,
    /// Reactive. Language and country of the page, `de-DE`. Another locale gets another session.
    pub locale: Signal<String>,
    /// Reactive. The cart's version as the page knows it. A higher one turns pay off, refreshes the
    /// session once the cart is quiet, and loads the widget again. `None`: the page does not know,
    /// and calls [`KlarnaHandle::refresh`] when it changed the cart.
    pub cart_version: Signal<Option<u64>>,
    /// Reactive. `true` while the page is changing the cart and waits for its server: pay is off
    /// meanwhile, before there is a version to say.
    pub cart_saving: Signal<bool>,
    /// Reactive, read at the click. The page's data on the shopper; goes to Klarna with `authorize`,
    /// and never before, unless [`CheckoutOptions::early_data`].
    pub data: Signal<CheckoutData>,
    /// One-time. Everything that is read at the start only.
    pub checkout: CheckoutOptions,
    /// Called once for everything that the page should know of; each [`CheckoutEvent`] says when.
    /// Never called after the unmount.
    pub on_event: Option<Callback<CheckoutEvent>>,
    /// Called at every press on pay, before Klarna is asked for anything. `false` stops there: the
    /// page's own form needs the shopper first. The answer has to come at once: the SDK may open its
    /// window only within the click.
    pub validate: Option<Callback<(), bool>>,
}

impl KlarnaOptions {
    /// A checkout for this cart in this locale, at `/klarna`, with Klarna's own script.
    pub fn new(cart: impl Into<Signal<String>>, locale: impl Into<Signal<String>>) -> Self {
        Self {
            cart: cart.into(),
            locale: locale.into(),
            cart_version: Signal::stored(None),
            cart_saving: Signal::stored(false),
            data: Signal::default(),
            checkout: CheckoutOptions::default(),
            on_event: None,
            validate: None,
        }
    }
}

type Running = StoredValue<Option<SendWrapper<CheckoutController>>>;

/// The elements of a checkout's parts, once they are in the page.
#[derive(Clone, Copy)]
pub(super) struct Elements {
    pub(super) widget: NodeRef<Div>,
    pub(super) review: NodeRef<Div>,
    pub(super) status: NodeRef<P>,
    pub(super) problem: NodeRef<Div>,
    pub(super) pay: NodeRef<Button>,
}

impl Elements {
    fn new() -> Self {
        Self {
            widget: NodeRef::new(),
            review: NodeRef::new(),
            status: NodeRef::new(),
            problem: NodeRef::new(),
            pay: NodeRef::new(),
        }
    }

    pub(super) fn get(&self, part: Part) -> Option<Element> {
        match part {
            Part::Widget => self.widget.try_get_untracked()?.map(Into::into),
            Part::Review => self.review.try_get_untracked()?.map(Into::into),
            Part::Status => self.status.try_get_untracked()?.map(Into::into),
            Part::Problem => self.problem.try_get_untracked()?.map(Into::into),
            Part::Pay => self.pay.try_get_untracked()?.map(Into::into),
        }
    }
}

/// A checkout to read and to press. Copy it wherever it is needed; after the unmount its methods
/// do nothing.
#[derive(Clone, Copy)]
pub struct KlarnaHandle {
    pub(super) elements: Elements,
    snapshot: RwSignal<Snapshot>,
    saving: Signal<bool>,
    view: Memo<View>,
    running: Running,
}

impl std::fmt::Debug for KlarnaHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KlarnaHandle").finish_non_exhaustive()
    }
}

impl KlarnaHandle {
    /// The place of Klarna's widget: `<div node_ref=handle.container()></div>`, once, with nothing
    /// in it, and never drawn anew or moved: Klarna's iframe would start again. The checkout starts
    /// when it is in the page.
    pub fn container(&self) -> NodeRef<Div> {
        self.elements.widget
    }

    /// The place of Klarna's review of an authorization, on the last page of several:
    /// `<div node_ref=handle.review()></div>`, with nothing in it. Klarna shows one in the US.
    pub fn review(&self) -> NodeRef<Div> {
        self.elements.review
    }

    /// Reactive. The checkout's state; `idle` after the unmount.
    pub fn snapshot(&self) -> Signal<Snapshot> {
        let Self {
            snapshot, saving, ..
        } = *self;
        Signal::derive(move || {
            let shown = snapshot.try_get().zip(saving.try_get());
            shown.map_or_else(Snapshot::idle, |(snapshot, saving)| {
                snapshot.with_pay_disabled(saving)
            })
        })
    }

    /// Reactive. The checkout as the shopper sees it, in the page's language: for a layout of your own.
    /// It ends with the owner that called [`use_klarna`].
    pub fn view(&self) -> Memo<View> {
        self.view
    }

    /// Presses pay. Call it in the shopper's click, without waiting for anything first. Does nothing
    /// unless [`Snapshot::can_pay`].
    pub fn pay(&self) {
        self.with(CheckoutController::pay);
    }

    /// Confirms, on the last page of several, what was authorized before. Call it in the shopper's
    /// click, without waiting for anything first. Does nothing unless [`Snapshot::can_finalize`].
    pub fn finalize(&self) {
        self.with(CheckoutController::finalize);
    }

    /// Chooses one of [`Snapshot::methods`], by its category's identifier. Returns `true` if that is
    /// the chosen one now: while Klarna is asked, the choice stays.
    pub fn choose(&self, category: String) -> bool {
        self.with(|checkout| checkout.choose(category)) == Some(true)
    }

    /// Tries again after a failure; on the last page of several, goes back to the choice of a payment
    /// method.
    pub fn retry(&self) {
        self.with(CheckoutController::retry);
    }

    /// Asks the server again what became of the order.
    pub fn check(&self) {
        self.with(CheckoutController::check);
    }

    /// Ends the wait for Klarna's window, once [`Snapshot::overdue`].
    pub fn stop_waiting(&self) {
        self.with(CheckoutController::stop_waiting);
    }

    /// Refreshes the session: the cart has changed, and the page knows no version of it.
    pub fn refresh(&self) {
        self.with(CheckoutController::refresh);
    }

    /// The last transitions, oldest first: for a report to support. Hold no token, no name and no
    /// address. Empty before the mount.
    pub fn transitions(&self) -> Vec<Transition> {
        self.with(CheckoutController::transitions)
            .unwrap_or_default()
    }

    /// Shows a snapshot without a checkout that has come there.
    #[cfg(all(test, target_arch = "wasm32"))]
    pub(super) fn set_snapshot_for_test(&self, snapshot: Snapshot) {
        self.snapshot.set(snapshot);
    }

    /// Runs a function on the running checkout. What it does may come back to the page, and end this
    /// handle.
    fn with<T>(&self, run: impl FnOnce(&CheckoutController) -> T) -> Option<T> {
        let checkout = self.running.try_get_value()??;
        Some(run(&checkout))
    }
}

/// A checkout to lay out yourself. [`KlarnaCheckout`](crate::KlarnaCheckout) is this hook with a
/// layout; [`KlarnaMethods`](crate::KlarnaMethods) and [`KlarnaDetails`](crate::KlarnaDetails) are its
/// parts.
///
/// Starts when [`KlarnaHandle::container`] is in the page and the cart has a name; ends with the
/// reactive owner that called it.
///
/// # On a server
/// Touches nothing of a browser: the snapshot is and stays `idle`. The client starts after
/// hydration.
pub fn use_klarna(options: KlarnaOptions) -> KlarnaHandle {
    use_checkout(options, CheckoutController::start)
}

/// The same for another kind of checkout.
pub(super) fn use_checkout(
    options: KlarnaOptions,
    start: impl Fn(CheckoutOptions, Rc<dyn Host>, Option<u64>) -> CheckoutController
    + Send
    + Sync
    + 'static,
) -> KlarnaHandle {
    let (cart, locale, cart_version) = (options.cart, options.locale, options.cart_version);
    let (snapshot, saving) = (RwSignal::new(Snapshot::idle()), options.cart_saving);
    let handle = KlarnaHandle {
        elements: Elements::new(),
        snapshot,
        saving,
        view: Memo::new(move |_| {
            let locale = locale.read();
            let formats = BrowserFormats::new(&locale);
            View::new(
                &snapshot.read(),
                saving.get(),
                Words::for_locale(&locale),
                &formats,
            )
        }),
        running: StoredValue::new(None),
    };

    // Effects do not run on a server: what is made in them is made in a browser.
    let mut waiting = Some(options);
    Effect::new(move |before: Option<(String, String)>| {
        let identity = (cart.get(), locale.get());
        let version = cart_version.get();
        let in_page = handle.container().get().is_some();
        if !in_page || identity.0.is_empty() {
            return identity;
        }
        if let Some(options) = waiting.take() {
            let host = Rc::new(handle.host(&options));
            let mut checkout = options.checkout;
            checkout.session = checkout.session.or_else(|| handle.session_in_html());
            let checkout = start(checkout, host, version);
            handle.running.set_value(Some(SendWrapper::new(checkout)));
        } else if before.is_some_and(|before| before != identity) {
            handle.with(|checkout| checkout.outdated(version));
        } else if let Some(version) = version {
            handle.with(|checkout| checkout.cart_changed(version));
        }
        identity
    });
    on_cleanup(move || {
        handle.with(CheckoutController::end);
        handle.running.try_set_value(None);
    });
    handle
}

impl KlarnaHandle {
    /// The session that the server has put into the HTML.
    fn session_in_html(&self) -> Option<checkout_contract::Session> {
        let container = self.container().get_untracked()?;
        session_html::take(container.unchecked_ref())
    }

    fn host(&self, options: &KlarnaOptions) -> LeptosHost {
        LeptosHost {
            cart: options.cart,
            locale: options.locale,
            data: options.data,
            cart_saving: options.cart_saving,
            validate: options.validate,
            on_event: options.on_event,
            snapshot: self.snapshot,
            elements: self.elements,
        }
    }
}
