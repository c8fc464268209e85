import { defineCommand } from '../define-command.js';
import { eventOption } from '../gate/gate-options.js';
import { shortId } from '../jobs/render-job.js';
import { formatTable } from '../output/table.js';

export const command = defineCommand({
  name: 'apikey list',
  summary: 'List the API keys and tokens of an event',
  options: { event: eventOption },
  examples: [{ command: 'evm apikey list --event devday', note: 'who may call the service' }],
  async run(session, { event: reference }) {
    const { accessDocument } = await import('../../core/access/access-document.js');
    const { listAccess } = await import('../../core/access/list-access.js');
    const context = await session.openContext();
    const { event, listed } = await listAccess(context, reference);
    return { event: event.slug, apiKeys: listed.map(accessDocument) };
  },
  render({ event, apiKeys }, io) {
    if (apiKeys.length === 0) return [`no keys or tokens for ${event}`];
    return formatTable({
      columns: [
        { header: 'id' },
        { header: 'kind' },
        { header: 'name', shrink: true },
        { header: 'scopes' },
        { header: 'gates' },
        { header: 'state' },
        { header: 'last used' },
      ],
      rows: apiKeys.map((key) => [
        io.isTerminal ? shortId(key.id) : key.id,
        key.kind,
        key.name,
        key.scopes.join(' '),
        key.gates.join(' ') || 'all',
        stateOf(key),
        key.lastUsedAt ?? 'never',
      ]),
      ...(io.isTerminal ? { width: io.width } : {}),
      paintHeader: io.faint,
    });
  },
});

function stateOf({ revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null }) {
  if (revokedAt !== null) return `revoked ${revokedAt}`;
  return expiresAt === null ? 'valid' : `until ${expiresAt}`;
}
