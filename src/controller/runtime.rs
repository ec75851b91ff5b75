//! Runs the effects that the checkout asks for.

use std::{
    cell::{Cell, Ref, RefCell},
    collections::VecDeque,
    future::{Future, ready},
    mem::discriminant,
    rc::{Rc, Weak},
    time::Duration,
};

use gloo_timers::callback::Timeout;
use klarna_payments::ClientToken;
use wasm_bindgen_futures::spawn_local;

use super::{
    CheckoutOptions, Host, Snapshot, Transition,
    transitions::{TransitionLog, name},
};
use crate::{
    checkout::{
        AuthorizeAnswer, Checkout, Effect, Event, FocusTarget, Generation, LoadAnswer, Notice,
        RequestId, SdkCall, SdkFault, Timer, Unfinished, WidgetName,
    },
    csp::CspWatch,
    dom::{InvalidFieldMarkers, Part, move_focus, place_for_category},
    js::Answer,
    merchant::{MerchantClient, UnfinishedStore, now},
    sdk::{CheckoutData, PaymentsSdk, SdkEvents},
};

thread_local! {
    static MOUNTS: Cell<u32> = const { Cell::new(0) };
}

/// The longest a browser's timer runs: it counts milliseconds in 31 bits.
const LONGEST_TIMER: Duration = Duration::from_millis(i32::MAX as u64);

/// One checkout that runs. A task that waits for an answer keeps it alive, so that a payment that is
/// under way comes to its end even when the component has left the page.
pub(super) struct Runtime {
    checkout: RefCell<Checkout>,
    snapshot: RefCell<Snapshot>,
    log: RefCell<TransitionLog>,
    events: RefCell<VecDeque<Event>>,
    is_running: Cell<bool>,
    timers: RefCell<Vec<(Timer, Timeout)>>,
    unfinished: RefCell<UnfinishedStore>,
    sdk: Rc<dyn PaymentsSdk>,
    merchant: MerchantClient,
    host: Rc<dyn Host>,
    options: CheckoutOptions,
    sdk_events: RefCell<Option<SdkEvents>>,
    csp: RefCell<Option<CspWatch>>,
    markers: RefCell<Option<(Notice, InvalidFieldMarkers)>>,
}

impl Runtime {
    pub(super) fn new(
        make_sdk: impl FnOnce(Weak<Self>) -> Rc<dyn PaymentsSdk>,
        host: Rc<dyn Host>,
        mut options: CheckoutOptions,
    ) -> Rc<Self> {
        let generation = MOUNTS.with(|mounts| {
            mounts.set(mounts.get().wrapping_add(1));
            Generation(mounts.get())
        });
        let checkout = Checkout::new(generation, options.limits.clone(), options.layout());
        let merchant = MerchantClient::new(&options.base, options.server_timeout);
        if let Some(session) = options.session.take() {
            let (cart, locale) = (host.cart(), host.locale());
            merchant.hand_over(&cart, &locale, options.auto_finalize, session);
        }
        Rc::new_cyclic(|this| Self {
            snapshot: RefCell::new(Snapshot::from_checkout(&checkout)),
            checkout: RefCell::new(checkout),
            log: RefCell::default(),
            events: RefCell::default(),
            is_running: Cell::new(false),
            timers: RefCell::default(),
            unfinished: RefCell::new(UnfinishedStore::new(&options.base, &host.cart())),
            sdk: make_sdk(this.clone()),
            merchant,
            host,
            options,
            sdk_events: RefCell::default(),
            csp: RefCell::default(),
            markers: RefCell::default(),
        })
    }

    pub(super) fn host(&self) -> &dyn Host {
        &*self.host
    }

    pub(super) fn snapshot(&self) -> Ref<'_, Snapshot> {
        self.snapshot.borrow()
    }

    pub(super) fn transitions(&self) -> Vec<Transition> {
        self.log.borrow().transitions()
    }

    /// The payment that was going on before a reload, or on the page before, if there is one for this
    /// cart.
    pub(super) fn unfinished(&self) -> Option<Unfinished> {
        self.unfinished.borrow().recall()
    }

    /// Takes an event and runs at once what follows from it. An event that comes meanwhile, out of the
    /// page's callback for instance, waits until that is done.
    pub(super) fn dispatch(self: &Rc<Self>, event: Event) {
        self.events.borrow_mut().push_back(event);
        if self.is_running.replace(true) {
            return;
        }
        while let Some(event) = self.next_event() {
            let is_unmount = matches!(event, Event::Unmounted);
            let name = name(&event);
            let effects = self.checkout.borrow_mut().step(event, now());
            if is_unmount {
                self.timers.borrow_mut().clear();
                self.sdk_events.take();
                self.csp.take();
                self.markers.take();
            }
            self.show(name, is_unmount);
            for effect in effects {
                self.run(effect);
            }
        }
        self.is_running.set(false);
    }

    fn next_event(&self) -> Option<Event> {
        self.events.borrow_mut().pop_front()
    }

    /// Draws and logs the state after an event.
    fn show(self: &Rc<Self>, event: &'static str, is_unmount: bool) {
        let snapshot = Snapshot::from_checkout(&self.checkout.borrow());
        self.log.borrow_mut().push(Transition {
            at: now(),
            event,
            state: snapshot.state,
            failure: snapshot.failure,
            correlation_id: self.merchant.take_correlation_id(),
        });
        if !is_unmount {
            self.mark_fields(snapshot.notice.as_ref());
        }
        self.snapshot.replace(snapshot);
        self.host.show(&self.snapshot.borrow());
    }

    fn run(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::LoadSdk(request) => self.prepare_sdk(request),
            Effect::FetchSession { request, refresh } => self.fetch_session(request, refresh),
            Effect::LoadWidget {
                request,
                client_token,
                widget,
            } => {
                let answer = self.load(&client_token, &widget);
                self.spawn(async move { Event::WidgetAnswered(request, answer.await) });
            }
            Effect::Authorize {
                request,
                widget,
                auto_finalize,
            } => self.ask_klarna(request, |sdk, data| {
                sdk.authorize(&widget, auto_finalize, data)
            }),
            Effect::Finalize {
                request,
                client_token,
                widget,
            } => self.ask_klarna(request, |sdk, data| {
                sdk.confirm(SdkCall::Finalize, &client_token, &widget, data)
            }),
            Effect::Reauthorize {
                request,
                client_token,
                widget,
            } => self.ask_klarna(request, |sdk, data| {
                sdk.confirm(SdkCall::Reauthorize, &client_token, &widget, data)
            }),
            Effect::LoadReview(token) => self.load_review(&token),
            Effect::Place { request, approval } => {
                let merchant = self.merchant.clone();
                self.spawn(
                    async move { Event::PlaceAnswered(request, merchant.place(approval).await) },
                );
            }
            Effect::FetchStatus { request, session } => {
                let merchant = self.merchant.clone();
                self.spawn(async move {
                    Event::StatusAnswered(request, merchant.status(&session).await)
                });
            }
            Effect::Remember(unfinished) => self.unfinished.borrow().keep(&unfinished),
            Effect::Forget => self.unfinished.borrow().forget(),
            Effect::Start(timer, after) => self.start(timer, after),
            Effect::Emit(event) => self.host.emit(event),
            Effect::Focus(target) => self.focus(target),
        }
    }

    /// Sends an answer in as an event when it comes.
    fn spawn(self: &Rc<Self>, event: impl Future<Output = Event> + 'static) {
        self.spawn_boxed(Box::pin(event));
    }

    /// Not generic, unlike [`Self::spawn`]: one copy serves all answers.
    fn spawn_boxed(self: &Rc<Self>, event: Answer<Event>) {
        let runtime = Rc::clone(self);
        spawn_local(async move {
            let event = event.await;
            runtime.dispatch(event);
        });
    }

    fn prepare_sdk(self: &Rc<Self>, request: RequestId) {
        let runtime = Rc::clone(self);
        let answer = self.sdk.prepare();
        self.spawn(async move {
            let answer = answer.await;
            if answer.is_ok() {
                runtime.emit_sdk_events();
            }
            Event::SdkAnswered(request, answer)
        });
    }

    fn fetch_session(self: &Rc<Self>, request: RequestId, refresh: Option<String>) {
        if let Some(session) = refresh {
            let merchant = self.merchant.clone();
            return self.spawn(async move {
                Event::SessionAnswered(request, merchant.refresh(&session).await)
            });
        }
        let (cart, locale) = (self.host.cart(), self.host.locale());
        self.unfinished
            .replace(UnfinishedStore::new(&self.options.base, &cart));
        let auto_finalize = self.options.auto_finalize;
        let answer = self.merchant.new_session(&cart, &locale, auto_finalize);
        self.spawn(async move { Event::SessionAnswered(request, answer.await) });
    }

    fn load(&self, token: &ClientToken, widget: &WidgetName) -> Answer<LoadAnswer> {
        let category = match &*widget.categories {
            // One of several has an element of its own.
            [category] if !self.snapshot.borrow().methods.is_empty() => Some(&**category),
            _ => None,
        };
        let Some(container) = self.host.element(Part::Widget) else {
            return Box::pin(ready(LoadAnswer::Fault(SdkFault::Unexpected)));
        };
        let place = place_for_category(&container, category);
        self.sdk.load(token, widget, &place, &self.early_data())
    }

    /// The data that Klarna may have before the shopper presses pay: none, unless the page says so.
    fn early_data(&self) -> CheckoutData {
        let early = self.options.early_data;
        let data = early.then(|| self.host.data().for_klarna().ok());
        data.flatten().unwrap_or_default()
    }

    /// Asks Klarna to agree, here and now, in the shopper's click, with the latest data. What Klarna
    /// would object to anyway is said without asking.
    fn ask_klarna(
        self: &Rc<Self>,
        request: RequestId,
        ask: impl FnOnce(&dyn PaymentsSdk, &CheckoutData) -> Answer<AuthorizeAnswer>,
    ) {
        let answer = match self.host.data().for_klarna() {
            Ok(data) => ask(&*self.sdk, &data),
            Err(missing) => Box::pin(ready(AuthorizeAnswer::InvalidFields(missing))),
        };
        self.spawn(async move { Event::AuthorizeAnswered(request, answer.await) });
    }

    fn load_review(&self, token: &ClientToken) {
        if let Some(review) = self.host.element(Part::Review) {
            review.set_text_content(None);
            self.sdk.load_review(token, &review);
        }
    }

    fn focus(&self, target: FocusTarget) {
        let host = Rc::clone(&self.host);
        let focus = move || move_focus(target, |part| host.element(part));
        self.host.after_drawing(Box::new(focus));
    }

    /// Dispatches what the page's policy blocks, until the unmount.
    pub(super) fn watch_csp(self: &Rc<Self>) {
        let runtime = Rc::downgrade(self);
        let CheckoutOptions { script, base, .. } = &self.options;
        let watch = CspWatch::new(script, base, move |violation| {
            if let Some(runtime) = runtime.upgrade() {
                runtime.dispatch(Event::PolicyViolated(violation));
            }
        });
        self.csp.replace(Some(watch));
    }

    /// Emits the SDK's events, if the page listens, until the unmount.
    fn emit_sdk_events(self: &Rc<Self>) {
        if self.host.has_listener() && self.host.element(Part::Widget).is_some() {
            let runtime = Rc::downgrade(self);
            let events = SdkEvents::new(move |event| {
                if let Some(runtime) = runtime.upgrade() {
                    runtime.host.emit(event);
                }
            });
            self.sdk_events.replace(Some(events));
        }
    }

    /// Marks the page's inputs that Klarna objects to, and no others.
    fn mark_fields(self: &Rc<Self>, notice: Option<&Notice>) {
        let is_marked =
            |markers: &Option<(Notice, _)>| markers.as_ref().map(|(notice, _)| notice) == notice;
        if is_marked(&self.markers.borrow()) {
            return;
        }
        self.markers.take();
        if let Some(notice @ Notice::InvalidFields(fields)) = notice {
            let runtime = Rc::downgrade(self);
            let corrected = move || {
                if let Some(runtime) = runtime.upgrade() {
                    runtime.dispatch(Event::FieldsCorrected);
                }
            };
            let message = self.host.element(Part::Problem);
            let markers = InvalidFieldMarkers::new(fields, message.as_ref(), corrected);
            self.markers.replace(Some((notice.clone(), markers)));
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
