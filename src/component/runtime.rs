//! Runs what the checkout asks for: the one place where events come in and effects go out.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    mem::discriminant,
    rc::Rc,
    time::Duration,
};

use gloo_timers::callback::Timeout;
use leptos::task::spawn_local;

use super::{Host, Snapshot};
use crate::{
    LocalFuture,
    checkout::{
        AuthorizeAnswer, Checkout, Effect, Event, Generation, Layout, Limits, LoadAnswer, Notice,
        SdkCall, SdkFault, SessionAnswer, Ticket, Timer, Unfinished, WidgetName,
    },
    merchant::{Memory, Merchant, now},
    page::{Marks, mark},
    sdk::{CheckoutData, Listening, PaymentsSdk, listen},
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
    events: RefCell<VecDeque<Event>>,
    running: Cell<bool>,
    timers: RefCell<Vec<(Timer, Timeout)>>,
    memory: RefCell<Memory>,
    sdk: Rc<dyn PaymentsSdk>,
    merchant: Rc<dyn Merchant>,
    host: Host,
    listening: RefCell<Option<Listening>>,
    marks: RefCell<Option<(Notice, Marks)>>,
}

impl Runtime {
    pub(super) fn new(
        sdk: Rc<dyn PaymentsSdk>,
        merchant: Rc<dyn Merchant>,
        host: Host,
        limits: Limits,
        layout: Layout,
    ) -> Rc<Self> {
        let generation = MOUNTS.with(|mounts| {
            mounts.set(mounts.get().wrapping_add(1));
            Generation(mounts.get())
        });
        Rc::new(Self {
            checkout: RefCell::new(Checkout::new(generation, limits, layout)),
            events: RefCell::default(),
            running: Cell::new(false),
            timers: RefCell::default(),
            memory: RefCell::new(host.memory()),
            sdk,
            merchant,
            host,
            listening: RefCell::default(),
            marks: RefCell::default(),
        })
    }

    /// What was going on before a reload, or on the page before, if there is such for this cart.
    pub(super) fn unfinished(&self) -> Option<Unfinished> {
        self.memory.borrow().recall()
    }

    /// Takes an event and does at once what follows from it. An event that comes out of that (a
    /// page's callback, an answer given on the spot) waits until it is done.
    pub(super) fn dispatch(self: &Rc<Self>, event: Event) {
        self.events.borrow_mut().push_back(event);
        if self.running.replace(true) {
            return;
        }
        loop {
            let Some(event) = self.events.borrow_mut().pop_front() else {
                break;
            };
            let unmounted = event == Event::Unmounted;
            let effects = self.checkout.borrow_mut().step(event, now());
            if unmounted {
                self.timers.borrow_mut().clear();
                self.listening.take();
            }
            let snapshot = Snapshot::of(&self.checkout.borrow());
            self.mark_fields(if unmounted {
                None
            } else {
                snapshot.notice.as_ref()
            });
            self.host.show(snapshot);
            for effect in effects {
                self.run(effect);
            }
        }
        self.running.set(false);
    }

    fn run(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::LoadSdk(ticket) => {
                let answer = self.sdk.prepare();
                let runtime = Rc::clone(self);
                self.answer(async move {
                    let answer = answer.await;
                    if answer.is_ok() {
                        runtime.listen();
                    }
                    Event::SdkAnswered(ticket, answer)
                });
            }
            Effect::FetchSession { ticket, refresh } => {
                let answer = self.session(refresh);
                self.answer(async move { Event::SessionAnswered(ticket, answer.await) });
            }
            Effect::LoadWidget {
                ticket,
                client_token,
                widget,
            } => {
                let answer = self.load(&client_token, &widget);
                self.answer(async move { Event::WidgetAnswered(ticket, answer.await) });
            }
            // These three call the SDK here and now, in the shopper's click, with the latest data.
            Effect::Authorize {
                ticket,
                widget,
                auto_finalize,
            } => self.ask_klarna(ticket, |sdk, data| {
                sdk.authorize(&widget, auto_finalize, data)
            }),
            Effect::Finalize {
                ticket,
                client_token,
                widget,
            } => self.ask_klarna(ticket, |sdk, data| {
                sdk.confirm(SdkCall::Finalize, &client_token, &widget, data)
            }),
            Effect::Reauthorize {
                ticket,
                client_token,
                widget,
            } => self.ask_klarna(ticket, |sdk, data| {
                sdk.confirm(SdkCall::Reauthorize, &client_token, &widget, data)
            }),
            Effect::LoadReview(token) => {
                if let Some(container) = self.host.review() {
                    self.sdk.load_review(&token, &container);
                }
            }
            Effect::Place { ticket, approval } => {
                let answer = self.merchant.place(&approval);
                self.answer(async move { Event::PlaceAnswered(ticket, answer.await) });
            }
            Effect::FetchStatus { ticket, session } => {
                let answer = self.merchant.status(&session);
                self.answer(async move { Event::StatusAnswered(ticket, answer.await) });
            }
            Effect::Remember(unfinished) => self.memory.borrow().keep(&unfinished),
            Effect::Forget => self.memory.borrow().forget(),
            Effect::Start(timer, after) => self.start(timer, after),
            Effect::Tell(notification) => self.host.tell(notification),
            Effect::Focus(target) => self.host.focus(target),
        }
    }

    /// Asks Klarna to agree. What Klarna would object to anyway is said without asking.
    fn ask_klarna(
        self: &Rc<Self>,
        ticket: Ticket,
        ask: impl FnOnce(&dyn PaymentsSdk, &CheckoutData) -> LocalFuture<AuthorizeAnswer>,
    ) {
        let answer = match self.host.data().for_klarna() {
            Ok(data) => ask(&*self.sdk, &data),
            Err(missing) => Box::pin(async { AuthorizeAnswer::InvalidFields(missing) }),
        };
        self.answer(async move { Event::AuthorizeAnswered(ticket, answer.await) });
    }

    /// Hands the SDK's events to the page, if it wants them, until the unmount.
    fn listen(self: &Rc<Self>) {
        if self.host.on_event.is_some() && self.host.container().is_some() {
            let runtime = Rc::downgrade(self);
            let listening = listen(move |event| {
                if let Some(runtime) = runtime.upgrade() {
                    runtime.host.tell(event.into());
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
            let marks = mark(fields, self.host.root().as_ref(), corrected);
            self.marks.replace(Some((notice.clone(), marks)));
        }
    }

    /// Sends the answer in as an event when it comes.
    fn answer(self: &Rc<Self>, event: impl Future<Output = Event> + 'static) {
        self.wait_for(Box::pin(event));
    }

    // Not generic: one copy of it is enough.
    fn wait_for(self: &Rc<Self>, event: LocalFuture<Event>) {
        let runtime = Rc::clone(self);
        spawn_local(async move {
            let event = event.await;
            runtime.dispatch(event);
        });
    }

    fn session(&self, refresh: Option<String>) -> LocalFuture<SessionAnswer> {
        if let Some(session) = refresh {
            return self.merchant.refresh(&session);
        }
        let (cart, locale) = self.host.identity();
        *self.memory.borrow_mut() = self.host.memory();
        let auto_finalize = self.checkout.borrow().layout().auto_finalize;
        self.merchant.new_session(&cart, &locale, auto_finalize)
    }

    fn load(&self, token: &ClientToken, widget: &WidgetName) -> LocalFuture<LoadAnswer> {
        match self.host.container_for(&widget.categories) {
            Some(container) => {
                let data = self.host.early_data();
                self.sdk.load(token, widget, &container, &data)
            }
            None => Box::pin(async { LoadAnswer::Fault(SdkFault::Unexpected) }),
        }
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
