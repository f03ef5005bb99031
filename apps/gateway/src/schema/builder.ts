import SchemaBuilder from '@pothos/core';
import type { GatewayContext } from './context.ts';

/** What the scalars of the schema are inside the gateway. */
type ScalarTypes = {
  DateTime: { Input: Date; Output: Date };
  Timestamp: { Input: number; Output: number };
  Duration: { Input: number; Output: number };
  ID: { Input: string; Output: string };
};

interface SchemaTypes {
  Context: GatewayContext;
  Scalars: ScalarTypes;
  DefaultFieldNullability: false;
}

/** The types behind the builder, for the annotations of what is made with it. */
export type BuilderTypes = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>;

/** The builder that the files of this folder add their types to; `schema.ts` makes the schema of it. */
export const builder: PothosSchemaTypes.SchemaBuilder<BuilderTypes> = new SchemaBuilder<SchemaTypes>({
  defaultFieldNullability: false,
});
