-- Version 7: what the rules of an approval rest on, and what a person has to look at.

-- Of the order requests in `sends`, those that Klarna has not clearly refused: each may have been
-- carried out, and may still be.
ALTER TABLE attempts ADD COLUMN open_sends INTEGER NOT NULL DEFAULT 0 CHECK (open_sends >= 0);
-- Klarna's id of the order that came of the approval, also of one that Klarna rejected.
ALTER TABLE attempts ADD COLUMN klarna_order_id TEXT;
-- Klarna cannot tell any more whether there is an order.
ALTER TABLE attempts ADD COLUMN needs_person INTEGER NOT NULL DEFAULT 0
    CHECK (needs_person IN (0, 1));

UPDATE attempts SET open_sends = sends WHERE state = 'sent';
UPDATE attempts SET klarna_order_id =
    (SELECT klarna_order_id FROM orders WHERE orders.number = attempts.order_number);

-- Messages for the merchant, each raised once.
--   order_rejected       Klarna rejected an order that the shop had taken for placed
--   order_after_failure  an order came of an approval that the shopper was told had failed
--   second_order         Klarna has an order for a cart that is ordered otherwise
CREATE TABLE alerts (
    kind            TEXT    NOT NULL
        CHECK (kind IN ('order_rejected', 'order_after_failure', 'second_order')),
    -- The shop's order number of the approval.
    order_number    TEXT    NOT NULL,
    -- Klarna's, or empty where it is not known.
    klarna_order_id TEXT    NOT NULL,
    raised_at       INTEGER NOT NULL,
    -- When a person said that they have looked, and what they found.
    seen_at         INTEGER,
    note            TEXT,
    PRIMARY KEY (kind, order_number, klarna_order_id),
    CHECK ((seen_at IS NULL) = (note IS NULL))
) STRICT, WITHOUT ROWID;

-- What persons have decided where Klarna's answers did not: never changed, never deleted.
CREATE TABLE settlements (
    id              INTEGER PRIMARY KEY,
    order_number    TEXT    NOT NULL,
    settled_as      TEXT    NOT NULL CHECK (settled_as IN ('placed', 'failed', 'seen')),
    klarna_order_id TEXT,
    reason          TEXT    NOT NULL,
    settled_at      INTEGER NOT NULL
) STRICT;
