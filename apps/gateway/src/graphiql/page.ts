import { type Asset, createAsset } from './assets.ts';
import { DEFAULT_TABS } from './default-tabs.ts';

/** The page and everything that it loads, by path; all of it comes from the gateway itself. */
export interface GraphiqlPage {
  readonly html: Asset;
  readonly assets: ReadonlyMap<string, Asset>;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Runs in the browser, after graphiql.js. */
const boot = (workers: Readonly<Record<string, string>>): string => `
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => (${JSON.stringify(workers)})[label] ?? ${JSON.stringify(workers['editorWorkerService'])},
};
`;

const start = (endpoint: string): string => `
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), ${JSON.stringify({
  title: 'Live Status',
  endpoint,
  defaultTabs: DEFAULT_TABS,
})});
`;

/** Makes the page; the sources of GraphiQL are read only now, because they are large. */
export async function createGraphiqlPage(endpoint: string): Promise<GraphiqlPage> {
  const sources = await import('@graphql-yoga/render-graphiql/graphiql');
  const assets = new Map<string, Asset>();
  const add = (name: string, type: string, text: string): string => {
    const asset = createAsset(type, text);
    const path = `${endpoint}/assets/${asset.etag}/${name}`;
    assets.set(path, asset);
    return path;
  };
  const workers = {
    editorWorkerService: add('editor.worker.js', JAVASCRIPT, sources.editorWorkerService),
    json: add('json.worker.js', JAVASCRIPT, sources.jsonWorker),
    graphql: add('graphql.worker.js', JAVASCRIPT, sources.graphqlWorker),
  };
  const style = add('graphiql.css', 'text/css; charset=utf-8', sources.css);
  const scripts = [
    add('boot.js', JAVASCRIPT, boot(workers)),
    add('graphiql.js', JAVASCRIPT, sources.js),
    add('start.js', JAVASCRIPT, start(endpoint)),
  ];
  return { html: createAsset('text/html; charset=utf-8', html(style, scripts, sources.favicon)), assets };
}

const html = (style: string, scripts: readonly string[], favicon: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Live Status</title>
    <link rel="icon" href="${favicon}" />
    <link rel="stylesheet" href="${style}" />
  </head>
  <body id="body" class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
${scripts.map((path) => `    <script src="${path}"></script>`).join('\n')}
  </body>
</html>
`;
