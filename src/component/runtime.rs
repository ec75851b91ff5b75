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
        Checkout, Effect, Event, Generation, Limits, LoadAnswer, SdkFault, SessionAnswer, Timer,
        WidgetName,
    },
    merchant::{Memory, Merchant, now},
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
        limits: Limits,
    ) -> Rc<Self> {
        let generation = MOUNTS.with(|mounts| {
            mounts.set(mounts.get().wrapping_add(1));
            Generation(mounts.get())
        });
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
                let answer = self.sdk.prepare();
                self.answer(async move { Event::SdkAnswered(ticket, answer.await) });
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
            Effect::Authorize { ticket, widget } => {
                // Called here and now, in the shopper's click, with the latest data.
                let answer = self.sdk.authorize(&widget, &self.host.data());
                self.answer(async move { Event::AuthorizeAnswered(ticket, answer.await) });
            }
            Effect::Place { ticket, approval } => {
                let answer = self.merchant.place(&approval);
                self.answer(async move { Event::PlaceAnswered(ticket, answer.await) });
            }
            Effect::FetchStatus { ticket, session } => {
                let answer = self.merchant.status(&session);
                self.answer(async move { Event::StatusAnswered(ticket, answer.await) });
            }
            Effect::Remember(approval) => self.memory.borrow().keep(&approval),
            Effect::Forget => self.memory.borrow().forget(),
            Effect::Start(timer, after) => self.start(timer, after),
            Effect::Tell(notification) => self.host.tell(notification),
            Effect::Focus(target) => self.host.focus(target),
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
        self.merchant.new_session(&cart, &locale)
    }

    fn load(&self, token: &ClientToken, widget: &WidgetName) -> LocalFuture<LoadAnswer> {
        match self.host.container() {
            Some(container) => self.sdk.load(token, widget, &container),
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
