import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { type Locale, locales } from '../../../core/runtime/locales.js';

const style =
  'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:12vh auto;padding:0 1rem;color:#222;background:#fff}h1{font-size:1.4rem}pre{font:.95rem/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}input,button{font:inherit;padding:.6rem 1rem;border-radius:.4rem;margin:.2rem 0}input{border:1px solid #888;width:12rem}button{border:0;background:#1a56db;color:#fff}strong{display:block;padding:.8rem 1rem;background:#eef2ff;border-radius:.4rem}section+section{margin-top:2.5rem}';

/** What a content security policy has to know of the pages' style. */
export const pageStyleHash = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/**
 * A page without scripts, in Korean and English; nothing in it comes from outside. `section` gives the HTML of a
 * language: a heading first, and no style.
 */
export function writePage(title: string, section: (locale: Locale) => string): string {
  const sections = locales.map(
    (locale) => `<section lang="${locale}">\n${section(locale)}\n</section>`,
  );
  return `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${sections.join('\n')}
</body>
</html>
`;
}

/** Sends a page that nobody keeps, and no search engine lists. */
export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex')
    .send(html);
}
