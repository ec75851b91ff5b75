-- Version 6: whose carts, orders and subscriptions these are, and the key that signs cookies.

-- The visitor's random id, as in their signed cookie. Missing in what was stored before: that is
-- the merchant's alone to see.
ALTER TABLE carts ADD COLUMN visitor TEXT;
ALTER TABLE orders ADD COLUMN visitor TEXT;
ALTER TABLE subscriptions ADD COLUMN visitor TEXT;
CREATE INDEX orders_by_visitor ON orders (visitor, placed_at) WHERE visitor IS NOT NULL;
CREATE INDEX subscriptions_by_visitor ON subscriptions (visitor) WHERE visitor IS NOT NULL;

-- One row: 64 random bytes in base64, sealed.
CREATE TABLE cookie_key (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB    NOT NULL
) STRICT;
