import { defineCommand } from '../define-command.js';

export const command = defineCommand({
  name: 'apikey revoke',
  summary: 'Take an API key or token back, at once and for ever',
  arguments: [{ name: 'id', description: 'id of the key or token, or a unique beginning of it' }],
  examples: [{ command: 'evm apikey revoke 0192f3a1', note: 'a device was lost' }],
  async run(session, { id }) {
    const { revokeAccess } = await import('../../core/access/revoke-access.js');
    const context = await session.openContext();
    const { access, isRepeated } = await revokeAccess(context, id);
    const { kind, name, revokedAt } = access;
    return {
      apiKey: {
        id: access.id,
        kind,
        name,
        revokedAt: revokedAt?.toISOString() ?? null,
        isRepeated,
      },
    };
  },
  render: ({ apiKey }, io) => [
    apiKey.isRepeated
      ? `${apiKey.name} was revoked before, at ${apiKey.revokedAt}`
      : `${io.good('✓')} ${apiKey.kind === 'token' ? 'token' : 'API key'} ${io.strong(apiKey.name)} is revoked`,
  ],
});
