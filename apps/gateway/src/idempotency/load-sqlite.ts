type Sqlite = typeof import('node:sqlite');

/** SQLite, which is loaded only where there is a file of keys: it would make every start longer. */
export const loadSqlite = (): Sqlite => process.getBuiltinModule('node:sqlite');
