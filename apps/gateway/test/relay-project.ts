import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { clientsPageBlock } from './clients-page.ts';
import { temporaryFolder } from './running.ts';

const CONFIG = 'relay.config.json';
const SCHEMA = fileURLToPath(new URL('../schema.graphql', import.meta.url));
/** It takes a fraction of a second. */
const WITHIN_MS = 30_000;

/** Where the compiler's program is. It has one for the usual platforms alone. */
const compiler: unknown = createRequire(import.meta.url)('relay-compiler');

/** Whether tests of Relay are left out; says so where they are. */
export function skipsRelay(): boolean {
  const isSkipped = typeof compiler !== 'string';
  if (isSkipped) console.warn('Relay is not tried: its compiler has no program for this platform.');
  return isSkipped;
}

/** A project of Relay in a folder of its own, made as docs/clients.md says. */
export interface RelayProject extends Disposable {
  /** Where the compiler writes its operations, by id. */
  readonly persistedFile: string;
  /** The id that an operation was given. */
  idOf(operation: string): string | undefined;
  /** Runs the compiler, which has nothing but the folder. Rejects where it finds a fault. */
  compile(): Promise<unknown>;
}

export function createRelayProject(source: string): RelayProject {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  mkdirSync(at('src'));
  writeFileSync(at('src/Board.ts'), source);
  writeFileSync(at(CONFIG), clientsPageBlock(CONFIG));
  copyFileSync(SCHEMA, at('schema.graphql'));
  const persistedFile = at('persisted.json');
  writeFileSync(persistedFile, '{}');
  return {
    persistedFile,
    idOf(operation) {
      const persisted: Record<string, string> = JSON.parse(readFileSync(persistedFile, 'utf8'));
      const isIt = new RegExp(`^(query|mutation) ${operation}\\b`, 'm');
      return Object.keys(persisted).find((id) => isIt.test(persisted[id] ?? ''));
    },
    compile: () =>
      promisify(execFile)(String(compiler), [], { cwd: folder.path, env: {}, timeout: WITHIN_MS }),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
