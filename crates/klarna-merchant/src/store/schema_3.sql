-- Version 3: subscriptions, and the charges of their periods.

-- One row: a known text, sealed. A store opened with another key cannot read it, and says so at once.
CREATE TABLE vault (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    proof BLOB    NOT NULL
) STRICT;

-- What shoppers signed up for.
--   starting   the token is stored; the order it came with has no outcome yet, nothing is charged
--   active     its periods are charged as they come due
--   stopped    nothing is tried any more until a person has looked
--   cancelled  it has ended
--   abandoned  it never began: the order it came with was refused
CREATE TABLE subscriptions (
    id              TEXT    PRIMARY KEY,
    -- What it came of, an approval's order number: one approval starts one subscription.
    source          TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    market          TEXT    NOT NULL,
    -- The plan and the day of the sign-up, from which every due day follows.
    plan            TEXT    NOT NULL,
    signed_up_on    TEXT    NOT NULL,
    started_at      INTEGER NOT NULL,
    -- What each charge asks for, word for word as it was at the sign-up.
    renewal         TEXT    NOT NULL,
    method          TEXT,
    -- Klarna's customer token, sealed with the id as associated data; gone once it is cancelled.
    token           BLOB,
    token_cancelled INTEGER NOT NULL DEFAULT 0 CHECK (token_cancelled IN (0, 1)),
    state           TEXT    NOT NULL
        CHECK (state IN ('starting', 'active', 'stopped', 'cancelled', 'abandoned')),
    -- The next period to charge, from 1.
    period          INTEGER NOT NULL DEFAULT 1 CHECK (period >= 1),
    -- When there is something to do: a charge, its repetition, cancelling the token.
    next_at         INTEGER,
    -- How often Klarna was asked to cancel the token without saying that it did.
    cancel_tries    INTEGER NOT NULL DEFAULT 0,
    -- Who is at it, and until when by the machine's clock the others keep away.
    lease           TEXT,
    lease_until     INTEGER,
    CHECK (token IS NOT NULL OR state IN ('cancelled', 'abandoned')),
    CHECK ((lease IS NULL) = (lease_until IS NULL))
) STRICT;

CREATE INDEX subscriptions_to_do ON subscriptions (next_at) WHERE next_at IS NOT NULL;

-- Periods that came due. The primary key is the rule behind "each period once".
--   waiting  nothing is at Klarna
--   sent     it was sent, or was about to be; what came of it is not known
--   charged  there is an order
--   failed   there is none
CREATE TABLE charges (
    subscription_id TEXT    NOT NULL REFERENCES subscriptions (id),
    period          INTEGER NOT NULL CHECK (period >= 1),
    due_on          TEXT    NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('waiting', 'sent', 'charged', 'failed')),
    order_number    TEXT    NOT NULL UNIQUE,
    -- The exact request, so that a repetition is the same request.
    request         TEXT    NOT NULL,
    -- Which idempotency key: goes up with every clear refusal.
    round           INTEGER NOT NULL DEFAULT 1,
    -- How often it was sent under this key, and when first.
    sends           INTEGER NOT NULL DEFAULT 0,
    first_sent_at   INTEGER,
    -- How often Klarna was asked in all, and how often it clearly refused.
    attempts        INTEGER NOT NULL DEFAULT 0,
    refusals        INTEGER NOT NULL DEFAULT 0,
    next_try_at     INTEGER,
    reason          TEXT,
    charged_on      TEXT,
    PRIMARY KEY (subscription_id, period),
    CHECK ((state = 'sent') = (sends > 0)),
    CHECK ((first_sent_at IS NULL) = (sends = 0)),
    CHECK ((charged_on IS NOT NULL) = (state = 'charged'))
) STRICT, WITHOUT ROWID;

-- An order is of a cart, or renews a subscription.
CREATE TABLE new_orders (
    number          TEXT    PRIMARY KEY,
    cart_id         TEXT    UNIQUE REFERENCES carts (id),
    subscription_id TEXT    REFERENCES subscriptions (id),
    payment         TEXT    NOT NULL CHECK (payment IN ('klarna', 'invoice')),
    klarna_order_id TEXT    UNIQUE,
    -- The order as the shop's API shows it.
    document        TEXT    NOT NULL,
    placed_at       INTEGER NOT NULL,
    CHECK ((cart_id IS NULL) = (subscription_id IS NOT NULL))
) STRICT;

INSERT INTO new_orders (number, cart_id, payment, klarna_order_id, document, placed_at)
SELECT number, cart_id, payment, klarna_order_id, document, placed_at FROM orders ORDER BY rowid;
DROP TABLE orders;
ALTER TABLE new_orders RENAME TO orders;

CREATE INDEX orders_by_time ON orders (placed_at);
