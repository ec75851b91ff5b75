-- Version 5: client tokens and authorization tokens are sealed, each for its column and row.
-- `vault_seal(owner, secret)` is this program's.

CREATE TABLE new_sessions (
    id                TEXT    PRIMARY KEY,
    cart_id           TEXT    NOT NULL REFERENCES carts (id),
    locale            TEXT    NOT NULL,
    cart_version      INTEGER NOT NULL,
    klarna_session_id TEXT    NOT NULL,
    -- Sealed.
    client_token      BLOB    NOT NULL,
    categories        TEXT    NOT NULL,
    -- The purchase as Klarna was last told of it; the order repeats it word for word.
    content           TEXT    NOT NULL,
    expires_at        INTEGER NOT NULL,
    -- What the shopper is asked to agree to; and what is signed up for with it, as JSON.
    plan              TEXT    NOT NULL,
    sign_up           TEXT,
    -- The secret in the addresses that Klarna calls: SHA-256, to find the session by; and sealed, as
    -- the order names the address again.
    callback_digest   TEXT,
    callback_secret   BLOB,
    auto_finalize     INTEGER NOT NULL CHECK (auto_finalize IN (0, 1)),
    -- A checkout mounted twice shares one session.
    UNIQUE (cart_id, locale)
) STRICT;

INSERT INTO new_sessions (id, cart_id, locale, cart_version, klarna_session_id, client_token,
    categories, content, expires_at, plan, sign_up, callback_digest, callback_secret, auto_finalize)
SELECT id, cart_id, locale, cart_version, klarna_session_id,
    vault_seal('sessions.client_token ' || id, client_token),
    categories, content, expires_at, plan, sign_up, callback_digest, callback_secret, auto_finalize
FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE UNIQUE INDEX sessions_by_callback ON sessions (callback_digest);

-- Approvals that arrived, in these states:
--   received     stored; nothing was sent to Klarna that could store a token or place an order
--   token_asked  a customer token was asked for, or was about to be; the outcome is not known
--   token_done   there is a token, in `subscriptions`, or there will be none; the order comes next
--   sent         create order was sent, or was about to be; the outcome is not known
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
    -- Sealed, and kept only until there is an outcome.
    authorization_token BLOB,
    order_number        TEXT    NOT NULL UNIQUE,
    -- The exact request, so that a repetition is the same request.
    request             TEXT    NOT NULL,
    state               TEXT    NOT NULL CHECK (state IN
        ('received', 'token_asked', 'token_done', 'sent', 'placed', 'stored', 'failed')),
    -- The numbers of times that the token was asked for, or was about to be; and the order.
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
    cart_version, klarna_session_id, plan, sign_up, authorization_token, order_number, request,
    state, token_asks, sends, answer, received_at)
SELECT id, session_id, cart_id, idempotency_key, token_digest, fingerprint,
    cart_version, klarna_session_id, plan, sign_up,
    vault_seal('attempts.authorization_token ' || order_number, authorization_token),
    order_number, request, state, token_asks, sends, answer, received_at
FROM attempts;
DROP TABLE attempts;
ALTER TABLE new_attempts RENAME TO attempts;

-- The rule behind "never a second order": a cart has one approval that is, or may become, an order.
CREATE UNIQUE INDEX attempts_one_live_per_cart ON attempts (cart_id)
    WHERE state IN ('received', 'token_asked', 'token_done', 'sent', 'placed', 'stored');

CREATE INDEX attempts_by_cart ON attempts (cart_id);

-- Approvals that Klarna itself told of, until it is known what becomes of them.
CREATE TABLE new_told_approvals (
    session_id          TEXT    NOT NULL REFERENCES sessions (id),
    token_digest        TEXT    NOT NULL,
    klarna_session_id   TEXT    NOT NULL,
    -- Sealed.
    authorization_token BLOB    NOT NULL,
    received_at         INTEGER NOT NULL,
    PRIMARY KEY (session_id, token_digest)
) STRICT, WITHOUT ROWID;

INSERT INTO new_told_approvals (session_id, token_digest, klarna_session_id, authorization_token,
    received_at)
SELECT session_id, token_digest, klarna_session_id,
    vault_seal('told_approvals.authorization_token ' || session_id || ' ' || token_digest,
        authorization_token),
    received_at
FROM told_approvals;
DROP TABLE told_approvals;
ALTER TABLE new_told_approvals RENAME TO told_approvals;

-- A known text, sealed with each key that values are sealed with. A store opened without one of
-- them says so at once.
CREATE TABLE new_vault (
    id    INTEGER PRIMARY KEY,
    proof BLOB    NOT NULL
) STRICT;
INSERT INTO new_vault (id, proof) SELECT id, proof FROM vault;
DROP TABLE vault;
ALTER TABLE new_vault RENAME TO vault;

-- The time of the last change: a cart that was not ordered is deleted some time later.
ALTER TABLE carts ADD COLUMN touched_at INTEGER NOT NULL DEFAULT 0;
UPDATE carts SET touched_at = max(created_at, unixepoch());
