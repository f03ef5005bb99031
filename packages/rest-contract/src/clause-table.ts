/** Who keeps a clause. */
export type Keeper = 'server' | 'client' | 'gateway';

/** One clause of the contract. Its number never changes its meaning. */
export interface Clause {
  readonly id: string;
  /** What it says, as Markdown that fits a table's cell. */
  readonly what: string;
  /** Decided by us as a whole, where the vendor's pages are silent. */
  readonly ours: boolean;
  /** Who keeps it: servers, so that the suite checks it; our client or gateway, with tests of their own. */
  readonly keepers: readonly Keeper[];
}

const vendor = (id: string, what: string): Clause => ({ id, what, ours: false, keepers: ['server'] });
const ours = (id: string, what: string): Clause => ({ id, what, ours: true, keepers: ['server'] });
const ofClients = (clause: Clause): Clause => ({ ...clause, keepers: ['client'] });
/** Servers keep one half of it, and somebody else the other. */
const alsoOf = (keeper: Keeper, clause: Clause): Clause => ({
  ...clause,
  keepers: [...clause.keepers, keeper],
});

/** The clauses in the order of the published page, by the heading they stand under. */
export const CLAUSE_SECTIONS: readonly { readonly heading: string; readonly clauses: readonly Clause[] }[] = [
  {
    heading: 'Paths',
    clauses: [
      vendor(
        'PATH-1',
        "The base is `{origin}/communication_manager/rest`; the vendor's default origin is `http://localhost:58080`, with TLS port 55050.",
      ),
      vendor(
        'PATH-2',
        '`live/coreServers/{coreServerId}` or `live/coreServers/getByName/{slug}`, then `users/{userId}` or `users/getByName/{username}`, then `status`: four forms.',
      ),
      vendor('PATH-3', 'The same with `/set` behind it sets the status.'),
      ours(
        'PATH-4',
        'A variable segment is percent-encoded UTF-8 and decoded exactly once. Empty, `.`, `..` and a lone surrogate are refused before anything is sent.',
      ),
      ours(
        'PATH-5',
        'A slug or username that is literally `getByName` is reached through `getByName/getByName`.',
      ),
    ],
  },
  {
    heading: 'Representation',
    clauses: [
      vendor(
        'REP-1',
        '`id`, `configurationId`, `name`, `type`, `note` (strings), `returnTime` (integer), `userCreated` (boolean: true for a custom status of the user, false for a pre-configured one).',
      ),
      vendor('REP-2', '`returnTime` is a Unix timestamp in milliseconds, −1 for none.'),
      ours(
        'REP-3',
        'No value is ever rescaled: `499132800` is a time in January 1970 and reads back unchanged.',
      ),
      ours('REP-4', 'It is an integer within ±8 640 000 000 000 000; −1 alone means none.'),
      ofClients(
        ours(
          'REP-5',
          'Readers ignore unknown properties; a missing or mistyped one, or an unknown type, makes the body unreadable.',
        ),
      ),
      ofClients(
        ours(
          'REP-6',
          'The one exception: a reader takes a `note` that is absent or null as empty, and such a `returnTime` as none.',
        ),
      ),
      vendor('TYPE-1', '`available unavailable away xa dnd chat altblue altgreen altpink altpurple altred`.'),
    ],
  },
  {
    heading: 'GET status',
    clauses: [
      vendor('GET-1', '200 with the representation as `application/json`.'),
      vendor('GET-2', '404: no such core server.'),
      vendor('GET-3', '404: no such user in that core server.'),
      vendor('GET-4', '403: the user is not licensed/full, or the core server has no license.'),
      ofClients(
        ours(
          'GET-5',
          'Reads may share one call, but never an old one. A read that begins after a set through the same client was acknowledged, or ended with an unknown outcome, shares no call that began before that, whatever references or credentials either used; and no read shares a call whose request left more than 100 ms before it.',
        ),
      ),
    ],
  },
  {
    heading: 'POST status/set',
    clauses: [
      vendor('SET-1', 'Takes `{name, type, note, returnTime}`; afterwards GET shows it.'),
      vendor('SET-2', '404 and 403 as for GET.'),
      vendor('SET-3', '422: no name.'),
      vendor('SET-4', '422: no type.'),
      vendor('SET-5', '422: a type that is not one of the eleven.'),
      vendor(
        'SET-6',
        '422: a return time that is too large or not a number. *Ours*: the bound is that of REP-4; a fraction, a string, `null`, anything but an integer is refused alike.',
      ),
      vendor('SET-7', 'Success is 204 without a body; a client takes any 2xx as applied.'),
      ours(
        'SET-8',
        'A set replaces the whole status: an omitted note becomes empty, an omitted return time −1. Our client always sends all four.',
      ),
      ours(
        'SET-9',
        'A name has 1 to 255 characters after trimming, a note at most 4 096; no control characters but line feed and tab in the note.',
      ),
      ours(
        'SET-10',
        "Name and type of a pre-configured status give that configuration's id and `userCreated: false`; anything else is a custom status of the user.",
      ),
      ours('SET-11', 'An acknowledged set survives `kill -9` of the server.'),
      vendor('SET-12', 'Nothing reverts a status at its return time: it is information.'),
    ],
  },
  {
    heading: 'Around them',
    clauses: [
      vendor(
        'AUTH-1',
        'HTTP Basic. *Ours*: 401 with `WWW-Authenticate: Basic realm="…", charset="UTF-8"`, without telling which part was wrong.',
      ),
      ofClients(
        vendor(
          'AUTH-2',
          "A 403 may also mean that the caller's address is not allowed; a 3xx is never followed with credentials.",
        ),
      ),
      vendor('ERR-1', '412 for malformed JSON. *Ours*: 405 with `Allow`, 413 and 415 as HTTP defines them.'),
      ours(
        'ERR-2',
        'Errors are `application/problem+json` with a stable `code`. A client copes with any body and reads at most 64 KiB of it.',
      ),
      ours(
        'ERR-3',
        'Order: 401, 404 core server, 404 user, 403, 415, 413, 412, 422 with all faults together.',
      ),
      ofClients(
        ours(
          'ERR-4',
          '408 says that the request was not taken: it may be sent again, a set too, on another connection.',
        ),
      ),
      ofClients(
        ours(
          'ERR-5',
          '`Content-Encoding: identity` is no encoding. A client decodes an answer that was compressed although it was not asked for, within the same bound on the decoded bytes.',
        ),
      ),
      ours(
        'ERR-6',
        'A server that refuses a request before its body has come reads on and drops the rest, bounded in bytes (at least 8 MB) and time, so that callers who send first and read later get the answer.',
      ),
      alsoOf(
        'gateway',
        vendor(
          'ID-1',
          "UUIDs do not survive a restart of the vendor's server, so nothing takes one for lasting; slugs and usernames do.",
        ),
      ),
      alsoOf(
        'gateway',
        ours(
          'ID-2',
          'A UUID never comes to mean another user: after a restart old ones are unknown. So what one was seen to mean may be remembered, bounded; one that is not known, or is answered 404, is looked up anew.',
        ),
      ),
      vendor(
        'DIR-1',
        '`GET {core server}/users` lists users (`id configurationId userName displayedName permissionId`), `…/users/{id}` and `…/users/getByName/{username}` give one; no license is asked for.',
      ),
      alsoOf(
        'client',
        ours(
          'DIR-2',
          'The list may be of any length; a client takes 64 MiB at most and reads them as they come. A `userName` identifies a user within a core server: two entries with one make the list unreadable.',
        ),
      ),
      vendor(
        'EVT-1',
        'A WebSocket at `ws://{user}:{password}@{host}:58080/communication_manager/ws/event` pushes every change of the status of a licensed/full user as `{"type":"userStatus","time":ms,"coreServerId","userId","username","name","statusType","note","returnTime","userCreated"}`.',
      ),
      vendor(
        'EVT-2',
        'Its reader may send `{"type":"filter","filters":[{"property":P,"value":V},…]}`: values of one property are alternatives, several properties must all match, `"*"` is any value, and an event without a filtered property is not sent.',
      ),
      ours(
        'EVT-3',
        'Within one connection events count in the order in which they arrive; `time` may jump with a clock and only measures lag. A first picture is a snapshot that is read once the connection stands; a read never replaces what an event said that arrived after the read was sent. Nothing carries over from one connection to the next but what its snapshot confirms.',
      ),
      ours(
        'EVT-4',
        'Our server hands an event to every connected reader, in commit order, before it acknowledges the set; it pings every 10 s, cuts off a reader that has not answered two pings or holds more than 1 MiB unsent, and refuses the upgrade with 401 as AUTH-1 does. What it refuses else, and with which codes it ends connections: [event-feed.md](event-feed.md).',
      ),
      vendor('CURL-1', "Both curl commands of the vendor's page work as typed against the embedded server."),
    ],
  },
];

export const CLAUSES: readonly Clause[] = CLAUSE_SECTIONS.flatMap(({ clauses }) => clauses);
