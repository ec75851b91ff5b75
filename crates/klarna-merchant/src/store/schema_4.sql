-- Version 4: checkouts whose last page is another one than that of the approval.

ALTER TABLE sessions ADD COLUMN auto_finalize INTEGER NOT NULL DEFAULT 1
    CHECK (auto_finalize IN (0, 1));
