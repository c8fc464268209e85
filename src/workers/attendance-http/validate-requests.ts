import type { FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a schema refused. */
export interface Refusal {
  issues: readonly Issue[];
  /** The part of the request that it is the schema of, in words: `the query`. */
  part: string;
}

const parts: Readonly<Record<string, string>> = {
  body: 'the body',
  querystring: 'the query',
  params: 'the address',
  headers: 'the headers',
};
const refusals = new WeakMap<Error, Refusal>();

/** The types of what the schemas of a route let in. */
export interface RequestTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: unknown;
}

/** Checks what comes in by the zod schemas of the routes; those of answers are documentation alone. */
export function validateRequests(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart = 'body' }) => (data: unknown) => {
    const read = schema.safeParse(data);
    if (read.success) return { value: read.data };
    const error = new Error('invalid request');
    refusals.set(error, { issues: read.error.issues, part: parts[httpPart] ?? httpPart });
    return { error };
  });
  app.setSerializerCompiler(() => JSON.stringify);
}

/** What a schema refused, when that is what the error says. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof Error ? refusals.get(error) : undefined;
}
