import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import {
  createLogger,
  type Environment,
  parseConfig,
  type RunningGateway,
  startGateway,
} from '../src/index.ts';
import { createSecrets, type Secrets } from './secrets.ts';

/** A gateway on free ports with its embedded server and a data file of its own, and what it logged. */
export interface TestGateway extends AsyncDisposable {
  readonly gateway: RunningGateway;
  readonly logged: () => string;
  /** Checked against every answer, and when the gateway ends against its log and metrics. */
  readonly secrets: Secrets;
  /** Sends a GraphQL request as a client does. */
  ask(query: string, variables?: object, headers?: Record<string, string>): Promise<Answer>;
}

/** A GraphQL answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: Record<string, unknown> | null;
    readonly errors?: readonly {
      readonly message: string;
      readonly path?: readonly (string | number)[];
      readonly extensions: Record<string, unknown>;
    }[];
  };
}

/** Most tests run twice: a second time with all requests sent through Yoga. */
// biome-ignore lint/style/noProcessEnv: set by the test runner's own configuration.
const hasPlainDoor = () => process.env['TEST_DOORS'] !== 'yoga';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'live-status-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** Starts a gateway; variables given here go over those of the tests. */
export async function startTestGateway(more: Environment = {}): Promise<TestGateway> {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const environment = {
    PORT: '0',
    REST_PORT: '0',
    DATA_FILE: join(folder.path, 'data.db'),
    SHUTDOWN_GRACE_MS: '100',
  };
  const secrets = createSecrets(more);
  const config = parseConfig({ ...environment, ...more }, (path) => readFileSync(path, 'utf8'));
  const gateway = await startGateway(config, createLogger('debug', sink), { hasPlainDoor: hasPlainDoor() });
  return {
    gateway,
    logged: () => lines.join(''),
    secrets,
    async ask(query, variables, headers = {}) {
      secrets.addHeader(headers['authorization']);
      const answer = await ask(gateway.graphqlUrl, { query, variables }, headers);
      secrets.expectNoneIn('an answer', JSON.stringify([answer.body, ...answer.headers]));
      return answer;
    },
    async [Symbol.asyncDispose]() {
      const metrics = await metricsOf(gateway);
      await gateway.close();
      folder[Symbol.dispose]();
      secrets.expectNoneIn('the metrics', metrics);
      secrets.expectNoneIn('the log', lines.join(''));
    },
  };
}

async function metricsOf({ graphqlUrl }: RunningGateway): Promise<string> {
  try {
    return await (await fetch(new URL('/metrics', graphqlUrl))).text();
  } catch {
    return '';
  }
}

/** Sends any body as JSON to a GraphQL endpoint. */
export async function ask(url: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer['body'];
  return { status: response.status, headers: response.headers, body: answer };
}
