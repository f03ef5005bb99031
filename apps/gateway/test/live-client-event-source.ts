// Browsers have it without being asked.
import { EventSource } from 'undici';
import { pause } from './live-client-pause.ts';

/** Subscribes by GET; what it gives ends that. */
export function subscribeByEventSource(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  tell: (result: unknown) => void,
): () => void {
  let after = variables['after'];
  let retries = 0;
  let isOver = false;
  let close = () => {};
  const open = (): void => {
    if (isOver) return;
    const parameters = { query, variables: JSON.stringify({ ...variables, after }) };
    const source = new EventSource(`${url}?${new URLSearchParams(parameters)}`);
    close = () => source.close();
    source.addEventListener('next', (event) => {
      const { data, lastEventId } = Object(event);
      after = lastEventId || after;
      retries = 0;
      tell(JSON.parse(data));
    });
    source.addEventListener('complete', () => source.close());
    // It comes back by itself, and says what was the last it heard; but not where it was refused.
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) void pause(retries++).then(open);
    });
  };
  open();
  return () => {
    isOver = true;
    close();
  };
}
