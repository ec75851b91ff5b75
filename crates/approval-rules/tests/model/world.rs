//! The state of everything, and the steps that change it.

use klarna_payments::{OrderId, SessionPlan};
use time::OffsetDateTime;

use approval_rules::{
    AUTHORIZATION_LIFETIME, CartFacts, Effect, Event, Facts, Question, SETTLING_TIME,
    SessionAnswer, Step, apply,
};

/// The state of everything.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the shop or the shopper"
)]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct World {
    /// The shop's database.
    pub(super) approvals: Vec<Approval>,
    pub(super) paid_otherwise: bool,
    /// The Klarna session of the cart, as an index of `klarna`.
    pub(super) session: usize,
    pub(super) auto_finalize: bool,
    /// Approvals that Klarna's callback told of and that were not taken yet.
    pub(super) told: Option<Told>,
    /// Servers over that database.
    pub(super) servers: [Server; 2],
    /// The shopper's pages.
    pub(super) may_pay: bool,
    pub(super) approvals_left: u8,
    /// The shopper orders on a page after the one on which Klarna approves.
    pub(super) several_pages: bool,
    /// An approval that the shopper has yet to confirm.
    pub(super) unconfirmed: Option<u8>,
    /// Klarna.
    pub(super) klarna: Vec<KlarnaSession>,
    pub(super) requests: Vec<Request>,
    /// The number of authorizations that Klarna has given.
    pub(super) tokens: u8,
    /// The number of times that the 60 minutes of every authorization went by, with the time until what came of it
    /// shows.
    pub(super) hours: u8,
    pub(super) crashes_left: u8,
    pub(super) faults_left: u8,
    /// A server recorded an answer with an order's id, and the id was not kept.
    pub(super) lost_id: bool,
}

/// An approval in the shop's database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Approval {
    pub(super) facts: Facts,
    /// The Klarna session that it was given in.
    pub(super) session: usize,
    /// Its token: tokens are numbered as Klarna gives them.
    pub(super) token: u8,
    pub(super) confirmed: bool,
}

/// An approval that Klarna's callback told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Told {
    pub(super) session: usize,
    pub(super) token: u8,
    pub(super) confirmed: bool,
}

/// A server, between two steps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Server {
    Idle,
    /// Brings an approval to its outcome; `heard`: the last answer of this run.
    Settling {
        approval: usize,
        heard: Option<Event>,
    },
    /// The question is written down, and is sent next.
    Asking {
        approval: usize,
        question: Question,
    },
    /// Waits for Klarna's answer to an order request.
    Waiting {
        approval: usize,
    },
    /// Has Klarna's answer, and writes it down next.
    Hearing {
        approval: usize,
        event: Event,
    },
    /// Has read the cart's session for a page that opens it again.
    Opening {
        session: usize,
        answer: SessionAnswer,
    },
}

/// A session at Klarna.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct KlarnaSession {
    /// The current authorization.
    pub(super) token: Option<u8>,
    /// The token that was ordered with, which is the order's name too.
    pub(super) order: Option<u8>,
    /// The order is so new that a read may not show it.
    pub(super) may_be_stale: bool,
}

/// An order request on its way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Request {
    pub(super) session: usize,
    pub(super) token: u8,
    /// The server that waits for the answer; `None` once nobody does.
    pub(super) server: Option<usize>,
}

/// A step of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Action {
    Page(PageAction),
    Server(usize, ServerAction),
    Klarna(KlarnaAction),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum PageAction {
    /// The shopper approves, and the page hands the approval over.
    Approve,
    /// The shopper approves on the page before the last.
    ApproveUnconfirmed,
    /// The shopper confirms on the last page.
    Confirm,
    /// Another tab opens the cart as a checkout of one page.
    SecondTab,
    /// The shopper pays by bank transfer.
    PayOtherwise,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum ServerAction {
    /// Begins to bring an approval to its outcome.
    Settle(usize),
    /// Writes down what is asked next, or ends the run.
    Ask,
    /// Sends what was written down.
    Send,
    /// Gets an answer to a question that Klarna answers at once.
    Get(Event),
    /// Stops waiting for an answer.
    TimeOut,
    /// Writes an answer down.
    Record,
    /// Takes the approval that Klarna told of.
    TakeTold,
    /// Reads the session for a page that opens the cart again.
    Open(SessionAnswer),
    /// Acts on what it has read.
    Opened,
    Crash,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum KlarnaAction {
    /// Answers the request with that index, having carried it out where that is what it says.
    Answer(usize, Answer),
    /// Shows an order to the server: the merchant's push address was called with its id.
    Push(usize),
    /// An hour goes by.
    TimePasses,
}

/// Klarna's treatment of an order request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Answer {
    /// Carries it out, or finds it carried out, and says so.
    Order,
    /// The same, and the answer is lost.
    OrderLost,
    /// Refuses: no such authorization.
    Gone,
    /// Refuses: used before.
    Spent,
    /// Refuses the purchase, now and once.
    Declined,
    /// Does nothing, and answers 500.
    Lost,
}

impl World {
    pub(super) fn new(crashes: u8, faults: u8, approvals: u8, several_pages: bool) -> Self {
        Self {
            approvals: Vec::new(),
            paid_otherwise: false,
            session: 0,
            auto_finalize: !several_pages,
            told: None,
            servers: [Server::Idle, Server::Idle],
            may_pay: true,
            approvals_left: approvals,
            several_pages,
            unconfirmed: None,
            klarna: vec![KlarnaSession::default()],
            requests: Vec::new(),
            tokens: 0,
            hours: 0,
            crashes_left: crashes,
            faults_left: faults,
            lost_id: false,
        }
    }

    /// The shop's time.
    pub(super) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
            + (AUTHORIZATION_LIFETIME + SETTLING_TIME) * u32::from(self.hours)
    }

    /// Returns the facts of an approval, as the database has them.
    pub(super) fn facts(&self, index: usize) -> Facts {
        let mut facts = self.approvals[index].facts.clone();
        let other = |(at, other): (usize, &Approval)| at != index && other.facts.stage.is_live();
        if self.paid_otherwise || self.approvals.iter().enumerate().any(other) {
            facts.cart = CartFacts::OrderedOtherwise;
        }
        facts
    }

    /// The cart's approval of which something came or may come.
    pub(super) fn live(&self) -> Option<usize> {
        self.approvals
            .iter()
            .position(|approval| approval.facts.stage.is_live())
    }

    /// Runs an event through the rules, in one transaction.
    pub(super) fn record(&mut self, index: usize, event: &Event) -> Step {
        let step = apply(&self.facts(index), event, self.now());
        self.approvals[index].facts = Facts {
            cart: CartFacts::Current,
            ..step.facts.clone()
        };
        match step.effect {
            Effect::Fail(_) => self.may_pay = true,
            Effect::RecordOrder(_) => self.may_pay = false,
            _ => {}
        }
        step
    }

    /// An approval as it is stored first.
    pub(super) fn new_approval(&self, session: usize, token: u8, confirmed: bool) -> Approval {
        Approval {
            facts: Facts::received(SessionPlan::OneTime, self.now()),
            session,
            token,
            confirmed,
        }
    }

    /// Klarna's name for the order of a token.
    pub(super) fn order_id(token: u8) -> OrderId {
        OrderId::new(format!("order-{token}"))
    }
}
