-- Version 2: what a cart has beside articles, checkouts that store a customer token, and what
-- Klarna says by itself.

CREATE TABLE cart_extras (
    cart_id TEXT NOT NULL REFERENCES carts (id),
    -- As the shop's API names it.
    extra   TEXT NOT NULL CHECK (extra IN ('discount', 'gift_card', 'gift_wrap')),
    PRIMARY KEY (cart_id, extra)
) STRICT, WITHOUT ROWID;

-- What the shopper is asked to agree to; and what is signed up for with it, as JSON.
ALTER TABLE sessions ADD COLUMN plan TEXT NOT NULL DEFAULT 'one_time';
ALTER TABLE sessions ADD COLUMN sign_up TEXT;
-- The secret in the addresses that Klarna calls: SHA-256, to find the session by; and sealed, as
-- the order names the address again.
ALTER TABLE sessions ADD COLUMN callback_digest TEXT;
ALTER TABLE sessions ADD COLUMN callback_secret BLOB;
CREATE UNIQUE INDEX sessions_by_callback ON sessions (callback_digest);

-- Approvals that arrived, and what came of them.
--   received     stored; nothing was sent to Klarna that could store a token or place an order
--   token_asked  a customer token was asked for, or was about to be; what came of it is not known
--   token_done   there is a token, in `subscriptions`, or there will be none; the order comes next
--   sent         create order was sent, or was about to be; what came of it is not known
--   placed       there is an order
--   stored       there is a token, and no order was due
--   failed       there is neither and will be neither
CREATE TABLE new_attempts (
    id                  INTEGER PRIMARY KEY,
    session_id          TEXT    NOT NULL REFERENCES sessions (id),
    cart_id             TEXT    NOT NULL REFERENCES carts (id),
    idempotency_key     TEXT    NOT NULL,
    -- SHA-256 of the token, and of the token with the cart version: what was asked, without the token.
    token_digest        TEXT    NOT NULL,
    fingerprint         TEXT    NOT NULL,
    cart_version        INTEGER NOT NULL,
    klarna_session_id   TEXT    NOT NULL,
    -- As in the session that was approved.
    plan                TEXT    NOT NULL,
    sign_up             TEXT,
    -- Kept only until there is an outcome.
    authorization_token TEXT,
    order_number        TEXT    NOT NULL UNIQUE,
    -- The exact request, so that a repetition is the same request.
    request             TEXT    NOT NULL,
    state               TEXT    NOT NULL CHECK (state IN
        ('received', 'token_asked', 'token_done', 'sent', 'placed', 'stored', 'failed')),
    -- How often the token was asked for, or was about to be; and the order.
    token_asks          INTEGER NOT NULL DEFAULT 0,
    sends               INTEGER NOT NULL DEFAULT 0,
    answer              TEXT,
    received_at         INTEGER NOT NULL,
    UNIQUE (session_id, idempotency_key),
    CHECK (state != 'received' OR token_asks + sends = 0),
    CHECK (state NOT IN ('token_asked', 'token_done') OR (token_asks > 0 AND sends = 0)),
    CHECK ((answer IS NOT NULL) = (state IN ('placed', 'stored', 'failed'))),
    CHECK ((authorization_token IS NULL) = (state IN ('placed', 'stored', 'failed')))
) STRICT;

INSERT INTO new_attempts (id, session_id, cart_id, idempotency_key, token_digest, fingerprint,
    cart_version, klarna_session_id, plan, authorization_token, order_number, request, state,
    sends, answer, received_at)
SELECT id, session_id, cart_id, idempotency_key, token_digest, fingerprint,
    cart_version, klarna_session_id, 'one_time', authorization_token, order_number, request, state,
    sends, answer, received_at
FROM attempts;
DROP TABLE attempts;
ALTER TABLE new_attempts RENAME TO attempts;

-- The rule behind "never a second order": a cart has one approval that is, or may become, an order.
CREATE UNIQUE INDEX attempts_one_live_per_cart ON attempts (cart_id)
    WHERE state IN ('received', 'token_asked', 'token_done', 'sent', 'placed', 'stored');

-- Approvals that Klarna itself told of, until it is known what becomes of them.
CREATE TABLE told_approvals (
    session_id          TEXT    NOT NULL REFERENCES sessions (id),
    token_digest        TEXT    NOT NULL,
    klarna_session_id   TEXT    NOT NULL,
    authorization_token TEXT    NOT NULL,
    received_at         INTEGER NOT NULL,
    PRIMARY KEY (session_id, token_digest)
) STRICT, WITHOUT ROWID;

-- Approvals that nothing comes of, until Klarna was told so: it keeps the shopper's credit for them.
CREATE TABLE releases (
    id                INTEGER PRIMARY KEY,
    klarna_session_id TEXT    NOT NULL,
    -- Which approval of that session; any where it is missing.
    token_digest      TEXT,
    created_at        INTEGER NOT NULL
) STRICT;
