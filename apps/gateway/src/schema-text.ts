import { printSchema } from 'graphql';
import { schema } from './schema/schema.ts';

/** The longest line that the project's formatter leaves as it is. */
const LINE_WIDTH = 110;

/** The schema in the schema language, sorted, and laid out as the project's formatter leaves it. */
export function schemaText(): string {
  const text = printSchema(schema)
    .replaceAll(/^( *)"""(.+)"""$/gm, '$1"""\n$1$2\n$1"""')
    .replaceAll(/= \{(.+?)\}/g, '= { $1 }')
    .replaceAll(/^( *\w+)\((.+)\)(: [\w![\]]+)$/gm, layOutField);
  return `${text}\n`;
}

function layOutField(line: string, start: string, args: string, type: string): string {
  if (line.length <= LINE_WIDTH) return line;
  const indent = ' '.repeat(start.length - start.trimStart().length);
  const lines = args.split(/, (?=\w+: )/).map((arg) => `${indent}  ${arg}`);
  return [`${start}(`, ...lines, `${indent})${type}`].join('\n');
}
