//! A checkout without a world around it: feeds events, keeps what it asked for.

use checkout_contract::{
    Currency, Intent, MinorUnits, Money, Outcome, OutcomeStatus, Session, SessionState, Status,
};
use klarna_payments::{AuthorizationToken, ClientToken, PaymentMethodCategory};

use crate::checkout::{
    AuthorizeAnswer, Checkout, CheckoutEvent, Effect, Event, Generation, Layout, Limits,
    LoadAnswer, Millis, Notice, OpenSession, RequestId, State, Violation,
};

pub(super) const SEVERAL_PAGES: Layout = Layout {
    auto_finalize: false,
    grouped: false,
};

pub(super) struct Rig {
    pub(super) checkout: Checkout,
    pub(super) now: Millis,
    /// Everything asked for, oldest first.
    pub(super) asked: Vec<Effect>,
}

impl Rig {
    pub(super) fn new() -> Self {
        Self::with_layout(Layout::default())
    }

    pub(super) fn with_layout(layout: Layout) -> Self {
        Self {
            checkout: Checkout::new(Generation(1), Limits::default(), layout),
            now: 1_000_000,
            asked: Vec::new(),
        }
    }

    /// A checkout with the widget shown for cart version 1.
    pub(super) fn ready() -> Self {
        Self::ready_in(Layout::default())
    }

    /// The first of several pages, authorized with that answer.
    pub(super) fn awaiting(answer: AuthorizeAnswer) -> Self {
        let mut rig = Self::ready_in(SEVERAL_PAGES);
        rig.event(Event::PayPressed);
        rig.authorize(answer);
        assert_eq!(rig.name(), "awaiting-finalize");
        rig
    }

    pub(super) fn ready_in(layout: Layout) -> Self {
        let mut rig = Self::with_layout(layout);
        rig.mount();
        rig.sdk_arrives();
        rig.session_arrives(session("s1", 1));
        rig.widget_shown();
        assert_eq!(rig.name(), "ready");
        rig
    }

    /// A checkout whose approval is on its way to the server.
    pub(super) fn placing() -> Self {
        let mut rig = Self::ready();
        rig.event(Event::PayPressed);
        rig.approve("token-1");
        assert_eq!(rig.name(), "placing");
        rig
    }

    pub(super) fn event(&mut self, event: Event) -> Vec<Effect> {
        let effects = self.checkout.step(event, self.now);
        self.asked.extend(effects.iter().cloned());
        effects
    }

    pub(super) fn mount(&mut self) -> Vec<Effect> {
        self.event(Event::Mounted {
            cart_version: Some(1),
            unfinished: None,
        })
    }

    pub(super) fn sdk_arrives(&mut self) -> Vec<Effect> {
        let request = self.last(|e| match e {
            Effect::LoadSdk(request) => Some(*request),
            _ => None,
        });
        self.event(Event::SdkAnswered(request, Ok(())))
    }

    pub(super) fn session_request(&self) -> RequestId {
        self.last(|e| match e {
            Effect::FetchSession { request, .. } => Some(*request),
            _ => None,
        })
    }

    pub(super) fn session_arrives(&mut self, session: OpenSession) -> Vec<Effect> {
        self.event(Event::SessionAnswered(self.session_request(), Ok(session)))
    }

    pub(super) fn widget_ticket(&self) -> RequestId {
        self.last(|e| match e {
            Effect::LoadWidget { request, .. } => Some(*request),
            _ => None,
        })
    }

    pub(super) fn widget_shown(&mut self) -> Vec<Effect> {
        self.widget(LoadAnswer::Shown {
            invalid_fields: Vec::new(),
        })
    }

    pub(super) fn widget(&mut self, answer: LoadAnswer) -> Vec<Effect> {
        self.event(Event::WidgetAnswered(self.widget_ticket(), answer))
    }

    pub(super) fn authorize_ticket(&self) -> RequestId {
        self.last(|e| match e {
            Effect::Authorize { request, .. }
            | Effect::Finalize { request, .. }
            | Effect::Reauthorize { request, .. } => Some(*request),
            _ => None,
        })
    }

    pub(super) fn authorize(&mut self, answer: AuthorizeAnswer) -> Vec<Effect> {
        self.event(Event::AuthorizeAnswered(self.authorize_ticket(), answer))
    }

    pub(super) fn approve(&mut self, token: &str) -> Vec<Effect> {
        self.authorize(approved(token))
    }

    /// Klarna says no, and the server that the session is as it was.
    pub(super) fn reject(&mut self) -> Vec<Effect> {
        let session = self.checkout.session().cloned().unwrap();
        let mut effects = self.authorize(AuthorizeAnswer::Rejected);
        effects.extend(self.session_arrives(session));
        effects
    }

    /// The page's policy blocks a script of Klarna's.
    pub(super) fn script_blocked(&mut self) -> Vec<Effect> {
        self.event(Event::PolicyViolated(violation(true)))
    }

    pub(super) fn place_request(&self) -> RequestId {
        self.last(|e| match e {
            Effect::Place { request, .. } => Some(*request),
            _ => None,
        })
    }

    pub(super) fn status_ticket(&self) -> RequestId {
        self.last(|e| match e {
            Effect::FetchStatus { request, .. } => Some(*request),
            _ => None,
        })
    }

    /// Lets the timer that was started last run out.
    pub(super) fn time_out(&mut self) -> Vec<Effect> {
        let (timer, after) = self.last(|e| match e {
            Effect::Start(timer, after) => Some((*timer, *after)),
            _ => None,
        });
        self.now += Millis::try_from(after.as_millis()).unwrap();
        self.event(Event::TimedOut(timer))
    }

    pub(super) fn name(&self) -> &'static str {
        self.checkout.state().phase().name()
    }

    pub(super) fn count(&self, wanted: impl Fn(&Effect) -> bool) -> usize {
        self.asked.iter().filter(|effect| wanted(effect)).count()
    }

    pub(super) fn told(&self, wanted: &CheckoutEvent) -> usize {
        self.count(|effect| matches!(effect, Effect::Emit(told) if told == wanted))
    }

    pub(super) fn newest<T>(&self, wanted: impl Fn(&Effect) -> Option<T>) -> Option<T> {
        self.asked.iter().rev().find_map(wanted)
    }

    fn last<T>(&self, wanted: impl Fn(&Effect) -> Option<T>) -> T {
        self.newest(wanted).expect("the checkout asked for it")
    }
}

pub(super) fn approved(token: &str) -> AuthorizeAnswer {
    AuthorizeAnswer::Approved {
        token: AuthorizationToken::new(token),
        key: format!("key-of-{token}"),
    }
}

pub(super) fn session(id: &str, cart_version: u64) -> OpenSession {
    OpenSession {
        session: Session {
            id: id.to_owned(),
            client_token: ClientToken::new(format!("client-token-of-{id}")),
            payment_method_categories: vec![category("klarna")],
            cart_version,
            intent: Intent::Buy,
            amount: Money {
                minor_units: MinorUnits(9500),
                currency: Currency::Sek,
            },
            subscriptions: Vec::new(),
            expires_at: String::new(),
        },
        expires_at: Some(1_000_000 + 48 * 3600 * 1000),
    }
}

/// The same with several payment methods.
pub(super) fn session_of(id: &str, cart_version: u64, categories: &[&str]) -> OpenSession {
    let mut open = session(id, cart_version);
    open.session.payment_method_categories = categories.iter().copied().map(category).collect();
    open
}

fn category(identifier: &str) -> PaymentMethodCategory {
    PaymentMethodCategory {
        identifier: identifier.to_owned(),
        name: format!("Pay with {identifier}"),
        asset_urls: None,
    }
}

/// The policy lacks Klarna's host, for its script or for a frame.
pub(super) fn violation(is_klarnas_script: bool) -> Violation {
    let directive = if is_klarnas_script {
        "script-src"
    } else {
        "frame-src"
    };
    Violation {
        directive: directive.to_owned(),
        blocked: "https://x.klarnacdn.net".to_owned(),
        is_klarnas_script,
    }
}

pub(super) fn placed() -> Outcome {
    Outcome {
        status: OutcomeStatus::Placed,
        order_id: Some("order-1".to_owned()),
        redirect_url: None,
        fraud_status: None,
        token_stored: false,
    }
}

pub(super) fn notice(rig: &Rig) -> Option<&Notice> {
    match rig.checkout.state() {
        State::Ready { notice } => notice.as_ref(),
        other => panic!("not ready but {other:?}"),
    }
}

pub(super) fn is_place(effect: &Effect) -> bool {
    matches!(effect, Effect::Place { .. })
}

pub(super) fn is_authorize(effect: &Effect) -> bool {
    matches!(effect, Effect::Authorize { .. })
}

pub(super) fn is_load(effect: &Effect) -> bool {
    matches!(effect, Effect::LoadWidget { .. })
}

pub(super) fn is_fetch(effect: &Effect) -> bool {
    matches!(effect, Effect::FetchSession { .. })
}

pub(super) fn status(state: SessionState) -> Status {
    Status {
        status: state,
        outcome: None,
    }
}
