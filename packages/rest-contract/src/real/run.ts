import process from 'node:process';
import { AccessError } from './check-access.ts';
import { type KeptStatus, keepStatuses, restoreStatus } from './kept-statuses.ts';
import type { ParsedSettings, RealSettings } from './parse-settings.ts';
import { runSuite } from './run-suite.ts';
import { HELP } from './variables.ts';

/** What the command needs of its process. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly read: () => ParsedSettings;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

/**
 * Checks the server that the settings name. Gives the exit code: 0 where every clause that was checked is kept, 1
 * where one is not or a status could not be restored, 2 where nothing could be checked.
 */
export async function run(context: CommandContext): Promise<number> {
  const { args, read, print, complain } = context;
  if (args.includes('--help')) {
    print(HELP);
    return 0;
  }
  const parsed = read();
  if (!parsed.ok) {
    complain([...parsed.problems, '--help lists the variables.'].join('\n'));
    return 2;
  }
  try {
    const kept = await keepStatuses(parsed.settings);
    print(announce(parsed.settings));
    return await check(context, parsed.settings, kept);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    complain(error.message);
    return 2;
  }
}

function announce({ base, user, coreServer, allowWrites, strict }: RealSettings): string {
  const how = allowWrites
    ? 'statuses of the test users are set, and restored at the end'
    : 'only GET is sent';
  const what = strict ? "the vendor's clauses and our decisions" : "the vendor's clauses";
  return `Checking ${what} on ${base.origin}${base.root} with ${user.username} of ${coreServer.slug}: ${how}.\n`;
}

async function check(
  { print, complain }: CommandContext,
  settings: RealSettings,
  kept: readonly KeptStatus[],
): Promise<number> {
  // Ctrl-C ends the suite, while this process stays to restore what the suite set.
  const stay = () => {};
  process.on('SIGINT', stay).on('SIGTERM', stay);
  try {
    let code = await runSuite();
    for (const one of settings.allowWrites ? kept : [])
      try {
        await restoreStatus(settings, one);
        print(`The status of ${one.username} is again what it was.\n`);
      } catch (error) {
        complain(error instanceof Error ? error.message : String(error));
        code = 1;
      }
    return code;
  } finally {
    process.off('SIGINT', stay).off('SIGTERM', stay);
  }
}
