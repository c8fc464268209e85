import { ScanDirection, type Verdict } from '../../core/attendance/schema.js';
import { wordsOf } from '../../core/attendance/verdict-words.js';
import { type ExitCode, exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand, option, requiredOption } from '../define-command.js';

const notFound: readonly Verdict[] = ['unknown_ticket', 'unknown_gate', 'gate_inactive'];

export const command = defineCommand({
  name: 'checkin',
  summary: 'Check a participant in by hand',
  description: 'For the desk. Ends with exit code 5 when the record speaks against it.',
  arguments: [
    {
      name: 'participant',
      description:
        'registration number (#042), e-mail, ticket code, the text of the QR code, id or a name',
    },
  ],
  options: {
    event: requiredOption('--event <event>', 'event: slug, id or a unique beginning'),
    gate: requiredOption('--gate <gate>', 'code of the gate'),
    direction: option('--direction <direction>', 'into the event or out of it', ScanDirection),
  },
  examples: [
    { command: "evm checkin '#042' --event devday --gate G1", note: 'here they are' },
    { command: 'evm checkin 홍길동 --event devday --gate G1 --direction out', note: 'they leave' },
  ],
  async run(session, input) {
    const { findEvent } = await import('../../core/events/find-event.js');
    const { findGate } = await import('../../core/events/find-gate.js');
    const { findGuest } = await import('../../core/attendance/find-guest.js');
    const { checkIn } = await import('../../core/attendance/check-in.js');
    const context = await session.openContext();
    const event = await findEvent(context, input.event);
    const gate = await findGate(context, event, input.gate);
    const guest = await findGuest(context, event, input.participant);
    const { direction } = input;
    const { answer, person } = await checkIn(context, { event, gate, guest, direction });
    return {
      checkin: {
        scanId: answer.scanId,
        verdict: answer.verdict,
        gate: gate.code,
        participantId: answer.participantId,
        registrationNumber: person?.registrationNumber ?? null,
        name: person?.name ?? null,
        facts: answer.facts,
      },
    };
  },
  render({ checkin: { verdict, registrationNumber, name, gate } }, io) {
    const { title, next } = wordsOf(verdict);
    const who = `${registrationNumber ?? ''} ${name ?? ''}`.trim();
    if (verdict === 'accepted') return [`${io.good('✓')} ${who} ${title} at ${gate}`];
    return [`${io.bad('✗')} ${who === '' ? 'this ticket' : who}: ${title}`, io.faint(`  ${next}`)];
  },
  exitCode({ checkin: { verdict } }): ExitCode {
    if (verdict === 'accepted') return exitCodes.done;
    return notFound.includes(verdict) ? exitCodes.notFound : exitCodes.conflict;
  },
});
