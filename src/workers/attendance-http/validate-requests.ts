import type { FastifyInstance, FastifyTypeProvider } from 'fastify';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
const refused = new WeakMap<Error, readonly Issue[]>();

/** The types of what the schemas of a route let in. */
export interface RequestTypes extends FastifyTypeProvider {
  validator: this['schema'] extends z.ZodType ? z.output<this['schema']> : unknown;
  serializer: unknown;
}

/** Checks what comes in by the zod schemas of the routes; those of answers are documentation alone. */
export function validateRequests(app: FastifyInstance): void {
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (data: unknown) => {
    const read = schema.safeParse(data);
    if (read.success) return { value: read.data };
    const error = new Error('invalid request');
    refused.set(error, read.error.issues);
    return { error };
  });
  app.setSerializerCompiler(() => JSON.stringify);
}

/** What a schema refused, when that is what the error says. */
export function refusedIssues(error: unknown): readonly Issue[] | undefined {
  return error instanceof Error ? refused.get(error) : undefined;
}
