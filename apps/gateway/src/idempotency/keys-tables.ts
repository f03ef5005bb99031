/** The version of the tables that this gateway reads and writes. */
export const KEYS_VERSION = 1;
/** What tells a file of keys from other databases: "LSik" in ASCII. */
export const APPLICATION_ID = 0x4c53_696b;

/** Says the version again. */
export const SET_VERSION: string = `PRAGMA user_version = ${KEYS_VERSION};`;

/**
 * Makes what is in a file of keys. A run names the process that began it and its number there; no answer means that it has not
 * ended. The totals follow every change by themselves, so that no statement can forget them.
 */
export const TABLES: string = `
  CREATE TABLE kept (
    id TEXT PRIMARY KEY,
    input TEXT NOT NULL,
    run TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    answer TEXT
  ) STRICT;
  CREATE INDEX kept_by_age ON kept (begun_at);
  CREATE TABLE total (salt BLOB NOT NULL, keys INTEGER NOT NULL, answers_bytes INTEGER NOT NULL) STRICT;
  CREATE TRIGGER begun AFTER INSERT ON kept BEGIN
    UPDATE total SET keys = keys + 1;
  END;
  CREATE TRIGGER answered AFTER UPDATE OF answer ON kept BEGIN
    UPDATE total SET answers_bytes = answers_bytes + octet_length(new.answer);
  END;
  CREATE TRIGGER removed AFTER DELETE ON kept BEGIN
    UPDATE total SET keys = keys - 1, answers_bytes = answers_bytes - coalesce(octet_length(old.answer), 0);
  END;
  PRAGMA application_id = ${APPLICATION_ID};
  ${SET_VERSION}
`;
