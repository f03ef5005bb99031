import { writeFileSync } from 'node:fs';
import { configurationPage } from './config/configuration-page.ts';
import { schemaText } from './schema-text.ts';

writeFileSync(new URL('../schema.graphql', import.meta.url), schemaText());
writeFileSync(new URL('../../../docs/configuration.md', import.meta.url), configurationPage());
