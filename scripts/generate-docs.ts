import { writeFileSync } from 'node:fs';
import { contractPage } from './contract-page.ts';
import { errorsPage } from './errors-page.ts';
import { feedFaultsPage } from './feed-faults-page.ts';
import { upstreamMatrixPage } from './upstream-matrix-page.ts';

writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage());
writeFileSync(new URL('../docs/rest-contract.md', import.meta.url), contractPage());
writeFileSync(new URL('../docs/upstream-faults.md', import.meta.url), upstreamMatrixPage());
writeFileSync(new URL('../docs/feed-faults.md', import.meta.url), feedFaultsPage());
