import { resolve } from 'node:path';
import { z } from 'zod';
import { printerLanguages } from '../../core/printing/schema.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { renderNext } from '../event/render-event.js';
import { describeConnection, describeProfile } from './describe-printer.js';
import { printerArgument } from './printer-argument.js';

const Dots = z.coerce.number().int();

export const command = defineCommand({
  name: 'printer add',
  summary: 'Add a badge printer: how it is reached and what it understands',
  description: [
    'One of --host, --device, --cups and --file says where it is. What is left out is what such printers',
    'usually have: an 80 mm receipt printer (escpos), a 62 mm roll (brother-ql), four inches (zpl).',
    'A device, a CUPS queue and a file give no answers; nor do some print servers: --status none.',
  ].join('\n'),
  arguments: [printerArgument],
  options: {
    host: option('--host <host>', 'address on the network, port 9100 unless said otherwise'),
    device: option('--device <path>', 'device of the machine of the workers: /dev/usb/lp0'),
    cups: option('--cups <queue>', 'queue of CUPS'),
    file: option('--file <file>', 'file to append badges to'),
    language: requiredOption('--language <language>', 'what it speaks', z.enum(printerLanguages)),
    dpi: option('--dpi <dots>', 'dots to the inch', Dots),
    width: option('--width <dots>', 'dots that it prints side by side', Dots),
    label: option('--label <roll>', 'roll of a Brother QL: 62, 62x100, …'),
    cutter: option('--cutter <cutter>', 'what cuts', z.enum(['none', 'full', 'partial'])),
    mode: option('--mode <mode>', 'pictures, or letters of its own', z.enum(['raster', 'text'])),
    status: option('--status <status>', 'whether it answers', z.enum(['read', 'none'])),
    event: option('--event <event>', 'event of the gate'),
    gate: option('--gate <gate>', 'prints the badges of those whom this gate lets in'),
    template: option('--template <template>', 'what the badges of that gate look like'),
  },
  examples: [
    {
      command: 'evm printer add north --host 10.0.0.20 --language brother-ql --label 62',
      note: 'a label printer on the network',
    },
    {
      command: 'evm printer add desk --device /dev/usb/lp0 --language escpos --width 384',
      note: 'a 58 mm receipt printer at the USB port',
    },
    {
      command: 'evm printer add g1 --host 10.0.0.21 --language zpl --event devday --gate G1',
      note: 'prints whoever comes in at G1',
    },
  ],
  async run(session, { printer: name, event, gate, template, file, ...input }) {
    const { addPrinter } = await import('../../core/printing/manage-printers.js');
    const { findGateOf } = await import('./find-gate-of.js');
    const context = await session.openContext();
    const place = await findGateOf(context, { event, gate, template });
    const path = file === undefined ? undefined : resolve(session.cwd, file);
    const added = await addPrinter(context, { name, file: path, ...input }, place);
    const { id, connection, profile } = added;
    return {
      printer: { id, name: added.name, connection, profile, gate: place?.gate.code ?? null },
    };
  },
  render: ({ printer: { name, connection, profile, gate } }, io) => [
    `${io.good('✓')} printer ${io.strong(name)} added: ${describeProfile(profile)} at ${describeConnection(connection)}`,
    ...(gate === null ? [] : [`  prints whoever comes in at ${gate}`]),
    ...renderNext(`evm printer test ${name}`, io),
  ],
});
