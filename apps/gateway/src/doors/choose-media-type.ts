/** What a single result can be answered as. */
export type MediaType = (typeof MEDIA_TYPES)[number];

const MEDIA_TYPES = ['application/graphql-response+json', 'application/json'] as const;

/** More different Accept headers than there are clients. */
const MAX_KNOWN = 100;
const known = new Map<string, MediaType | undefined>();

/** The media type that an Accept header asks for; undefined where it accepts neither. */
export function chooseMediaType(accept = '*/*'): MediaType | undefined {
  if (known.has(accept)) return known.get(accept);
  const chosen = choose(accept);
  if (known.size < MAX_KNOWN) known.set(accept, chosen);
  return chosen;
}

/** What is named first wins; of both alike the one that every client knows. */
function choose(accept: string): MediaType | undefined {
  for (const entry of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = entry.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset=')) ?? 'charset=utf-8';
    if (charset !== 'charset=utf-8') continue;
    const chosen = MEDIA_TYPES.findLast((mediaType) => isMatching(mediaType, type));
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

function isMatching(mediaType: MediaType, asked: string): boolean {
  const [askedType, askedSubtype] = asked.split('/');
  const [type, subtype] = mediaType.split('/');
  return (askedType === '*' || askedType === type) && (askedSubtype === '*' || askedSubtype === subtype);
}
