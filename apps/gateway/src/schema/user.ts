import { costs } from '../limits/upstream-calls.ts';
import { builder } from './builder.ts';
import { identify } from './identity.ts';
import { NodeRef } from './node.ts';
import { UserRef } from './refs.ts';
import { UserStatusResultRef } from './user-status-result.ts';

const IN_DIRECTORY = costs({ calls: 0 }, 'in');

builder.objectType(UserRef, {
  description: 'A person on a core server.',
  interfaces: [NodeRef],
  fields: (t) => ({
    userId: t.id({
      extensions: IN_DIRECTORY,
      description: "The upstream's live id of the user: it changes with every restart there.",
      resolve: async (person, _args, context) => (await person.entry(context)).id,
    }),
    username: t.string({
      description: 'What identifies the user within the core server, and lasts.',
      resolve: async (person, _args, context) => {
        const { user } = await identify(context, person.target);
        return 'username' in user ? user.username : (await person.entry(context)).userName;
      },
    }),
    displayName: t.string({
      extensions: IN_DIRECTORY,
      resolve: async (person, _args, context) => (await person.entry(context)).displayedName,
    }),
    configurationId: t.id({
      extensions: IN_DIRECTORY,
      description: 'The id of the configuration behind the user: it lasts.',
      resolve: async (person, _args, context) => (await person.entry(context)).configurationId,
    }),
    status: t.field({
      type: UserStatusResultRef,
      description: 'The live status, read anew unless the answer has it already, or why it cannot be read.',
      extensions: costs(),
      resolve: (person, _args, context) => person.status(context),
    }),
  }),
});
