import { printSchema } from 'graphql';
import { schema } from './schema/schema.ts';

/** The schema in the schema language, sorted, and laid out as the project's formatter leaves it. */
export function schemaText(): string {
  const text = printSchema(schema).replaceAll(/^( *)"""(.+)"""$/gm, '$1"""\n$1$2\n$1"""');
  return `${text.replaceAll(/= \{(.+?)\}/g, '= { $1 }')}\n`;
}
