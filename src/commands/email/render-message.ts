import type { MessageDocument } from '../../core/mailing/message-document.js';
import type { MessageStatus } from '../../core/mailing/schema.js';
import type { RenderIo } from '../define-command.js';
import { formatNumber, formatTime } from '../output/format.js';
import { formatTable } from '../output/table.js';

/** `pending 3 · submitted 987 · failed 2`: the statuses that there are. */
export function renderCounts(counts: Partial<Record<MessageStatus, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.map(([status, count]) => `${status} ${formatNumber(count)}`).join(' · ');
}

/** One line per message; the whole reason is in `email show`. */
export function renderMessages(messages: readonly MessageDocument[], io: RenderIo): string[] {
  return formatTable({
    columns: [
      { header: 'message' },
      { header: 'template', shrink: true },
      { header: 'to' },
      { header: 'name', shrink: true },
      { header: 'status' },
      { header: 'reason', shrink: true },
    ],
    rows: messages.map(({ id, template, participant, status, reason }) => [
      // The beginning is the time it was made: the whole id, so that it can be given back.
      id,
      template,
      participant.registrationNumber,
      participant.name,
      status,
      reason,
    ]),
    ...(io.isTerminal ? { width: io.width } : {}),
    paintHeader: io.faint,
    paintCell: (text, column, row) =>
      column === 4 ? paint(messages[row]?.status, text, io) : text,
  });
}

/** All that is known about a message, a line each. */
export function renderMessage(message: MessageDocument, io: RenderIo): string[] {
  const { failure, participant } = message;
  const time = (at: string | null) => at && formatTime(at, { event: io.zone, terminal: io.zone });
  const lines: [string, string | number | null][] = [
    ['message', message.id],
    ['template', message.template],
    ['occasion', message.occasion],
    ['to', `${participant.registrationNumber} ${participant.name}`],
    ['status', paint(message.status, message.status, io)],
    ['reason', message.reason],
    [
      'failed at',
      failure && `${failure.phase}${failure.code === null ? '' : ` (${failure.code})`}`,
    ],
    ['errors', message.attempts === 0 ? null : message.attempts],
    ['submissions', message.submissions],
    ['server', message.host],
    ['next try', time(message.nextTryAt)],
    ['submitted', time(message.submittedAt)],
    ['created', time(message.createdAt)],
    ['campaign', message.campaign],
  ];
  return lines
    .filter(([, value]) => value !== null)
    .map(([label, value]) => `${io.faint(label.padEnd(11))}  ${value}`);
}

function paint(status: MessageStatus | undefined, text: string, io: RenderIo): string {
  switch (status) {
    case 'submitted':
      return io.good(text);
    case 'failed':
    case 'bounced':
    case 'complained':
      return io.bad(text);
    case 'held':
    case 'unknown':
      return io.warning(text);
    default:
      return text;
  }
}
