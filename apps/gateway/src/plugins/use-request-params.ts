import type { IncomingMessage } from 'node:http';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { parseBody, parseQueryString } from '../params/parse-params.ts';
import { readBody } from '../params/read-body.ts';

/** What Yoga is given with a request that comes from a socket. */
interface ServerContext {
  readonly req?: IncomingMessage;
}

/** Reads what is asked: from the query string of a GET, from the JSON body of a POST. */
export function useRequestParams(): Plugin<object, ServerContext> {
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      const { method, url } = request;
      if (method === 'GET') setRequestParser((): GraphQLParams => parseQueryString(searchOf(url)));
      if (method === 'POST')
        setRequestParser(
          async (): Promise<GraphQLParams> => parseBody(await readBody(request, serverContext?.req)),
        );
    },
  };
}

const searchOf = (url: string): string => /\?([^#]*)/.exec(url)?.[1] ?? '';
