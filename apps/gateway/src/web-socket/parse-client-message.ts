/** A JSON object of the caller's. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A message of graphql-transport-ws that a client may send. */
export type ClientMessage =
  | { readonly type: 'connection_init'; readonly payload: JsonObject }
  | { readonly type: 'ping'; readonly payload: JsonObject | undefined }
  | { readonly type: 'pong' }
  | { readonly type: 'subscribe'; readonly id: string; readonly payload: JsonObject }
  | { readonly type: 'complete'; readonly id: string };

/** A message, or in a few words why a text is none; they quote nothing of it. */
export type ParsedMessage =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly fault: string };

const MAX_ID_LENGTH = 128;

/** What a text says. Unknown properties are passed over; what `subscribe` asks for is looked at later. */
export function parseClientMessage(text: string): ParsedMessage {
  const value = parseObject(text);
  if (value === undefined) return fault('Messages must be JSON objects');
  const { type, id, payload } = value;
  switch (type) {
    case 'connection_init':
      return isObjectOrNone(payload) ? found({ type, payload: payload ?? {} }) : fault(PAYLOAD);
    case 'ping':
      return isObjectOrNone(payload) ? found({ type, payload: payload ?? undefined }) : fault(PAYLOAD);
    case 'pong':
      return isObjectOrNone(payload) ? found({ type }) : fault(PAYLOAD);
    case 'subscribe':
      if (!isId(id)) return fault(ID);
      return isObject(payload) ? found({ type, id, payload }) : fault(PAYLOAD);
    case 'complete':
      return isId(id) ? found({ type, id }) : fault(ID);
    default:
      return fault('Unknown type of message');
  }
}

const PAYLOAD = 'The payload must be an object';
const ID = `The id must be a string of 1 to ${MAX_ID_LENGTH} characters`;

const found = (message: ClientMessage): ParsedMessage => ({ ok: true, message });
const fault = (text: string): ParsedMessage => ({ ok: false, fault: text });

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isObjectOrNone = (value: unknown): value is JsonObject | null | undefined =>
  value == null || isObject(value);

const isId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_LENGTH;
