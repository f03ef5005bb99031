/** One thing that is measured, in a process of its own. */
export interface Subject {
  readonly name: string;
  /** The floor is 1; peers do the same with other means; the rest are ours. */
  readonly role: 'floor' | 'peer' | 'ours';
  /** Makes it ready; what comes back does one request of the work, many at once. */
  start(upstream: string): Promise<Running>;
}

/** A subject that is ready. */
export type Running =
  | { readonly kind: 'client'; call(): Promise<unknown> }
  | { readonly kind: 'server'; readonly request: ServerRequest };

/** What the load sends to a server. */
export interface ServerRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Subjects that do the same work. */
export interface Group {
  readonly title: string;
  readonly subjects: readonly Subject[];
}
