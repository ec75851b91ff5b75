//! Runs what the checkout asks for: the one place where events come in and effects go out.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    mem::discriminant,
    rc::Rc,
    time::Duration,
};

use gloo_timers::callback::Timeout;
use leptos::{prelude::*, task::spawn_local};

use super::{Host, Snapshot};
use crate::{
    checkout::{
        Checkout, Effect, Event, Generation, LoadAnswer, SdkFault, SessionAnswer, Ticket, Timer,
        WidgetName,
    },
    merchant::{LocalFuture, Memory, Merchant, now},
    sdk::PaymentsSdk,
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
}

impl Runtime {
    pub(super) fn new(
        sdk: Rc<dyn PaymentsSdk>,
        merchant: Rc<dyn Merchant>,
        host: Host,
    ) -> Rc<Self> {
        let generation = MOUNTS.with(|mounts| {
            mounts.set(mounts.get().wrapping_add(1));
            Generation(mounts.get())
        });
        let limits = host.limits.get_value();
        Rc::new(Self {
            checkout: RefCell::new(Checkout::new(generation, limits)),
            events: RefCell::default(),
            running: Cell::new(false),
            timers: RefCell::default(),
            memory: RefCell::new(host.memory()),
            sdk,
            merchant,
            host,
        })
    }

    /// The approval from before a reload, if there is one for this cart.
    pub(super) fn unfinished(&self) -> Option<crate::checkout::Approval> {
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
            }
            self.host.show(Snapshot::of(&self.checkout.borrow()));
            for effect in effects {
                self.run(effect);
            }
        }
        self.running.set(false);
    }

    fn run(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::LoadSdk(ticket) => {
                self.answer(self.sdk.prepare(), move |it| Event::SdkAnswered(ticket, it));
            }
            Effect::FetchSession { ticket, refresh } => {
                self.answer(self.session(refresh), move |it| {
                    Event::SessionAnswered(ticket, it)
                });
            }
            Effect::LoadWidget {
                ticket,
                client_token,
                widget,
            } => self.load(ticket, &client_token, &widget),
            Effect::Authorize { ticket, widget } => {
                // Called here and now, in the shopper's click, with the latest data.
                let answer = self.sdk.authorize(&widget, &self.host.data());
                self.answer(answer, move |it| Event::AuthorizeAnswered(ticket, it));
            }
            Effect::Place { ticket, approval } => {
                self.answer(self.merchant.place(&approval), move |it| {
                    Event::PlaceAnswered(ticket, it)
                });
            }
            Effect::FetchStatus { ticket, session } => {
                self.answer(self.merchant.status(&session), move |it| {
                    Event::StatusAnswered(ticket, it)
                });
            }
            Effect::Remember(approval) => self.memory.borrow().keep(&approval),
            Effect::Forget => self.memory.borrow().forget(),
            Effect::Start(timer, after) => self.start(timer, after),
            Effect::Tell(notification) => self.host.tell(notification),
            Effect::Focus(target) => self.host.focus(target),
        }
    }

    /// Sends the answer in as an event when it comes.
    fn answer<T: 'static>(
        self: &Rc<Self>,
        answer: LocalFuture<T>,
        event: impl FnOnce(T) -> Event + 'static,
    ) {
        let runtime = Rc::clone(self);
        spawn_local(async move {
            let answer = answer.await;
            runtime.dispatch(event(answer));
        });
    }

    fn session(&self, refresh: Option<String>) -> LocalFuture<SessionAnswer> {
        if let Some(session) = refresh {
            return self.merchant.refresh(&session);
        }
        let (cart, locale) = self.host.identity();
        *self.memory.borrow_mut() = self.host.memory();
        self.merchant.new_session(&cart, &locale)
    }

    fn load(self: &Rc<Self>, ticket: Ticket, token: &ClientToken, widget: &WidgetName) {
        match self.host.container() {
            Some(container) => {
                self.answer(self.sdk.load(token, widget, &container), move |it| {
                    Event::WidgetAnswered(ticket, it)
                });
            }
            None => self.dispatch(Event::WidgetAnswered(
                ticket,
                LoadAnswer::Fault(SdkFault::Unexpected),
            )),
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
