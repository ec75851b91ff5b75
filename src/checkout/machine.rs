//! The checkout itself: its state, and what holds across states.

use std::{ops::Deref, time::Duration};

use checkout_contract::{PaymentMethodCategory, Session};

use super::{Authorized, Binding, Effect, Event, Generation, Millis, RequestId, State, WidgetName};

/// A session of the contract, with its end on the page's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// The session as the merchant's server answered it.
    pub session: Session,
    /// The moment at which it ends at Klarna, where that could be read.
    pub expires_at: Option<Millis>,
}

impl Deref for OpenSession {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// The checkout's time limits and retries.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The time that the cart has to be quiet before the session is refreshed. 300 ms.
    pub cart_quiet: Duration,
    /// The time that the widget may take to answer. 30 s, as long as the SDK waits for its own iframe.
    pub widget: Duration,
    /// The time that Klarna's window may be open before the shopper is offered a way out. 90 s.
    pub authorize: Duration,
    /// The gaps before a request for a session is repeated; then it has failed. 1 s, 3 s.
    pub session_retries: Vec<Duration>,
    /// The gaps before the server is asked again what happened; then it is up to the shopper.
    /// 1, 2, 4, 8, 15, 30 s.
    pub checks: Vec<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = |gaps: &[u64]| gaps.iter().copied().map(Duration::from_secs).collect();
        Self {
            cart_quiet: Duration::from_millis(300),
            widget: Duration::from_secs(30),
            authorize: Duration::from_secs(90),
            session_retries: seconds(&[1, 3]),
            checks: seconds(&[1, 2, 4, 8, 15, 30]),
        }
    }
}

/// The page's layout of the checkout.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// `true`: pay is the last thing the shopper presses. `false`: the shopper authorizes on one
    /// page and confirms on another (`auto_finalize: false`).
    pub auto_finalize: bool,
    /// `true` if several categories share one widget, instead of a choice with a widget for each.
    pub grouped: bool,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            auto_finalize: true,
            grouped: false,
        }
    }
}

/// The progress of Klarna's script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sdk {
    Absent,
    Asked(RequestId),
    Ready,
}

/// One checkout: from its mount to its end. See the [module](super) for the rules.
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts that hold independently of each other and of the state"
)]
pub struct Checkout {
    pub(super) state: State,
    pub(super) limits: Limits,
    pub(super) layout: Layout,
    pub(super) generation: Generation,
    pub(super) mounted: bool,
    pub(super) last_request: u32,
    pub(super) sdk: Sdk,
    /// The session that the widget shows, or that the running payment is for.
    pub(super) session: Option<OpenSession>,
    /// The session is for another cart or locale: get a new one as soon as no payment is running.
    pub(super) outdated: bool,
    /// The newest cart version that the page has named.
    pub(super) cart_version: Option<u64>,
    pub(super) widget: WidgetName,
    /// The category that the shopper chose, where there are several.
    pub(super) chosen: Option<String>,
    /// The categories that Klarna does not offer after all.
    pub(super) refused: Vec<String>,
    /// The authorization that the shopper has yet to confirm.
    pub(super) authorized: Option<Authorized>,
    /// Klarna said no, and the server is asked whether that was because the session has ended.
    pub(super) rejected: bool,
    /// The page's content security policy has blocked a script of Klarna's: the SDK's refusals are no
    /// answers of Klarna's any more. For good, as a page's policy never changes.
    pub(super) script_blocked: bool,
    /// The load that timed out: its late answer is still used.
    pub(super) late_widget: Option<RequestId>,
    /// The authorizations that the shopper stopped waiting for: a late approval is still used.
    pub(super) abandoned: Vec<(RequestId, Binding)>,
    /// The session whose approval, if it came, was discarded last: Klarna reports it to the server all
    /// the same, so that there may be an order.
    pub(super) discarded: Option<String>,
    /// `true` if a fresh session was fetched because the SDK refused the token of the last one.
    pub(super) renewed: bool,
    pub(super) session_end: Option<RequestId>,
    /// `true` if the shopper has pressed something: from then on the focus follows what happens.
    pub(super) acted: bool,
}

impl Checkout {
    /// A checkout before its mount. Each mount on a page has a `generation` of its own.
    pub fn new(generation: Generation, limits: Limits, layout: Layout) -> Self {
        Self {
            state: State::Idle,
            limits,
            layout,
            generation,
            mounted: false,
            last_request: 0,
            sdk: Sdk::Absent,
            session: None,
            outdated: false,
            cart_version: None,
            widget: WidgetName::default(),
            chosen: None,
            refused: Vec::new(),
            authorized: None,
            rejected: false,
            script_blocked: false,
            late_widget: None,
            abandoned: Vec::new(),
            discarded: None,
            renewed: false,
            session_end: None,
            acted: false,
        }
    }

    /// The checkout's state.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The session it shows or pays for, where there is one.
    pub fn session(&self) -> Option<&OpenSession> {
        self.session.as_ref()
    }

    /// The categories to choose from: none where there is nothing to choose.
    pub fn methods(&self) -> &[PaymentMethodCategory] {
        match &self.session {
            Some(session)
                if session.payment_method_categories.len() > 1 && !self.layout.grouped =>
            {
                &session.payment_method_categories
            }
            _ => &[],
        }
    }

    /// The identifier of the chosen category, where there are several.
    pub fn chosen(&self) -> Option<&str> {
        let open = |it: &&PaymentMethodCategory| !self.is_refused(&it.identifier);
        let methods = self.methods();
        let wanted = methods
            .iter()
            .find(|it| Some(&it.identifier) == self.chosen.as_ref());
        let chosen = wanted.filter(open).or_else(|| methods.iter().find(open));
        chosen.map(|it| &*it.identifier)
    }

    /// `true` if Klarna does not offer that category after all.
    pub fn is_refused(&self, category: &str) -> bool {
        self.refused.iter().any(|refused| refused == category)
    }

    /// `true` if Klarna has said no, and the server is asked why.
    pub fn is_verifying_rejection(&self) -> bool {
        self.rejected
    }

    /// `true` if Klarna has agreed, and the shopper has yet to confirm.
    pub fn has_authorized(&self) -> bool {
        self.authorized.is_some()
    }

    /// `true` if the shopper's next press is the one that orders.
    pub fn is_last_page(&self) -> bool {
        self.layout.auto_finalize || self.has_authorized()
    }

    /// The binding that an approval needs in order to be sent now. `None` without a session.
    pub fn binding(&self) -> Option<Binding> {
        self.session.as_ref().map(|session| Binding {
            session: session.id.clone(),
            cart_version: session.cart_version,
            generation: self.generation,
        })
    }

    /// Takes an event, at a moment of the page's clock, and returns the effects to run.
    ///
    /// Defined for every event in every state; never panics. What does not apply changes nothing.
    /// Once unmounted, only what brings a running payment to its end is still done, and no event is
    /// emitted any more.
    pub fn step(&mut self, event: Event, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.apply(event, now, &mut effects);
        if !self.mounted {
            if !self.state.in_flight() && !matches!(self.state, State::Idle) {
                self.state = State::Gone;
            }
            effects.retain(Effect::settles_a_payment);
        }
        effects
    }

    pub(super) fn next_request(&mut self) -> RequestId {
        self.last_request = self.last_request.wrapping_add(1);
        RequestId(self.last_request)
    }

    /// `true` if the page's cart is newer than the session's.
    pub(super) fn is_behind(&self) -> bool {
        match (&self.session, self.cart_version) {
            (Some(session), Some(wanted)) => session.cart_version < wanted,
            _ => false,
        }
    }
}
