import { createStatusServer } from './create-status-server.ts';
import { describeListenError } from './describe-listen-error.ts';
import { HELP, readSettings, SettingsError } from './settings.ts';
import { openStatusStore } from './status-store.ts';
import { StoreError } from './store-error.ts';

/** What the command needs of its process. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Aborted when the command shall stop. */
  readonly signal: AbortSignal;
}

/** Runs the command until its signal; gives the exit code: 1 where it could not start, with a line that says why. */
export async function run(context: CommandContext): Promise<number> {
  try {
    return await serve(context);
  } catch (error) {
    const known = error instanceof SettingsError || error instanceof StoreError;
    context.complain(known ? error.message : describeListenError(error));
    return 1;
  }
}

async function serve({ args, environment, print, complain, signal }: CommandContext): Promise<number> {
  const settings = readSettings(args, environment);
  if (settings.help) {
    print(HELP);
    return 0;
  }
  const { directory, credentials, host, port } = settings;
  const store = openStatusStore({ file: settings.file });
  const onError = (error: unknown) => complain(error instanceof Error ? `Fault: ${error.message}` : 'Fault.');
  const server = createStatusServer({ directory, credentials, store, onError });
  try {
    const { origin } = await server.listen({ host, port });
    print(`The live status resource is at ${origin}/communication_manager/rest; Ctrl-C stops it.\n`);
    await aborted(signal);
  } finally {
    await server.close();
    store.close();
  }
  return 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
