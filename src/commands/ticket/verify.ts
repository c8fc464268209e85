import { resolve } from 'node:path';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { explainJudgement } from '../../core/tickets/explain-judgement.js';
import type { TicketJudgement } from '../../core/tickets/judge-ticket.js';
import { defineCommand, option } from '../define-command.js';
import { commandErrors } from '../errors.js';

interface Verification {
  verification: TicketJudgement & {
    /** `record`: signature and database; `signature`: the signature alone. */
    checked: 'record' | 'signature';
    event?: string;
    number?: number;
    name?: string;
  };
}

export const command = defineCommand({
  name: 'ticket verify',
  summary: 'Check what a QR code says, offline',
  description:
    'With --public-key the signature alone is checked, without a database: whether the ticket was replaced or cancelled stays open. Without it the record is asked as well. The exit code is 0 for a valid ticket and 5 for any other.',
  arguments: [{ name: 'payload', description: 'what the QR code says: EVM1:…' }],
  options: {
    event: option('--event <event>', 'take only tickets of this event'),
    publicKey: option('--public-key <file>', 'work offline with the key of: evm ticket key'),
  },
  examples: [
    { command: 'evm ticket verify EVM1:… --event devday', note: 'signature and record' },
    { command: 'evm ticket verify EVM1:… --public-key devday.pem', note: 'without a database' },
  ],
  async run(session, { payload: text, event: reference, publicKey }): Promise<Verification> {
    // What a scanner types may end in a newline; inside, nothing is forgiven.
    const payload = text.trim();
    if (publicKey !== undefined) {
      if (reference !== undefined) throw refuseBoth();
      const { verifyTicketOffline } = await import('../../core/tickets/verify-offline.js');
      const publicKeyFile = resolve(session.cwd, publicKey);
      const judgement = await verifyTicketOffline({ payload, publicKeyFile });
      return { verification: { ...judgement, checked: 'signature' } };
    }
    const { findEvent } = await import('../../core/events/find-event.js');
    const { verifyTicket } = await import('../../core/tickets/verify-ticket.js');
    const context = await session.openContext();
    const wanted = reference === undefined ? undefined : await findEvent(context, reference);
    const { judgement, eventId, holder } = await verifyTicket(context, {
      payload,
      eventId: wanted?.id,
    });
    const event = wanted ?? (eventId === undefined ? undefined : await findEvent(context, eventId));
    return {
      verification: {
        ...judgement,
        checked: 'record',
        ...(event && { event: event.slug }),
        ...(holder && { number: holder.number, name: holder.name }),
      },
    };
  },
  render({ verification }, io) {
    const { checked, event, number, name } = verification;
    const holder =
      number === undefined ? [] : [`  ${name} · #${String(number).padStart(3, '0')} · ${event}`];
    const open =
      verification.verdict === 'valid' && checked === 'signature'
        ? [io.faint('  checked by signature alone: not whether it was replaced or cancelled')]
        : [];
    const sentence = explainJudgement(verification);
    const line =
      verification.verdict === 'valid'
        ? `${io.good('✓')} ${sentence}`
        : `${io.bad('✗')} ${sentence}  (${verification.verdict})`;
    return [line, ...holder, ...open];
  },
  exitCode: ({ verification }) =>
    verification.verdict === 'valid' ? exitCodes.done : exitCodes.conflict,
});

function refuseBoth() {
  return commandErrors.usage({
    problem: '--event and --public-key exclude each other: the key file already says which event',
    help: 'evm ticket verify --help',
  });
}
