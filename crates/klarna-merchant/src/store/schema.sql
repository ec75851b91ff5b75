-- Version 1. A change of the schema is a new file and a new version, never an edit of this one.

CREATE TABLE carts (
    id         TEXT    PRIMARY KEY,
    market     TEXT    NOT NULL,
    -- Goes up with every change: an approval names the version that it approved.
    version    INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE cart_lines (
    cart_id  TEXT    NOT NULL REFERENCES carts (id),
    sku      TEXT    NOT NULL,
    quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    PRIMARY KEY (cart_id, sku)
) STRICT, WITHOUT ROWID;

-- The contract's sessions, each over one Klarna session at a time.
CREATE TABLE sessions (
    id                TEXT    PRIMARY KEY,
    cart_id           TEXT    NOT NULL REFERENCES carts (id),
    locale            TEXT    NOT NULL,
    cart_version      INTEGER NOT NULL,
    klarna_session_id TEXT    NOT NULL,
    client_token      TEXT    NOT NULL,
    categories        TEXT    NOT NULL,
    -- What Klarna was last told of the cart; the order repeats it word for word.
    content           TEXT    NOT NULL,
    expires_at        INTEGER NOT NULL,
    -- A checkout mounted twice shares one session.
    UNIQUE (cart_id, locale)
) STRICT;

-- Approvals that arrived, and what came of them.
--   received  stored; nothing was sent to Klarna that could place an order
--   sent      create order was sent, or was about to be; what came of it is not known
--   placed    there is an order
--   failed    there is none and will be none
CREATE TABLE attempts (
    id                  INTEGER PRIMARY KEY,
    session_id          TEXT    NOT NULL REFERENCES sessions (id),
    cart_id             TEXT    NOT NULL REFERENCES carts (id),
    idempotency_key     TEXT    NOT NULL,
    -- SHA-256 of the token, and of the token with the cart version: what was asked, without the token.
    token_digest        TEXT    NOT NULL,
    fingerprint         TEXT    NOT NULL,
    cart_version        INTEGER NOT NULL,
    klarna_session_id   TEXT    NOT NULL,
    -- Kept only until there is an outcome.
    authorization_token TEXT,
    order_number        TEXT    NOT NULL UNIQUE,
    -- The exact request, so that a repetition is the same request.
    request             TEXT    NOT NULL,
    state               TEXT    NOT NULL CHECK (state IN ('received', 'sent', 'placed', 'failed')),
    -- How often the order was sent, or was about to be.
    sends               INTEGER NOT NULL DEFAULT 0,
    answer              TEXT,
    received_at         INTEGER NOT NULL,
    UNIQUE (session_id, idempotency_key),
    CHECK (state != 'received' OR sends = 0),
    CHECK ((answer IS NOT NULL) = (state IN ('placed', 'failed'))),
    CHECK ((authorization_token IS NULL) = (state IN ('placed', 'failed')))
) STRICT;

-- The rule behind "never a second order": a cart has one approval that is, or may become, an order.
CREATE UNIQUE INDEX attempts_one_live_per_cart ON attempts (cart_id)
    WHERE state IN ('received', 'sent', 'placed');

CREATE TABLE orders (
    number          TEXT    PRIMARY KEY,
    -- The same rule for every payment method.
    cart_id         TEXT    NOT NULL UNIQUE REFERENCES carts (id),
    payment         TEXT    NOT NULL CHECK (payment IN ('klarna', 'invoice')),
    klarna_order_id TEXT    UNIQUE,
    -- The order as the shop's API shows it.
    document        TEXT    NOT NULL,
    placed_at       INTEGER NOT NULL
) STRICT;

CREATE INDEX orders_by_time ON orders (placed_at);
