import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { CommandSession } from '../define-command.js';
import { defineCommand, flag, option, type RenderIo } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { chooseBadge } from './choose-badge.js';

/** More is no sharper to look at, and taller than most screens. */
const mostColumns = 100;

export const command = defineCommand({
  name: 'badge preview',
  summary: 'Show the badge of a participant as it would be printed',
  description: [
    'Prints nothing. Without a participant it is the badge of somebody who does not exist. Files are',
    'readable by you alone: who has the QR code can enter. --open writes badge-preview.png in the home',
    'of evm.',
  ].join('\n'),
  arguments: [
    {
      name: 'participant',
      description: 'registration number (#042), e-mail, ticket code, id or name',
      required: false,
    },
  ],
  options: {
    event: option('--event <event>', 'event: slug, id or a unique beginning'),
    template: option('--template <template>', 'name of a template, or its file (.json)'),
    png: option('--png <file>', 'write it as a PNG image'),
    pdf: option('--pdf <file>', 'write it as a PDF'),
    terminal: flag('--terminal', 'draw it in the terminal; so without --png, --pdf and --open'),
    open: flag('--open', 'open it as an image'),
    dpi: option(
      '--dpi <dpi>',
      'dots per inch of the image (300)',
      z.coerce.number().int().min(72).max(1_200),
    ),
  },
  examples: [
    { command: "evm badge preview '#042' --event devday", note: 'in the terminal' },
    { command: 'evm badge preview --template badge.json --png badge.png', note: 'while designing' },
  ],
  async run(session, input) {
    const { png, pdf, dpi = 300 } = input;
    const { found, badge, number } = await chooseBadge(session, input);
    const { template } = found;
    const { previewBadge, previewInTerminal, previewPdf } = await import(
      '../../core/badges/preview-badge.js'
    );
    const preview = await previewBadge(template, badge, { dpi });
    const files: string[] = [];
    if (png !== undefined) files.push(await save(session, png, preview.png));
    if (pdf !== undefined) files.push(await save(session, pdf, await previewPdf(template, badge)));
    const opened = input.open ? await open(session, preview.png) : undefined;
    if (opened) files.push(opened.path);
    const draws = input.terminal || files.length === 0;
    const columns = Math.min(session.stdout.columns ?? 80, mostColumns);
    const { name, dimensions } = template;
    return {
      badge: {
        ...{ template: name, origin: found.origin, registrationNumber: number },
        ...{ width: dimensions.width, height: dimensions.height, dpi, dots: preview.dots },
        ...{ missingGlyphs: preview.missingGlyphs, cutTexts: preview.cutTexts },
      },
      files,
      ...(draws ? { lines: await previewInTerminal(template, badge, { columns }) } : {}),
    };
  },
  render({ badge, files, lines = [] }, io) {
    const { template, width, height, dots, dpi, missingGlyphs, cutTexts } = badge;
    return [
      ...lines.map((line) => paintPaper(line, io)),
      `${template} · ${width} × ${height} mm · ${dots.width} × ${dots.height} dots at ${dpi} dpi`,
      ...(missingGlyphs > 0
        ? [
            `${io.warning('!')} left out: ${formatCount(missingGlyphs, 'character')} without a glyph`,
          ]
        : []),
      ...(cutTexts > 0 ? [`${io.warning('!')} cut short: ${formatCount(cutTexts, 'text')}`] : []),
      ...files.map((file) => `${io.good('✓')} ${file}`),
    ];
  },
  whileUp: ({ event }) => (event === undefined ? 'here' : 'carried'),
});

async function save(session: CommandSession, file: string, bytes: Buffer): Promise<string> {
  const { writeFileAtomically } = await import('../../core/tickets/write-file.js');
  const path = resolve(session.cwd, file);
  await writeFileAtomically(path, bytes);
  return path;
}

async function open(session: CommandSession, png: Buffer): Promise<{ path: string }> {
  const { openInBrowser } = await import('../output/open-in-browser.js');
  const { home } = await session.config();
  // Always the same file, so that no heap of people's badges is left behind.
  const path = await save(session, join(home, 'badge-preview.png'), png);
  if (!(await openInBrowser(path, session))) {
    session.note('nothing could be opened here; the badge is in this file:');
  }
  return { path };
}

const blackOnWhite = '\u001b[38;5;16;48;5;231m';
const reset = '\u001b[0m';

/** Ink is dark on paper: with colours that is so on any terminal, without on light ones. */
function paintPaper(line: string, io: RenderIo): string {
  const showsColour = io.strong('x') !== 'x';
  return showsColour ? `${blackOnWhite}${line}${reset}` : line.trimEnd();
}
