import type { Client, OperationResult } from '@urql/core';
import { pause } from './live-client-pause.ts';

/**
 * Subscribes by what urql itself makes of `fetchSubscriptions: true`, which takes the end of a stream for the end of all: so it
 * is subscribed again, behind the last cursor.
 */
export function subscribeByFetch(
  client: Client,
  query: string,
  variables: Record<string, unknown>,
  tell: (result: OperationResult) => void,
): () => void {
  let after = variables['after'];
  let retries = 0;
  let isOver = false;
  let close = () => {};
  const open = (): void => {
    if (isOver) return;
    const subscription = client.subscription(query, { ...variables, after }).subscribe((result) => {
      if (result.error?.networkError !== undefined || !result.hasNext) {
        close();
        void pause(retries++).then(() => open());
        return;
      }
      retries = 0;
      after = Object(result.data?.userStatusEvents).cursor ?? after;
      tell(result);
    });
    close = () => subscription.unsubscribe();
  };
  open();
  return () => {
    isOver = true;
    close();
  };
}
