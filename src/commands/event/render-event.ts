import type { CountedEventDocument, EventDocument } from '../../core/events/event-document.js';
import type { RenderIo } from '../define-command.js';
import { formatCount, formatNumber, formatTime } from '../output/format.js';

/** `1 Dec 2026 09:00 – 18:00 (Asia/Seoul)`: the end without its day when it is the same. */
export function formatWhen(event: EventDocument, terminalZone: string): string {
  const here = { event: event.timezone, terminal: event.timezone };
  const zones = { event: event.timezone, terminal: terminalZone };
  if (event.endsAt === null) return formatTime(event.startsAt, zones);
  const start = formatTime(event.startsAt, here);
  const end = formatTime(event.endsAt, zones);
  const day = start.slice(0, -'09:00'.length);
  return `${start} – ${end.startsWith(day) ? end.slice(day.length) : end}`;
}

/** `300 places, waitlist`, `no limit`. */
export function formatPlaces(event: EventDocument): string {
  if (event.capacity === null) return 'no limit of places';
  return `${formatCount(event.capacity, 'place')}${event.waitlistEnabled ? ', waitlist' : ''}`;
}

/** Everything about an event, one topic a line. */
export function renderEvent(event: CountedEventDocument, io: RenderIo): string[] {
  const zones = { event: event.timezone, terminal: io.zone };
  const lines: (readonly [string, string | undefined])[] = [
    ['when', formatWhen(event, io.zone)],
    ['where', formatWhere(event)],
    ['status', `${event.status} · ${event.privacy}`],
    ['places', formatOccupied(event)],
    ['people', formatPeople(event)],
    ['register', formatRegistration(event, zones)],
    ['form', formatForm(event)],
    ['gates', event.counts.gates === 0 ? undefined : formatNumber(event.counts.gates)],
    ['about', event.description?.replaceAll('\n', `\n${' '.repeat(indent + labelWidth)}`)],
    ['features', formatFeatures(event)],
    ['share code', event.shareCode],
    ['id', event.id],
  ];
  return [
    `${io.strong(event.name)} ${io.faint(event.slug)}`,
    ...lines.flatMap(([label, text]) =>
      text === undefined
        ? []
        : [`${' '.repeat(indent)}${io.faint(label.padEnd(labelWidth))}${text}`],
    ),
  ];
}

/** What to do next; only for people at a terminal. */
export function renderNext(command: string, io: RenderIo): string[] {
  return io.isTerminal && !io.quiet ? [`next: ${command}`] : [];
}

const indent = 2;
const labelWidth = 12;

function formatWhere({ location }: EventDocument): string | undefined {
  if (location === null) return undefined;
  const { address, coordinates, onlineLink } = location;
  const point = coordinates && `${coordinates.lat}, ${coordinates.lng}`;
  return [address, point, onlineLink].filter((part) => part !== undefined).join(' · ');
}

function formatOccupied(event: CountedEventDocument): string {
  const occupied = formatNumber(event.counts.occupied);
  if (event.capacity === null) return `${occupied} taken, no limit`;
  const waitlist = event.waitlistEnabled ? ', waitlist' : '';
  return `${occupied} of ${formatNumber(event.capacity)} taken${waitlist}`;
}

function formatPeople({ counts: { participants } }: CountedEventDocument): string {
  const parts = (
    [
      ['registered', participants.registered],
      ['pending', participants.pending],
      ['waitlisted', participants.waitlisted],
      ['cancelled', participants.cancelled],
      ['checked in', participants.checkedIn],
    ] as const
  ).flatMap(([label, count]) => (count === 0 ? [] : [`${formatNumber(count)} ${label}`]));
  return [formatCount(participants.total, 'participant'), ...parts].join(' · ');
}

function formatRegistration(
  event: EventDocument,
  zones: { event: string; terminal: string },
): string | undefined {
  const deadline = event.registrationDeadline;
  const parts = [
    ...(deadline === null ? [] : [`until ${formatTime(deadline, zones)}`]),
    ...(event.requiresApproval ? ['needs approval'] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

function formatForm({ formFields }: EventDocument): string | undefined {
  if (formFields.length === 0) return undefined;
  return formFields
    .map(({ id, type, required }) => `${id} (${type}${required ? ', required' : ''})`)
    .join(' · ');
}

/** Only what is not as usual. */
function formatFeatures({ features }: EventDocument): string | undefined {
  const parts = [
    ...(features.checkinEnabled ? [] : ['no check-in']),
    ...(features.prizeDrawingEnabled ? [] : ['no prize drawing']),
    ...(features.anonymousMode ? ['anonymous'] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}
