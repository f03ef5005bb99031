import type { ContractTerms } from '../contract-server.ts';
import { EVENTS } from '../paths.ts';
import type { RealSettings } from './parse-settings.ts';

const DEMO_ROOT = '/communication_manager/rest';

/** What the settings allow, and where the paths of the demo directory lead on the server that they name. */
export function createTerms(settings: RealSettings): ContractTerms {
  const { base, coreServer, user, otherUser, unlicensedUser, allowWrites, strict } = settings;
  const segments = new Map<string, string | undefined>([
    ['ca5de6c4-17bd-46ce-95a2-8b29c7812ca4', coreServer.id],
    ['default', coreServer.slug],
    ['f038bbb9-8950-42fb-a4f7-b57a805dd5de', user.id],
    ['marty', user.username],
    ['doc', otherUser],
    ['biff', unlicensedUser],
    ['hill-valley-1955', undefined],
  ]);
  const reasons = new Map([
    ['doc', 'it needs a second user; CONTRACT_OTHER_USER names one'],
    ['biff', 'it needs a user who is not licensed/full; CONTRACT_UNLICENSED_USER names one'],
    ['hill-valley-1955', "it needs the demo's core server without a license"],
  ]);
  return {
    allowWrites,
    strict,
    marty: user,
    locate(path) {
      if (path === EVENTS) return { found: true, path: base.root.replace(/rest$/, 'ws/event') };
      const parts = path.slice(DEMO_ROOT.length).split('/');
      const reason = parts.map((part) => (segments.get(part) === undefined ? reasons.get(part) : undefined));
      const [missing] = reason.filter((text) => text !== undefined);
      if (missing !== undefined) return { found: false, reason: missing };
      const located = parts.map((part) => {
        if (part === '%6d%61rty') return encodeEveryByte(user.username);
        const segment = segments.get(part);
        return segment === undefined ? part : encodeURIComponent(segment);
      });
      return { found: true, path: base.root + located.join('/') };
    },
  };
}

function encodeEveryByte(text: string): string {
  return Buffer.from(text, 'utf8').toString('hex').replace(/../g, '%$&');
}
