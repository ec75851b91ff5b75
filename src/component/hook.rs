//! The checkout without a view.

use std::{rc::Rc, time::Duration};

use checkout_contract::Session;
use leptos::{html::Div, prelude::*};
use send_wrapper::SendWrapper;

use super::page::LeptosPage;
use crate::{
    checkout::{Layout, Limits, Notification},
    mount::{Mount, Page, Settings, Snapshot, Transition},
    panel,
    sdk::CheckoutData,
    write::to_json,
};

/// What [`use_klarna`] needs. [`KlarnaOptions::new`] fills in what most pages want.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KlarnaOptions {
    /// Reactive. Which cart is paid: the merchant's name for it. While it is empty nothing starts;
    /// another cart gets another session, and an approval for the old one is discarded.
    pub cart: Signal<String>,
    /// Reactive. Language and country of the page, `de-DE`. Another locale gets another session.
    pub locale: Signal<String>,
    /// Reactive. The cart's version as the page knows it. A higher one turns pay off, refreshes the
    /// session once the cart is quiet, and loads the widget again. `None`: the page does not know,
    /// and calls [`KlarnaHandle::refresh`] when it changed the cart.
    pub cart_version: Signal<Option<u64>>,
    /// Reactive. Whether the page is changing the cart and waits for its server: pay is off
    /// meanwhile, before there is a version to tell.
    pub cart_saving: Signal<bool>,
    /// Reactive, read at the click. What the page knows of the shopper; goes to Klarna with
    /// `authorize`, and never before.
    pub data: Signal<CheckoutData>,
    /// One-time. Whether Klarna is given `data` with every `load` as well. Klarna asks for personal
    /// data not before `authorize`, for the sake of data protection; `true` is for those who have
    /// agreed otherwise with it.
    pub early_data: bool,
    /// One-time. How the page is laid out: one page or several, one widget or a choice of several.
    pub layout: Layout,
    /// One-time. What the widget preselects (`preferred_payment_method` of `load`): `invoice`,
    /// `direct_debit`, …. `None`: Klarna's choice.
    pub preferred_payment_method: Option<String>,
    /// One-time. The cart's session, where the page has it already: nothing is fetched at the start.
    pub session: Option<Session>,
    /// One-time. Where the merchant's server answers: `/klarna`.
    pub base: String,
    /// One-time. Where Klarna's script is: [`KLARNA_SCRIPT`](crate::KLARNA_SCRIPT), or a sandbox's.
    pub script: String,
    /// One-time. The nonce for the script's tag, for a content security policy that asks for one.
    pub nonce: Option<String>,
    /// One-time. How long the script may take. 10 s.
    pub script_timeout: Duration,
    /// One-time. How long the merchant's server may take for an answer. 20 s.
    pub server_timeout: Duration,
    /// One-time. How long everything else may take.
    pub limits: Limits,
    /// Called once for everything that the page should know of; each [`Notification`] says when.
    /// Never called after the unmount.
    pub on_event: Option<Callback<Notification>>,
    /// Called at every press on pay, before Klarna is asked for anything. `false` stops there: the
    /// page's own form needs the shopper first. It has to answer on the spot: the SDK may open its
    /// window only within the click.
    pub validate: Option<Callback<(), bool>>,
}

impl KlarnaOptions {
    /// A checkout for this cart in this locale, at `/klarna`, with Klarna's own script.
    pub fn new(cart: impl Into<Signal<String>>, locale: impl Into<Signal<String>>) -> Self {
        let Settings {
            base,
            script,
            nonce,
            script_timeout,
            server_timeout,
            limits,
            layout,
            early_data,
            preferred_payment_method,
            session: _,
        } = Settings::default();
        Self {
            cart: cart.into(),
            locale: locale.into(),
            cart_version: Signal::stored(None),
            cart_saving: Signal::stored(false),
            data: Signal::default(),
            early_data,
            layout,
            preferred_payment_method,
            session: None,
            base,
            script,
            nonce,
            script_timeout,
            server_timeout,
            limits,
            on_event: None,
            validate: None,
        }
    }
}

type Running = StoredValue<Option<SendWrapper<Mount>>>;

/// A checkout to read and to press. Copy it wherever it is needed; after the unmount its methods
/// do nothing.
#[derive(Clone, Copy)]
pub struct KlarnaHandle {
    container: NodeRef<Div>,
    drawn: RwSignal<Snapshot>,
    saving: Signal<bool>,
    running: Running,
}

impl std::fmt::Debug for KlarnaHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KlarnaHandle").finish_non_exhaustive()
    }
}

impl KlarnaHandle {
    /// Where to put Klarna's widget: `<div node_ref=handle.container()></div>`, once, with nothing
    /// in it, and never drawn anew. The checkout starts when it is in the page.
    pub fn container(&self) -> NodeRef<Div> {
        self.container
    }

    /// Reactive. What to show.
    pub fn snapshot(&self) -> Signal<Snapshot> {
        let handle = *self;
        Signal::derive(move || handle.shown().unwrap_or_else(Snapshot::idle))
    }

    /// Reactive. The snapshot without a signal of its own, which costs the bundle as much as the
    /// drawing. `None` after the unmount.
    pub(super) fn shown(&self) -> Option<Snapshot> {
        Some(self.drawn.try_get()?.while_saving(self.saving.try_get()?))
    }

    /// Presses pay. Call it in the shopper's click, without waiting for anything first. Does nothing
    /// unless [`Snapshot::can_pay`].
    pub fn pay(&self) {
        self.with(Mount::pay);
    }

    /// Confirms, on the last page of several, what was authorized before. Call it in the shopper's
    /// click, without waiting for anything first. Does nothing unless [`Snapshot::can_finalize`].
    pub fn finalize(&self) {
        self.with(Mount::finalize);
    }

    /// Chooses one of [`Snapshot::methods`], by its category's identifier.
    pub fn choose(&self, category: String) {
        self.with(|mount| mount.choose(category));
    }

    /// Tries again after a failure; on the last page of several, goes back to choosing how to pay.
    pub fn retry(&self) {
        self.with(Mount::retry);
    }

    /// Asks the server again what became of the order.
    pub fn check(&self) {
        self.with(Mount::check);
    }

    /// Ends the wait for Klarna's window, once [`Snapshot::overdue`].
    pub fn stop_waiting(&self) {
        self.with(Mount::stop_waiting);
    }

    /// The cart has changed, and the page knows no version of it.
    pub fn refresh(&self) {
        self.with(Mount::refresh);
    }

    /// What happened last, oldest first: for a report to support. Holds no token, no name and no
    /// address. Empty before the mount.
    pub fn transitions(&self) -> Vec<Transition> {
        self.with(Mount::transitions).unwrap_or_default()
    }

    /// Runs it on the mounted checkout. What it does may come back to the page, and end this handle.
    pub(super) fn with<T>(&self, run: impl FnOnce(&Mount) -> T) -> Option<T> {
        let mount = self.running.try_get_value()??;
        Some(run(&mount))
    }
}

/// A checkout to draw yourself. [`crate::KlarnaCheckout`] is this hook with a view.
///
/// Starts when [`KlarnaHandle::container`] is in the page and the cart has a name; ends with the
/// reactive owner that called it.
///
/// # On a server
/// Touches nothing of a browser: the snapshot is and stays `idle`. The client starts after
/// hydration.
pub fn use_klarna(options: KlarnaOptions) -> KlarnaHandle {
    use_mount(options, Mount::start)
}

/// The same for another kind of checkout.
pub(super) fn use_mount(
    options: KlarnaOptions,
    start: impl Fn(Settings, Rc<dyn Page>, Option<u64>) -> Mount + Send + Sync + 'static,
) -> KlarnaHandle {
    let handle = KlarnaHandle {
        container: NodeRef::new(),
        drawn: RwSignal::new(Snapshot::idle()),
        saving: options.cart_saving,
        running: StoredValue::new(None),
    };
    let (cart, locale, cart_version) = (options.cart, options.locale, options.cart_version);

    // Effects do not run on a server: what is made in them is made in a browser.
    let mut waiting = Some(options);
    Effect::new(move |before: Option<(String, String)>| {
        let identity = (cart.get(), locale.get());
        let version = cart_version.get();
        let in_page = handle.container.get().is_some();
        if !in_page || identity.0.is_empty() {
            return identity;
        }
        if let Some(options) = waiting.take() {
            let page = Rc::new(handle.page(&options));
            let settings = options.into_settings(handle.session_in_html());
            let mount = start(settings, page, version);
            handle.running.set_value(Some(SendWrapper::new(mount)));
        } else if before.is_some_and(|before| before != identity) {
            handle.with(|mount| mount.outdated(version));
        } else if let Some(version) = version {
            handle.with(|mount| mount.cart_changed(version));
        }
        identity
    });
    on_cleanup(move || {
        handle.with(Mount::end);
        handle.running.try_set_value(None);
    });
    handle
}

impl KlarnaHandle {
    fn session_in_html(&self) -> Option<String> {
        let element = self.container.get_untracked()?;
        panel::session_in(&element)
    }

    fn page(&self, options: &KlarnaOptions) -> LeptosPage {
        LeptosPage {
            cart: options.cart,
            locale: options.locale,
            data: options.data,
            cart_saving: options.cart_saving,
            validate: options.validate,
            on_event: options.on_event,
            snapshot: self.drawn,
            container: self.container,
        }
    }
}

impl KlarnaOptions {
    /// `session` is the one that the server has put into the HTML.
    fn into_settings(self, session: Option<String>) -> Settings {
        let given = self.session.as_ref();
        Settings {
            session: given.and_then(to_json).or(session),
            base: self.base,
            script: self.script,
            nonce: self.nonce,
            script_timeout: self.script_timeout,
            server_timeout: self.server_timeout,
            limits: self.limits,
            layout: self.layout,
            early_data: self.early_data,
            preferred_payment_method: self.preferred_payment_method,
        }
    }
}
