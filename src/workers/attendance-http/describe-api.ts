import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';

/** `/openapi.json`, made of the schemas that requests are checked by. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'evm attendance', version: '1', description },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  app.get('/openapi.json', hidden, async () => app.swagger());
}

/** The options of a route that is not for programs of scanners and screens: not in that description. */
export const hidden = { schema: { hide: true } } as const;

const description =
  'Scans of an event. A 2xx answer means that they are stored. The same scan id (scanId, or the header Idempotency-Key) gets the same answer for ever.';
