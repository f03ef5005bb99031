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

/** GraphiQL leaves a tab that was pressed shifted while it is pressed again, so that the press misses it. */
const STEADY_TABS = '.graphiql-tab { transform: none !important; }';

/** GraphiQL takes 100 ms to learn the operation of a tab; run sooner, it would ask for the last tab's. */
const WAIT_FOR_TAB = `
document.addEventListener('click', (event) => {
  if (event.target.closest('.graphiql-tab-button') === null) return;
  const button = document.querySelector('.graphiql-execute-button');
  button.disabled = true;
  setTimeout(() => { button.disabled = false; }, 200);
}, true);
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
  const style = add('graphiql.css', 'text/css; charset=utf-8', `${sources.css}\n${STEADY_TABS}`);
  const scripts = [
    add('boot.js', JAVASCRIPT, boot(workers)),
    add('graphiql.js', JAVASCRIPT, sources.js),
    add('start.js', JAVASCRIPT, `${WAIT_FOR_TAB}${start(endpoint)}`),
  ];
  return { html: createAsset('text/html; charset=utf-8', html(style, scripts)), assets };
}

const html = (style: string, scripts: readonly string[]): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Live Status</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${style}" />
  </head>
  <body id="body" class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
${scripts.map((path) => `    <script src="${path}"></script>`).join('\n')}
  </body>
</html>
`;
