//! The cart, or the page around it, has changed: the latest state wins.

use crate::checkout::{
    Checkout, Effect, Notice, RequestId, State, Timer,
    state::{Loading, Wait},
};

impl Checkout {
    pub(super) fn cart_changed(&mut self, version: u64, effects: &mut Vec<Effect>) {
        self.cart_version = Some(version);
        if self.is_behind() {
            self.cart_moved(effects);
        }
    }

    pub(super) fn refresh_asked(&mut self, effects: &mut Vec<Effect>) {
        if self.session.is_some() {
            self.cart_moved(effects);
        }
    }

    /// Turns pay off: the widget does not show the cart any more.
    fn cart_moved(&mut self, effects: &mut Vec<Effect>) {
        match &mut self.state {
            State::Ready { .. } | State::NotOffered | State::AwaitingFinalize { .. } => {
                self.state = State::Loading(Loading::new(Some(Notice::CartChanged)));
                self.wait_for_quiet(effects);
            }
            State::Loading(loading) | State::Expired(loading) => match loading.wait {
                // Their answer is compared with the page's version when it comes. A busy shopper
                // is no reason to give up on the server.
                Wait::Session(_) | Wait::SessionRetry(_) => loading.failures = 0,
                Wait::CartQuiet(_) | Wait::Sdk | Wait::Widget(_) => self.wait_for_quiet(effects),
            },
            State::Authorizing { stale, .. } => *stale = true,
            // A payment that is under way is for the cart that was approved; the server compares.
            // The rest look at the cart when they start over.
            _ => {}
        }
    }

    /// Several changes in a row make one refresh.
    pub(super) fn wait_for_quiet(&mut self, effects: &mut Vec<Effect>) {
        let request = self.next_request();
        self.wait_for(Wait::CartQuiet(request));
        effects.push(Effect::Start(
            Timer::CartQuiet(request),
            self.limits.cart_quiet,
        ));
    }

    pub(super) fn cart_quiet(&mut self, request: RequestId, effects: &mut Vec<Effect>) {
        if self.waits_for() == Some(Wait::CartQuiet(request)) {
            self.fetch_session(effects);
        }
    }

    pub(super) fn session_outdated(
        &mut self,
        cart_version: Option<u64>,
        effects: &mut Vec<Effect>,
    ) {
        self.cart_version = cart_version;
        match &mut self.state {
            State::Idle | State::Gone => {}
            State::Authorizing { stale, .. } => {
                *stale = true;
                self.outdated = true;
            }
            // An approval is still being settled; the new session waits for that.
            State::Placing { .. } | State::Checking(_) => self.outdated = true,
            _ => {
                self.session = None;
                self.drop_authorized(effects);
                self.start_loading(None, effects);
            }
        }
    }
}
