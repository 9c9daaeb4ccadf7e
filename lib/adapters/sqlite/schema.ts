/**
 * The steps that make the file's schema, in order; `user_version` counts those that were carried out.
 * A step that has been released is never changed: a new one is added.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE entries (
    run_id TEXT NOT NULL, seq INTEGER NOT NULL, body ANY NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE plans (
    run_id TEXT NOT NULL, hash TEXT NOT NULL, body ANY NOT NULL,
    PRIMARY KEY (run_id, hash)
  ) STRICT;

  CREATE TABLE snapshots (
    run_id TEXT NOT NULL, seq INTEGER NOT NULL, body ANY NOT NULL,
    PRIMARY KEY (run_id, seq)
  ) STRICT;

  CREATE TABLE run_headers (
    run_id TEXT NOT NULL PRIMARY KEY,
    namespace TEXT NOT NULL, name TEXT NOT NULL, seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL, due_at INTEGER, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX run_headers_by_age ON run_headers (created_at, run_id);
  CREATE INDEX run_headers_by_namespace ON run_headers (namespace, created_at, run_id);
  CREATE INDEX run_headers_by_name ON run_headers (namespace, name, created_at, run_id);
  CREATE INDEX run_headers_due ON run_headers (due_at) WHERE due_at IS NOT NULL;

  CREATE TABLE definitions (
    namespace TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
    hash TEXT NOT NULL, created_at INTEGER NOT NULL, body ANY NOT NULL,
    PRIMARY KEY (kind, namespace, name, version)
  ) STRICT;

  CREATE TABLE messages (
    n INTEGER PRIMARY KEY,
    queue TEXT NOT NULL, id TEXT NOT NULL, visible_at INTEGER NOT NULL, receives INTEGER NOT NULL DEFAULT 0,
    owner TEXT, body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_visibility ON messages (queue, visible_at);

  CREATE TABLE dead_letters (
    id TEXT NOT NULL PRIMARY KEY,
    queue TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;

  CREATE TABLE objects (
    key TEXT NOT NULL, n INTEGER NOT NULL, chunk BLOB NOT NULL,
    PRIMARY KEY (key, n)
  ) STRICT;

  CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL, process TEXT NOT NULL, until INTEGER NOT NULL, ending INTEGER NOT NULL,
    resource_version TEXT
  ) STRICT, WITHOUT ROWID;
  `,
]
