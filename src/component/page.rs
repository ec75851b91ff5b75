//! A page made of Leptos' signals.

use leptos::{
    html::Div,
    prelude::*,
    task::{spawn_local, tick},
};
use web_sys::Element;

use crate::{
    checkout::{Notification, Target},
    mount::{Page, Snapshot},
    panel,
    sdk::CheckoutData,
};

/// Reads the props and writes the snapshot. Any of them may be gone already: an answer can come
/// after the component has left.
pub(super) struct LeptosPage {
    pub(super) cart: Signal<String>,
    pub(super) locale: Signal<String>,
    pub(super) data: Signal<CheckoutData>,
    pub(super) cart_saving: Signal<bool>,
    pub(super) validate: Option<Callback<(), bool>>,
    pub(super) on_event: Option<Callback<Notification>>,
    pub(super) snapshot: RwSignal<Snapshot>,
    pub(super) container: NodeRef<Div>,
}

impl Page for LeptosPage {
    fn cart(&self) -> String {
        self.cart.try_get_untracked().unwrap_or_default()
    }

    fn locale(&self) -> String {
        self.locale.try_get_untracked().unwrap_or_default()
    }

    fn data(&self) -> CheckoutData {
        self.data.try_get_untracked().unwrap_or_default()
    }

    fn cart_saving(&self) -> bool {
        self.cart_saving.try_get_untracked().unwrap_or(true)
    }

    fn validate(&self) -> bool {
        self.validate.is_none_or(|it| it.try_run(()) == Some(true))
    }

    fn container(&self) -> Option<Element> {
        let element = self.container.try_get_untracked()??;
        element.is_connected().then(|| panel::widget_of(&element))
    }

    fn show(&self, snapshot: &Snapshot) {
        let same = self.snapshot.try_with_untracked(|it| it == snapshot);
        if same == Some(false) {
            self.snapshot.try_set(snapshot.clone());
        }
    }

    fn listens(&self) -> bool {
        self.on_event.is_some()
    }

    fn tell(&self, notification: Notification) {
        if let Some(on_event) = self.on_event {
            on_event.try_run(notification);
        }
    }

    fn focus(&self, target: Target) {
        let root = self
            .container()
            .and_then(|it| it.closest(&[".", panel::CLASS].concat()).ok()?);
        spawn_local(async move {
            // The snapshot is drawn by an effect.
            tick().await;
            if let Some(root) = root {
                panel::focus(&root, target);
            }
        });
    }
}
