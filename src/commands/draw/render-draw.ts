import type { DrawDocument } from '../../core/draws/draw-document.js';
import { formatRegistrationNumber } from '../../core/participants/schema.js';
import type { RenderIo } from '../define-command.js';
import { formatCount, formatNumber, formatTime } from '../output/format.js';
import type { PresentedDraw } from './present-draw.js';

type Person = Omit<DrawDocument['winners'][number], 'participantId'>;

/** `#042 Kim Minsu`, the number alone in anonymous events; `place:2` with the public id once they are erased. */
export function namePerson(
  { registrationNumber, name, place, publicId }: Person,
  anonymous: boolean,
): string {
  if (registrationNumber === null) return `place:${place} ${publicId}`;
  const number = formatRegistrationNumber(registrationNumber);
  return anonymous || name === null ? number : `${number} ${name}`;
}

/** What was committed to, for people to publish. */
export function renderCommitment({ draw }: PresentedDraw, io: RenderIo): string[] {
  return [
    `${io.good('✓')} ${draw.prize}: ${formatCount(draw.people, 'person', 'people')} in the pool, committed`,
    ...commitmentLines(draw),
    ...fileLine(draw.transcriptFile, io),
    io.faint(
      `next: publish this, then evm draw run ${draw.id}${draw.entropySource === null ? '' : ' --entropy <value>'}`,
    ),
  ];
}

/** Who has the prize, and how it came about. */
export function renderDraw({ draw, timezone, anonymous }: PresentedDraw, io: RenderIo): string[] {
  const nameOf = (person: Person) => namePerson(person, anonymous);
  if (draw.drawnAt === null) {
    return [`${draw.prize}: ${draw.status}`, ...voidLines(draw, io), ...commitmentLines(draw)];
  }
  const when = formatTime(draw.drawnAt, { event: timezone, terminal: io.zone });
  const missing = draw.count - draw.winners.length;
  return [
    ...draw.winners.map((winner) => `${io.good('★')} ${io.strong(nameOf(winner))}`),
    ...(missing > 0 && draw.status !== 'voided'
      ? [
          io.warning(
            `${formatCount(missing, 'prize')} without a winner: too few people in the pool`,
          ),
        ]
      : []),
    ...draw.absent.map((person) => io.faint(`  absent: ${nameOf(person)}`)),
    ...voidLines(draw, io),
    `${draw.prize}: ${draw.status === 'drawn' ? '' : `${draw.status}, `}drawn ${when} from ${formatCount(draw.people, 'person', 'people')}`,
    ...commitmentLines(draw),
    ...(draw.publiclyUnpredictable
      ? [`  entropy   ${draw.entropy}`]
      : [io.faint(`  ${whyPredictable(draw)}`)]),
    ...fileLine(draw.transcriptFile, io),
  ];
}

function whyPredictable({ entropySource }: DrawDocument): string {
  const can = 'anybody can compute it again, but it was not unpredictable for everybody';
  return entropySource === null
    ? `${can}: no outside entropy was announced`
    : `${can}: committed and drawn in one step`;
}

function commitmentLines(draw: PresentedDraw['draw']): string[] {
  const left = Object.entries(draw.excluded).map(
    ([reason, count]) => `${formatNumber(count)} ${reason.replaceAll('_', ' ')}`,
  );
  const { pool, excludePreviousWinners, filters, weight } = draw.rules;
  const rules = [
    `${pool === 'all' ? 'everybody registered' : 'who is checked in'}`,
    ...filters.map(({ field, value }) => `${field} = ${value}`),
    ...(excludePreviousWinners ? ['no previous winners'] : []),
    ...(weight === null ? [] : [`chances by ${weight} (${formatNumber(draw.units)})`]),
    `${formatCount(draw.count, 'winner')}, ${formatCount(draw.alternateCount, 'alternate')}`,
  ];
  return [
    `  draw      ${draw.id}`,
    `  rules     ${rules.join(', ')}`,
    ...(left.length === 0 ? [] : [`  left out  ${left.join(', ')}`]),
    `  poolHash  ${draw.poolHash}`,
    ...(draw.commit === null ? [] : [`  commit    ${draw.commit}`]),
    ...(draw.entropySource === null ? [] : [`  source    ${draw.entropySource}`]),
    ...(draw.checkUrl === null ? [] : [`  tickets   ${draw.checkUrl}`]),
  ];
}

function voidLines({ voidReason }: DrawDocument, io: RenderIo): string[] {
  return voidReason === null ? [] : [io.bad(`void: ${voidReason}`)];
}

function fileLine(file: string | null, io: RenderIo): string[] {
  return file === null ? [] : [`  written   ${io.strong(file)}`];
}
