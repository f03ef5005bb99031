import type { MeshComposeCLIConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';

export const composeConfig: MeshComposeCLIConfig = {
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('status', {
        source: './openapi.json',
        endpoint: '{env.UPSTREAM}',
        operationHeaders: { authorization: '{env.UPSTREAM_AUTHORIZATION}' },
      }),
    },
  ],
};
