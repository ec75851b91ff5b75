//! Runs what the checkout asks for.

use std::{
    cell::{Cell, Ref, RefCell},
    mem::discriminant,
    rc::{Rc, Weak},
    time::Duration,
};

use gloo_timers::callback::Timeout;

use super::{
    Page, Settings, Snapshot, Transition,
    trail::{Trail, name},
};
use crate::{
    checkout::{
        AuthorizeAnswer, Checkout, Effect, Event, Generation, LoadAnswer, Notice, Notification,
        SdkCall, SdkFault, SessionAnswer, Ticket, Timer, Unfinished, WidgetName,
    },
    merchant::{HttpMerchant, Memory, Merchant, now},
    panel::{self, Marks, mark},
    sdk::{CheckoutData, Listening, PaymentsSdk, PolicyWatch, listen, watch_policy},
    wait::Answered,
};
use klarna_payments::ClientToken;

thread_local! {
    static MOUNTS: Cell<u32> = const { Cell::new(0) };
}

/// The longest a browser's timer runs: it counts milliseconds in 31 bits.
const LONGEST_TIMER: Duration = Duration::from_millis(i32::MAX as u64);

/// One mounted checkout. Whoever waits for an answer keeps it alive, so that a payment that is
/// under way comes to its end even when the component has left the page.
pub(super) struct Runtime {
    checkout: RefCell<Checkout>,
    snapshot: RefCell<Snapshot>,
    trail: RefCell<Trail>,
    events: RefCell<Vec<Event>>,
    running: Cell<bool>,
    timers: RefCell<Vec<(Timer, Timeout)>>,
    memory: RefCell<Memory>,
    sdk: Rc<dyn PaymentsSdk>,
    merchant: Rc<dyn Merchant>,
    page: Rc<dyn Page>,
    settings: Settings,
    listening: RefCell<Option<Listening>>,
    policy: RefCell<Option<PolicyWatch>>,
    marks: RefCell<Option<(Notice, Marks)>>,
}

impl Runtime {
    pub(super) fn new(
        make_sdk: impl FnOnce(Weak<Self>) -> Rc<dyn PaymentsSdk>,
        page: Rc<dyn Page>,
        settings: Settings,
    ) -> Rc<Self> {
        let generation = MOUNTS.with(|mounts| {
            mounts.set(mounts.get().wrapping_add(1));
            Generation(mounts.get())
        });
        let checkout = Checkout::new(generation, settings.limits.clone(), settings.layout.clone());
        let merchant = HttpMerchant::new(&settings.base, settings.server_timeout);
        if let Some(session) = &settings.session {
            let auto_finalize = settings.layout.auto_finalize;
            merchant.hand_over(&page.cart(), &page.locale(), auto_finalize, session);
        }
        Rc::new_cyclic(|this| Self {
            snapshot: RefCell::new(Snapshot::of(&checkout)),
            checkout: RefCell::new(checkout),
            trail: RefCell::default(),
            events: RefCell::default(),
            running: Cell::new(false),
            timers: RefCell::default(),
            memory: RefCell::new(Memory::of(&settings.base, &page.cart())),
            sdk: make_sdk(this.clone()),
            merchant: Rc::new(merchant),
            page,
            settings,
            listening: RefCell::default(),
            policy: RefCell::default(),
            marks: RefCell::default(),
        })
    }

    pub(super) fn page(&self) -> &dyn Page {
        &*self.page
    }

    pub(super) fn snapshot(&self) -> Ref<'_, Snapshot> {
        self.snapshot.borrow()
    }

    pub(super) fn transitions(&self) -> Vec<Transition> {
        self.trail.borrow().transitions()
    }

    /// What was going on before a reload, or on the page before, if there is such for this cart.
    pub(super) fn unfinished(&self) -> Option<Unfinished> {
        self.memory.borrow().recall()
    }

    /// Takes an event and does at once what follows from it. An event that comes out of that (a
    /// page's callback, an answer given on the spot) waits until it is done.
    pub(super) fn dispatch(self: &Rc<Self>, event: Event) {
        self.events.borrow_mut().push(event);
        if self.running.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let unmounted = matches!(event, Event::Unmounted);
            let name = name(&event);
            let effects = self.checkout.borrow_mut().step(event, now());
            if unmounted {
                self.timers.borrow_mut().clear();
                self.listening.take();
                self.policy.take();
                self.marks.take();
            }
            self.show(name, unmounted);
            for effect in effects {
                self.run(effect);
            }
        }
        self.running.set(false);
    }

    /// The event that came first. There is hardly ever more than one, so no queue is paid for.
    fn next_event(&self) -> Option<Event> {
        let mut events = self.events.borrow_mut();
        (!events.is_empty()).then(|| events.remove(0))
    }

    /// Draws and notes where the checkout stands after an event.
    fn show(self: &Rc<Self>, event: &'static str, unmounted: bool) {
        let snapshot = Snapshot::of(&self.checkout.borrow());
        self.trail.borrow_mut().note(Transition {
            at: now(),
            event,
            state: snapshot.state,
            failure: snapshot.failure,
            correlation_id: self.merchant.correlation_id(),
        });
        if !unmounted {
            self.mark_fields(snapshot.notice.as_ref());
        }
        self.snapshot.replace(snapshot);
        self.page.show(&self.snapshot.borrow());
    }

    fn run(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::LoadSdk(ticket) => {
                let runtime = Rc::clone(self);
                self.sdk.prepare(self.answered(move |answer| {
                    if answer == Ok(()) {
                        runtime.listen();
                    }
                    Event::SdkAnswered(ticket, answer)
                }));
            }
            Effect::FetchSession { ticket, refresh } => {
                let answered = self.answered(move |it| Event::SessionAnswered(ticket, it));
                self.fetch_session(refresh, answered);
            }
            Effect::LoadWidget {
                ticket,
                client_token,
                widget,
            } => {
                let answered = self.answered(move |it| Event::WidgetAnswered(ticket, it));
                self.load(&client_token, &widget, answered);
            }
            // These three call the SDK here and now, in the shopper's click, with the latest data.
            Effect::Authorize {
                ticket,
                widget,
                auto_finalize,
            } => self.ask_klarna(ticket, |sdk, data, answered| {
                sdk.authorize(&widget, auto_finalize, data, answered);
            }),
            Effect::Finalize {
                ticket,
                client_token,
                widget,
            } => self.ask_klarna(ticket, |sdk, data, answered| {
                sdk.confirm(SdkCall::Finalize, &client_token, &widget, data, answered);
            }),
            Effect::Reauthorize {
                ticket,
                client_token,
                widget,
            } => self.ask_klarna(ticket, |sdk, data, answered| {
                sdk.confirm(SdkCall::Reauthorize, &client_token, &widget, data, answered);
            }),
            Effect::LoadReview(token) => {
                let container = self.page.container();
                if let Some(review) = container.and_then(|it| panel::place_of_review(&it)) {
                    self.sdk.load_review(&token, &review);
                }
            }
            Effect::Place { ticket, approval } => {
                let answered = self.answered(move |it| Event::PlaceAnswered(ticket, it));
                self.merchant.place(&approval, answered);
            }
            Effect::FetchStatus { ticket, session } => {
                let answered = self.answered(move |it| Event::StatusAnswered(ticket, it));
                self.merchant.status(&session, answered);
            }
            Effect::Remember(unfinished) => self.memory.borrow().keep(&unfinished),
            Effect::Forget => self.memory.borrow().forget(),
            Effect::Start(timer, after) => self.start(timer, after),
            Effect::Tell(notification) => self.page.tell(notification),
            Effect::Focus(target) => self.page.focus(target),
        }
    }

    /// Asks Klarna to agree. What Klarna would object to anyway is said without asking.
    fn ask_klarna(
        self: &Rc<Self>,
        ticket: Ticket,
        ask: impl FnOnce(&dyn PaymentsSdk, &CheckoutData, Answered<AuthorizeAnswer>),
    ) {
        let answered = self.answered(move |it| Event::AuthorizeAnswered(ticket, it));
        match self.page.data().for_klarna() {
            Ok(data) => ask(&*self.sdk, &data, answered),
            Err(missing) => answered(AuthorizeAnswer::InvalidFields(missing)),
        }
    }

    /// Tells the page what its policy blocks, if it wants to know, until the unmount.
    pub(super) fn watch_policy(self: &Rc<Self>) {
        if self.page.listens() {
            let runtime = Rc::downgrade(self);
            let urls = [&*self.settings.script, &*self.settings.base];
            let watch = watch_policy(&urls, move |directive, blocked| {
                if let Some(runtime) = runtime.upgrade() {
                    let blocked = Notification::BlockedByPolicy { directive, blocked };
                    runtime.page.tell(blocked);
                }
            });
            self.policy.replace(Some(watch));
        }
    }

    /// Hands the SDK's events to the page, if it wants them, until the unmount.
    fn listen(self: &Rc<Self>) {
        if self.page.listens() && self.page.container().is_some() {
            let runtime = Rc::downgrade(self);
            let listening = listen(move |event| {
                if let Some(runtime) = runtime.upgrade() {
                    runtime.page.tell(event);
                }
            });
            self.listening.replace(Some(listening));
        }
    }

    /// Marks the page's inputs that Klarna objects to, and nothing else.
    fn mark_fields(self: &Rc<Self>, notice: Option<&Notice>) {
        let marked = self
            .marks
            .borrow()
            .as_ref()
            .map(|(notice, _)| notice.clone());
        if marked.as_ref() == notice {
            return;
        }
        self.marks.take();
        if let Some(notice @ Notice::InvalidFields(fields)) = notice {
            let runtime = Rc::downgrade(self);
            let corrected = move || {
                if let Some(runtime) = runtime.upgrade() {
                    runtime.dispatch(Event::FieldsCorrected);
                }
            };
            let marks = mark(fields, self.page.container().as_ref(), corrected);
            self.marks.replace(Some((notice.clone(), marks)));
        }
    }

    /// Sends an answer in as an event when it comes.
    fn answered<T: 'static>(
        self: &Rc<Self>,
        event: impl FnOnce(T) -> Event + 'static,
    ) -> Answered<T> {
        let runtime = Rc::clone(self);
        Box::new(move |answer| runtime.dispatch(event(answer)))
    }

    fn fetch_session(&self, refresh: Option<String>, answered: Answered<SessionAnswer>) {
        if let Some(session) = refresh {
            return self.merchant.refresh(&session, answered);
        }
        let cart = self.page.cart();
        *self.memory.borrow_mut() = Memory::of(&self.settings.base, &cart);
        let auto_finalize = self.settings.layout.auto_finalize;
        self.merchant
            .new_session(&cart, &self.page.locale(), auto_finalize, answered);
    }

    fn load(&self, token: &ClientToken, widget: &WidgetName, answered: Answered<LoadAnswer>) {
        let category = match &*widget.categories {
            // One of several has an element of its own.
            [category] if !self.snapshot.borrow().methods.is_empty() => Some(&**category),
            _ => None,
        };
        match self.page.container() {
            Some(container) => {
                let place = panel::place(&container, category);
                self.sdk
                    .load(token, widget, &place, &self.early_data(), answered);
            }
            None => answered(LoadAnswer::Fault(SdkFault::Unexpected)),
        }
    }

    /// What Klarna may know before the shopper presses pay: nothing, unless the page says so.
    fn early_data(&self) -> CheckoutData {
        let early = self.settings.early_data;
        let data = early.then(|| self.page.data().for_klarna().ok());
        data.flatten().unwrap_or_default()
    }

    /// Starts a timer in the place of the last of its kind.
    fn start(self: &Rc<Self>, timer: Timer, after: Duration) {
        let millis = u32::try_from(after.min(LONGEST_TIMER).as_millis()).unwrap_or(u32::MAX);
        let runtime = Rc::clone(self);
        let timeout = Timeout::new(millis, move || runtime.dispatch(Event::TimedOut(timer)));
        let mut timers = self.timers.borrow_mut();
        timers.retain(|(other, _)| discriminant(other) != discriminant(&timer));
        timers.push((timer, timeout));
    }
}
