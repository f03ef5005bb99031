import type { Ask } from './ask.ts';
import type { Choice } from './directory.ts';

/** What somebody sets. */
export interface Wish {
  readonly username: string;
  readonly choice: Choice;
  /** Empty for none. */
  readonly note: string;
  /** In minutes. */
  readonly returnIn: number | undefined;
}

const SET = `mutation BoardSet($input: SetUserStatusInput!) { setUserStatus(input: $input) { dryRun } }`;

/** Sets a whole status. The board shows it once the gateway tells of it. @throws Refusal */
export async function setStatus(ask: Ask, { username, choice, note, returnIn }: Wish): Promise<void> {
  const chosen = choice.isPreset ? { preset: choice.id } : { name: choice.name, type: choice.type };
  const input = {
    user: { username },
    ...chosen,
    note: note.trim(),
    ...(returnIn === undefined ? {} : { returnIn: `PT${returnIn}M` }),
  };
  await ask(SET, { input });
}
