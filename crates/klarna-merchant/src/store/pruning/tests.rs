use std::collections::BTreeSet;

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;

const DAY: i64 = 24 * 60 * 60;

/// The day of all tests. Ages are days before it.
fn today() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1000 * DAY).unwrap()
}

fn days_ago(age: i64) -> i64 {
    today().unix_timestamp() - age * DAY
}

#[derive(Debug, Clone)]
struct Session {
    /// Days since the Klarna session ended; it ends later where they are negative.
    ended: i64,
    /// Days since an approval was received by callback that was not taken.
    told: Option<i64>,
    attempts: Vec<Attempt>,
}

#[derive(Debug, Clone)]
struct Attempt {
    state: &'static str,
    age: i64,
    subscription: bool,
}

#[derive(Debug, Clone)]
struct Cart {
    touched: i64,
    order: Option<Order>,
    sessions: Vec<Session>,
}

/// The attempt that an order came of.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Invoice,
    FirstAttempt,
}

const OLD: Cart = Cart {
    touched: 31,
    order: None,
    sessions: Vec::new(),
};

fn session(ended: i64, attempts: &[(&'static str, i64)]) -> Session {
    let attempts = attempts.iter().map(|&(state, age)| Attempt {
        state,
        age,
        subscription: false,
    });
    Session {
        ended,
        told: None,
        attempts: attempts.collect(),
    }
}

/// Stores carts under their place in the list: cart 0 has the sessions `0-0` and `0-1`, and those the
/// attempts with the order numbers `0-0-0` and so on.
async fn store(carts: &[Cart]) -> Store {
    let store = Store::in_memory().unwrap();
    let carts = carts.to_vec();
    let filled = store.run(move |connection| {
        for (at, cart) in carts.iter().enumerate() {
            insert(connection, at, cart)?;
        }
        Ok(())
    });
    filled.await.unwrap();
    store
}

fn insert(connection: &Connection, at: usize, cart: &Cart) -> Result<(), StoreError> {
    let id = at.to_string();
    connection.execute(
        "INSERT INTO carts (id, market, version, created_at, touched_at) VALUES (?1, 'SE', 1, 0, ?2)",
        params![id, days_ago(cart.touched)],
    )?;
    connection.execute("INSERT INTO cart_lines VALUES (?1, 'mug', 1)", [&id])?;
    connection.execute("INSERT INTO cart_extras VALUES (?1, 'gift_wrap')", [&id])?;
    let mut first = None;
    for (number, session) in cart.sessions.iter().enumerate() {
        let session_id = format!("{id}-{number}");
        connection.execute(
            "INSERT INTO sessions (id, cart_id, locale, cart_version, klarna_session_id, \
             client_token, categories, content, expires_at, plan, auto_finalize) \
             VALUES (?1, ?2, ?1, 1, 'k', x'00', '[]', '{}', ?3, 'one_time', 1)",
            params![session_id, id, days_ago(session.ended)],
        )?;
        if let Some(age) = session.told {
            connection.execute(
                "INSERT INTO told_approvals VALUES (?1, 'digest', 'k', x'00', ?2)",
                params![session_id, days_ago(age)],
            )?;
        }
        for (number, attempt) in session.attempts.iter().enumerate() {
            let order_number = format!("{session_id}-{number}");
            let done = ["placed", "stored", "failed"].contains(&attempt.state);
            connection.execute(
                "INSERT INTO attempts (session_id, cart_id, idempotency_key, token_digest, \
                 fingerprint, cart_version, klarna_session_id, plan, authorization_token, \
                 order_number, request, state, token_asks, sends, answer, received_at) \
                 VALUES (?1, ?2, ?3, 'd', 'f', 1, 'k', 'one_time', ?4, ?3, '{}', ?5, ?6, ?7, ?8, ?9)",
                params![
                    session_id,
                    id,
                    order_number,
                    (!done).then_some(b"x".as_slice()),
                    attempt.state,
                    u8::from(attempt.state.starts_with("token")),
                    u8::from(attempt.state == "sent"),
                    done.then_some("{}"),
                    days_ago(attempt.age),
                ],
            )?;
            if attempt.subscription {
                connection.execute(
                    "INSERT INTO subscriptions (id, source, name, market, plan, signed_up_on, \
                     started_at, renewal, state) \
                     VALUES (?1, ?1, 'n', 'SE', '{}', '2026-01-01', 0, '{}', 'abandoned')",
                    [&order_number],
                )?;
            }
            first.get_or_insert(order_number);
        }
    }
    if let Some(order) = cart.order {
        let number = first.filter(|_| order == Order::FirstAttempt);
        connection.execute(
            "INSERT INTO orders (number, cart_id, payment, document, placed_at) \
             VALUES (?1, ?2, 'invoice', '{}', 0)",
            params![number.unwrap_or_else(|| format!("invoice-{id}")), id],
        )?;
    }
    Ok(())
}

/// The ids in a table.
async fn ids(store: &Store, column: &'static str, table: &'static str) -> BTreeSet<String> {
    let found = store.run(move |connection| {
        let mut statement = connection.prepare(&format!("SELECT {column} FROM {table}"))?;
        let rows = statement.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    });
    found.await.unwrap()
}

async fn prune(store: &Store) -> Pruned {
    store.prune(Retention::default(), today()).await.unwrap()
}

fn set(ids: &[&str]) -> BTreeSet<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

#[tokio::test]
async fn an_old_cart_goes_with_what_belongs_to_it() {
    let old = Cart {
        sessions: vec![
            session(31, &[("failed", 31), ("failed", 40)]),
            session(50, &[]),
        ],
        ..OLD
    };
    let store = store(&[old, OLD]).await;
    let pruned = prune(&store).await;
    assert_eq!((pruned.carts, pruned.sessions), (2, 1));
    assert!(ids(&store, "id", "carts").await.is_empty());
    for table in ["sessions", "attempts", "cart_lines", "cart_extras"] {
        assert!(ids(&store, "cart_id", table).await.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn a_cart_stays_as_long_as_anything_needs_it() {
    let with = |sessions: Session| Cart {
        sessions: vec![sessions],
        ..OLD
    };
    let told = Session {
        told: Some(1),
        ..session(31, &[])
    };
    let mut subscribed = session(31, &[("failed", 31)]);
    subscribed.attempts[0].subscription = true;
    let mut kept = vec![
        Cart { touched: 29, ..OLD },
        Cart {
            order: Some(Order::Invoice),
            ..OLD
        },
        with(session(29, &[])),
        with(session(31, &[("failed", 29)])),
        with(told),
        with(subscribed),
    ];
    for state in [
        "received",
        "token_asked",
        "token_done",
        "sent",
        "placed",
        "stored",
    ] {
        kept.push(with(session(400, &[(state, 400)])));
    }
    let store = store(&kept).await;
    assert_eq!(prune(&store).await.carts, 0);
    assert_eq!(ids(&store, "id", "carts").await.len(), kept.len());
}

#[tokio::test]
async fn sessions_go_a_week_after_their_end_unless_an_attempt_needs_them() {
    let cart = Cart {
        touched: 0,
        order: None,
        sessions: vec![
            session(8, &[]),
            session(6, &[]),
            session(-1, &[]),
            session(8, &[("failed", 8)]),
            session(8, &[("sent", 8)]),
        ],
    };
    let store = store(&[cart]).await;
    assert_eq!(prune(&store).await.sessions, 1);
    let kept = ids(&store, "id", "sessions").await;
    assert_eq!(kept, set(&["0-1", "0-2", "0-3", "0-4"]));
}

#[tokio::test]
async fn approvals_by_callback_go_two_days_later_once_their_session_has_ended() {
    let told = |age, ended| Session {
        told: Some(age),
        ..session(ended, &[])
    };
    let cart = Cart {
        touched: 0,
        order: None,
        sessions: vec![told(3, 1), told(1, 1), told(3, -1), told(3, -1)],
    };
    let store = store(&[cart]).await;
    let replaced = store.run(|connection| {
        let replace = "UPDATE sessions SET klarna_session_id = 'k2' WHERE id = '0-3'";
        Ok(connection.execute_batch(replace)?)
    });
    replaced.await.unwrap();
    assert_eq!(prune(&store).await.callback_approvals, 2);
    let kept = ids(&store, "session_id", "told_approvals").await;
    assert_eq!(kept, set(&["0-1", "0-2"]));
}

#[tokio::test]
async fn failed_attempts_at_an_ordered_cart_go_after_90_days() {
    let attempts = session(400, &[("failed", 91), ("failed", 91), ("failed", 89)]);
    let cart = Cart {
        order: Some(Order::FirstAttempt),
        sessions: vec![attempts, session(400, &[("failed", 91)])],
        ..OLD
    };
    let store = store(&[cart]).await;
    let pruned = prune(&store).await;
    assert_eq!((pruned.failed_attempts, pruned.sessions), (2, 1));
    // An order that Klarna has rejected since: its attempt has failed.
    let kept = ids(&store, "order_number", "attempts").await;
    assert_eq!(kept, set(&["0-0-0", "0-0-2"]));
}

#[tokio::test]
async fn more_than_a_page_of_carts_goes_at_once() {
    let carts = vec![OLD; usize::try_from(PAGE).unwrap() * 2 + 1];
    let store = store(&carts).await;
    assert_eq!(prune(&store).await.carts, carts.len());
}

#[tokio::test]
async fn a_change_of_a_cart_touches_it() {
    let store = store(&[OLD, OLD, OLD]).await;
    let extra = demo_shop_api::Extra::GiftWrap;
    store
        .set_quantity("0", "mug", 2, Vec::new(), today())
        .await
        .unwrap();
    store.set_extra("1", extra, false, today()).await.unwrap();
    prune(&store).await;
    assert_eq!(ids(&store, "id", "carts").await, set(&["0", "1"]));
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    (prop::bool::weighted(0.2), 0..200_i64).prop_map(|(subscription, age)| Attempt {
        state: "failed",
        age,
        subscription,
    })
}

fn any_session() -> impl Strategy<Value = Session> {
    let attempts = prop::collection::vec(any_attempt(), 0..3);
    let told = prop::option::weighted(0.2, 0..10_i64);
    (-2..200_i64, told, attempts).prop_map(|(ended, told, attempts)| Session {
        ended,
        told,
        attempts,
    })
}

/// A cart with at most one attempt that has not failed, the first of its first session.
fn any_cart() -> impl Strategy<Value = Cart> {
    let order = prop_oneof![
        3 => Just(None),
        1 => Just(Some(Order::Invoice)),
        1 => Just(Some(Order::FirstAttempt)),
    ];
    let live = prop::sample::select(vec![
        "failed",
        "failed",
        "failed",
        "received",
        "token_asked",
        "token_done",
        "sent",
        "placed",
        "stored",
    ]);
    let sessions = prop::collection::vec(any_session(), 0..3);
    (0..200_i64, order, live, sessions).prop_map(|(touched, order, live, mut sessions)| {
        let first = sessions.first_mut();
        if let Some(attempt) = first.and_then(|session| session.attempts.first_mut()) {
            attempt.state = live;
        }
        Cart {
            touched,
            order,
            sessions,
        }
    })
}

/// The attempts that must be kept.
fn needed(carts: &[Cart]) -> Vec<(usize, usize, usize)> {
    let mut needed = Vec::new();
    for (at, cart) in carts.iter().enumerate() {
        let mut first = true;
        for (of, session) in cart.sessions.iter().enumerate() {
            for (number, attempt) in session.attempts.iter().enumerate() {
                let ordered = first && cart.order == Some(Order::FirstAttempt);
                if ordered || attempt.subscription || attempt.state != "failed" {
                    needed.push((at, of, number));
                }
                first = false;
            }
        }
    }
    needed
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_with_an_order_or_an_open_attempt_is_ever_lost(
        carts in prop::collection::vec(any_cart(), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let store = store(&carts).await;
            let orders = ids(&store, "number", "orders").await;
            let subscriptions = ids(&store, "id", "subscriptions").await;
            prune(&store).await;
            let broken = ids(&store, "\"table\"", "pragma_foreign_key_check").await;
            prop_assert_eq!(broken, set(&[]));
            prop_assert_eq!(ids(&store, "number", "orders").await, orders);
            prop_assert_eq!(ids(&store, "id", "subscriptions").await, subscriptions);
            let (kept_carts, kept_sessions, kept_attempts, lines) = (
                ids(&store, "id", "carts").await,
                ids(&store, "id", "sessions").await,
                ids(&store, "order_number", "attempts").await,
                ids(&store, "cart_id", "cart_lines").await,
            );
            for (cart, session, attempt) in needed(&carts) {
                prop_assert!(kept_carts.contains(&cart.to_string()));
                let session = format!("{cart}-{session}");
                prop_assert!(kept_sessions.contains(&session));
                let attempt = format!("{session}-{attempt}");
                prop_assert!(kept_attempts.contains(&attempt));
            }
            for (at, cart) in carts.iter().enumerate() {
                if cart.order.is_some() || cart.touched < 30 {
                    prop_assert!(kept_carts.contains(&at.to_string()));
                }
            }
            prop_assert_eq!(lines, kept_carts);
            prop_assert_eq!(prune(&store).await, Pruned::default());
            Ok(())
        })?;
    }
}
