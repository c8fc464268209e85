import type { FastifyInstance, FastifyRequest } from 'fastify';
import { countJsonNames, countNames } from './count-json-names.js';

/**
 * Takes JSON alone: UTF-8, as it is (nothing that unfolds to a hundred times its size), each name once, and
 * no names that reach into the prototypes of objects.
 */
export function parseJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request: FastifyRequest, text, done) => {
      if (!isPlain(request)) {
        done(Object.assign(new Error('encoded'), { code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }));
        return;
      }
      parse(request, text, (error, value: unknown) => {
        if (error) done(error);
        else if (countJsonNames(text) === countNames(value)) done(null, value);
        else
          done(Object.assign(new Error('a name twice'), { code: 'FST_ERR_CTP_INVALID_JSON_BODY' }));
      });
    },
  );
}

function isPlain({ headers }: FastifyRequest): boolean {
  const { 'content-type': type = '', 'content-encoding': encoding } = headers;
  const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(type)?.[1] ?? 'utf-8';
  return (encoding === undefined || encoding === 'identity') && /^utf-?8$/i.test(charset);
}
