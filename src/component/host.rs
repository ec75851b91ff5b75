//! What surrounds a mounted checkout: the page's props, and the elements it is drawn into.

use leptos::{
    html::Div,
    prelude::*,
    task::{spawn_local, tick},
};
use wasm_bindgen::JsCast;

use super::Snapshot;
use crate::{
    checkout::{Notification, Target},
    merchant::Memory,
    sdk::{CheckoutData, SdkEvent},
};

/// Reads the page's props and writes what the page shows. Everything in it may be gone already:
/// an answer can come after the component has left.
pub(super) struct Host {
    pub(super) base: String,
    pub(super) cart: Signal<String>,
    pub(super) locale: Signal<String>,
    pub(super) data: Signal<CheckoutData>,
    pub(super) early_data: bool,
    pub(super) on_event: Option<Callback<Notification>>,
    pub(super) snapshot: RwSignal<Snapshot>,
    pub(super) widget: NodeRef<Div>,
}

impl Host {
    /// Which cart is paid, and in which locale.
    pub(super) fn identity(&self) -> (String, String) {
        (
            self.cart.try_get_untracked().unwrap_or_default(),
            self.locale.try_get_untracked().unwrap_or_default(),
        )
    }

    pub(super) fn memory(&self) -> Memory {
        Memory::of(&self.base, &self.identity().0)
    }

    /// The shopper's data as it is now.
    pub(super) fn data(&self) -> CheckoutData {
        self.data.try_get_untracked().unwrap_or_default()
    }

    /// What Klarna may know before the shopper presses pay: nothing, unless the page says so.
    pub(super) fn early_data(&self) -> CheckoutData {
        let data = self.early_data.then(|| self.data().for_klarna().ok());
        data.flatten().unwrap_or_default()
    }

    /// The component's root, where it has one.
    pub(super) fn root(&self) -> Option<web_sys::Element> {
        self.container()?.closest(".klarna-checkout").ok()?
    }

    /// Where Klarna's review of what was agreed to goes.
    pub(super) fn review(&self) -> Option<web_sys::Element> {
        let root = self.root()?;
        let review = root.query_selector(".klarna-checkout__review").ok()??;
        review.set_text_content(None);
        Some(review)
    }

    /// Where the widget of these categories goes. One category of several has an element of its own
    /// in the container: a widget keeps what the shopper did in it while another one is shown.
    pub(super) fn container_for(&self, categories: &[String]) -> Option<web_sys::Element> {
        let container = self.container()?;
        let choice = self
            .snapshot
            .try_with_untracked(|it| !it.methods.is_empty());
        let category = match categories {
            [category] if choice == Some(true) => Some(&**category),
            _ => None,
        };
        super::methods::container(&container, category)
    }

    pub(super) fn container(&self) -> Option<web_sys::Element> {
        let widget = self.widget.try_get_untracked()??;
        widget.is_connected().then(|| widget.unchecked_into())
    }

    pub(super) fn show(&self, snapshot: Snapshot) {
        let same = self.snapshot.try_with_untracked(|it| *it == snapshot);
        if same == Some(false) {
            self.snapshot.try_set(snapshot);
        }
    }

    pub(super) fn tell(&self, notification: Notification) {
        if let Some(on_event) = self.on_event {
            on_event.try_run(notification);
        }
    }

    /// Moves the focus once the page shows the new state, unless the shopper is elsewhere by now.
    pub(super) fn focus(&self, target: Target) {
        let root = self.root();
        spawn_local(async move {
            tick().await;
            if let Some(root) = root {
                super::paint::focus(&root, target);
            }
        });
    }
}

impl From<SdkEvent> for Notification {
    fn from(event: SdkEvent) -> Self {
        match event {
            SdkEvent::HeightChanged(pixels) => Self::HeightChanged(pixels),
            SdkEvent::OverlayShown => Self::OverlayShown,
            SdkEvent::OverlayHidden => Self::OverlayHidden,
        }
    }
}
