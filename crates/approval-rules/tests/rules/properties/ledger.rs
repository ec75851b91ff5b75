//! The counters of an approval against a count of what became of each request.

use approval_rules::{Event, Facts, OrderAnswer, Question, Refusal, Stage, apply, begin};
use klarna_payments::{FraudStatus, SessionPlan};
use proptest::prelude::*;

use super::history::any_order_answer;
use crate::support::{after, minutes, ordered, received, token_done};

/// A step of the servers: a request, or the answer to one that has none yet.
#[derive(Debug, Clone)]
enum Post {
    Request,
    Answer(OrderAnswer),
}

/// The fates of the order requests of one approval.
#[derive(Debug, Default)]
struct Ledger {
    sent: u32,
    /// Without an answer yet.
    waiting: u32,
    /// Without a clear answer for good.
    unclear: u32,
    refused: u32,
}

impl Ledger {
    fn enter(&mut self, answer: &OrderAnswer) {
        self.waiting -= 1;
        match answer {
            OrderAnswer::NotCarriedOut => self.sent -= 1,
            OrderAnswer::Lost | OrderAnswer::Refused(Refusal::Spent) => self.unclear += 1,
            OrderAnswer::Refused(_) => self.refused += 1,
            OrderAnswer::Placed(_) => {}
        }
    }

    fn may_become_an_order(&self) -> bool {
        self.waiting + self.unclear > 0
    }

    fn agrees(&self, facts: &Facts) -> bool {
        facts.order_requests == self.sent
            && facts.open_order_requests == self.waiting + self.unclear
    }
}

fn any_post() -> impl Strategy<Value = Post> {
    let unplaced = any_order_answer().prop_filter("no order", |answer| {
        !matches!(answer, OrderAnswer::Placed(_))
    });
    prop_oneof![2 => Just(Post::Request), 3 => unplaced.prop_map(Post::Answer)]
}

fn any_start() -> impl Strategy<Value = Facts> {
    prop_oneof![Just(received(SessionPlan::OneTime)), Just(token_done())]
}

proptest! {
    /// As long as each answer is the answer to a request of its own.
    #[test]
    fn an_approval_leaves_klarna_only_when_every_request_is_settled(
        start in any_start(),
        posts in prop::collection::vec(any_post(), 1..40),
    ) {
        let (mut facts, mut ledger) = (start.clone(), Ledger::default());
        for post in posts {
            match post {
                Post::Request => {
                    let Ok(next) = begin(&facts, Question::Order) else { break };
                    facts = next;
                    ledger.sent += 1;
                    ledger.waiting += 1;
                }
                Post::Answer(answer) if ledger.waiting > 0 => {
                    ledger.enter(&answer);
                    facts = apply(&facts, &Event::Order(answer), minutes(600)).facts;
                }
                Post::Answer(_) => continue,
            }
            match facts.stage {
                Stage::Sent => prop_assert!(ledger.agrees(&facts), "{:?} {:?}", ledger, facts),
                Stage::Failed => {
                    prop_assert!(!ledger.may_become_an_order(), "{:?} {:?}", ledger, facts);
                    prop_assert!(ledger.refused > 0, "{:?} {:?}", ledger, facts);
                    break;
                }
                stage => {
                    prop_assert_eq!(stage, start.stage);
                    prop_assert_eq!(&facts, &start);
                    prop_assert_eq!((ledger.sent, ledger.waiting), (0, 0));
                }
            }
        }
    }

    /// An order with an id is recorded after any number of requests and answers.
    #[test]
    fn an_order_counts_after_any_answers(
        start in any_start(),
        posts in prop::collection::vec(any_post(), 0..20),
    ) {
        let facts = posts.into_iter().fold(start, |facts, post| match post {
            Post::Request => begin(&facts, Question::Order).unwrap_or(facts),
            Post::Answer(answer) => after(&facts, &Event::Order(answer)).facts,
        });
        let step = after(&facts, &ordered("order-1", FraudStatus::Accepted));
        prop_assert_eq!(step.facts.stage, Stage::Placed);
    }
}
