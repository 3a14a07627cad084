/** Steps from an empty file to the present tables, in order; a step that was released never changes. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE revision (id INTEGER PRIMARY KEY CHECK (id = 1), value INTEGER NOT NULL) STRICT;
  INSERT INTO revision (id, value) VALUES (1, 0);

  CREATE TABLE alert_state (key TEXT PRIMARY KEY, account TEXT NOT NULL, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE sight_state (account TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE alert (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    account TEXT NOT NULL,
    symbol TEXT,
    side TEXT,
    reason TEXT NOT NULL,
    tier TEXT,
    severity TEXT NOT NULL,
    headline TEXT NOT NULL,
    due_at_ms INTEGER NOT NULL,
    is_open INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX alert_open ON alert (is_open) WHERE is_open = 1;
  CREATE INDEX alert_due ON alert (due_at_ms);

  CREATE TABLE delivery (
    alert_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    failure TEXT,
    claim_holder TEXT,
    claim_at_ms INTEGER,
    PRIMARY KEY (alert_id, channel)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE silence (
    key TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    account TEXT,
    set_at_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE channel_health (
    channel TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    failing_since_ms INTEGER NOT NULL,
    last_failure TEXT NOT NULL,
    told_at_ms INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    at_ms INTEGER NOT NULL,
    account TEXT NOT NULL,
    type TEXT NOT NULL,
    symbol TEXT,
    side TEXT,
    before TEXT,
    after TEXT,
    note TEXT
  ) STRICT;
  CREATE INDEX journal_at ON journal (at_ms);

  CREATE TABLE sample (
    key TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    account TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (key, at_ms)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sample_at ON sample (at_ms);

  CREATE TABLE watch_lock (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    acquired_at_ms INTEGER NOT NULL,
    heartbeat_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE thinning (id INTEGER PRIMARY KEY CHECK (id = 1), until_ms INTEGER NOT NULL) STRICT;
  `,
  `
  ALTER TABLE journal ADD COLUMN figures TEXT;
  CREATE INDEX journal_type ON journal (type, at_ms);

  CREATE TABLE sync_cursor (
    account TEXT NOT NULL,
    source TEXT NOT NULL,
    symbol TEXT NOT NULL,
    to_ms INTEGER NOT NULL,
    PRIMARY KEY (account, source, symbol)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE sync_trace (
    account TEXT NOT NULL,
    symbol TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (account, symbol, day)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE seen_setting (
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (account, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE seen_book (account TEXT PRIMARY KEY, document TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
]
