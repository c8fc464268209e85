import { join, resolve } from 'node:path';
import { locales } from '../../core/runtime/locales.js';
import { defineCommand, option } from '../define-command.js';
import { drawArgument } from './draw-options.js';

export const command = defineCommand({
  name: 'draw announce',
  summary: 'Make the announcement of a draw, to be published',
  description:
    'A text in Korean and English, and a JSON document; with --out also an image and the transcript, all in a\nfolder.\nNames are masked (홍*동, K** M****); where the event is anonymous there are registration numbers alone.',
  arguments: [drawArgument],
  options: { out: option('--out <folder>', 'the folder to write into; without it, it is printed') },
  examples: [{ command: 'evm draw announce 0192f3a1 --out ipad', note: 'files to publish' }],
  async run(session, { draw, out }) {
    const { showDraw, transcriptOf } = await import('../../core/draws/show-draw.js');
    const { markAnnounced, requireDrawn } = await import('../../core/draws/settle-draw.js');
    const { announceDraw } = await import('../../core/draws/announce-draw.js');
    const { checkAddress } = await import('../../core/draws/check-ticket.js');
    const { writeAnnouncement } = await import('../../core/draws/announcement-text.js');
    const context = await session.openContext();
    const shown = await showDraw(context, draw);
    requireDrawn(shown.draw);
    const announcement = announceDraw(shown, { checkUrl: checkAddress(context, shown.draw) });
    const texts = locales.map(
      (language) => [language, writeAnnouncement(announcement, language)] as const,
    );
    const files: string[] = [];
    if (out !== undefined) {
      const { formatTranscript, saveFile } = await import('../../core/draws/save-file.js');
      const folder = resolve(session.cwd, out);
      const { drawAnnouncement } = await import('../../core/draws/draw-announcement.js');
      const contents: [string, string | Buffer][] = [
        ...texts.map(([language, text]): [string, string] => [
          `announcement.${language}.txt`,
          text,
        ]),
        ['announcement.png', await drawAnnouncement(announcement)],
        ['announcement.json', `${JSON.stringify(announcement, null, 2)}\n`],
        ['transcript.json', formatTranscript(await transcriptOf(context, shown))],
      ];
      for (const [name, content] of contents) {
        await saveFile(join(folder, name), content);
        files.push(join(folder, name));
      }
    }
    // What could not be written was not given out.
    await markAnnounced(context, shown.draw);
    return { announcement: { ...announcement, texts: Object.fromEntries(texts), files } };
  },
  render({ announcement: { texts, files } }, io) {
    if (files.length > 0) return files.map((file) => `${io.good('✓')} ${file}`);
    return Object.values<string>(texts).flatMap((text) => text.split('\n'));
  },
});
