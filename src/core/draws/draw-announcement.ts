import { coverText } from '../badges/fonts/cover-text.js';
import { cssFont, type Drawing, openCanvas } from '../badges/fonts/open-canvas.js';
import { type Announcement, nameWinner } from './announce-draw.js';

const width = 1200;
const margin = 80;
const mostLines = 24;

interface Line {
  text: string;
  size: number;
  weight: number;
  colour: string;
  /** From the baseline of the line before. */
  below: number;
}

/**
 * The announcement as an image to share, a PNG of 1200 pixels across and as high as the winners need; the
 * texts are in Korean and English at once. Whoever does not fit is in the text.
 */
export async function drawAnnouncement(announcement: Announcement): Promise<Buffer> {
  const canvas = await openCanvas();
  const lines = linesOf(announcement);
  const height = lines.reduce((sum, { below }) => sum + below, margin);
  const picture = canvas.createCanvas(width, height);
  const context = picture.getContext('2d');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  let baseline = 0;
  for (const line of lines) {
    baseline += line.below;
    const { text, chunks } = coverText(line.text, 'Noto Sans KR');
    context.fillStyle = line.colour;
    fitText(context, { text, line, font: (size) => cssFont(canvas, chunks, { ...line, size }) });
    context.fillText(text, width / 2, baseline);
  }
  return await picture.encode('png');
}

function fitText(
  context: Drawing,
  { text, line, font }: { text: string; line: Line; font: (size: number) => string },
): void {
  context.font = font(line.size);
  const needed = context.measureText(text).width / (width - 2 * margin);
  if (needed > 1) context.font = font(Math.max(8, line.size / needed));
}

function linesOf(announcement: Announcement): Line[] {
  const { event, prize, voidReason, winners, poolHash, drawnAt } = announcement;
  const shown = winners.slice(0, mostLines);
  const more = winners.length - shown.length;
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: event.timezone }).format(
    new Date(drawnAt ?? 0),
  );
  const small = { size: 24, weight: 400, colour: '#6b7280' };
  return [
    { ...small, text: event.name, size: 34, below: margin + 34 },
    { text: prize, size: 72, weight: 800, colour: '#111827', below: 100 },
    { ...small, text: '당첨자 · Winners', size: 30, below: 80 },
    ...(voidReason === null
      ? []
      : [{ ...small, text: `무효 · Void: ${voidReason}`, colour: '#b91c1c', size: 34, below: 60 }]),
    ...shown.map((winner) => ({
      text: nameWinner(winner),
      size: 60,
      weight: 700,
      colour: '#1d4ed8',
      below: 90,
    })),
    ...(more > 0 ? [{ ...small, text: `+ ${more}`, size: 34, below: 60 }] : []),
    { ...small, text: date, below: 90 },
    { ...small, text: `poolHash ${poolHash}`, size: 20, below: 36 },
  ];
}
