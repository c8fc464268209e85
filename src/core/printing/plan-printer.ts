import { printingErrors } from './errors.js';
import { brotherLabels, isBrotherLabel } from './languages/brother-labels.js';
import { PrinterConnection, type PrinterLanguage, PrinterProfile } from './schema.js';

/** What a person says of a printer; what is left out is what such printers usually have. */
export interface PrinterInput {
  name: string;
  /** `10.0.0.20`, `printer.local:9101`, `[fe80::1]:9100`. */
  host?: string | undefined;
  device?: string | undefined;
  cups?: string | undefined;
  file?: string | undefined;
  language: PrinterLanguage;
  dpi?: number | undefined;
  width?: number | undefined;
  label?: string | undefined;
  cutter?: PrinterProfile['cutter'] | undefined;
  mode?: PrinterProfile['mode'] | undefined;
  status?: PrinterProfile['status'] | undefined;
}

export interface PrinterPlan {
  name: string;
  connection: PrinterConnection;
  profile: PrinterProfile;
}

/** The printer that is meant, whole. Pure. Throws PRINTER_INVALID with everything that is wrong. */
export function planPrinter(input: PrinterInput): PrinterPlan {
  const problems: string[] = [];
  const name = input.name.trim().normalize('NFC');
  if (!/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u.test(name)) {
    problems.push('a printer is called by up to 40 letters, digits, - _ or .');
  }
  const connection = readConnection(input, problems);
  const profile = readProfile(input, problems);
  if (!connection || !profile || problems.length > 0) {
    throw printingErrors.printerInvalid({ problems });
  }
  return { name, connection, profile };
}

const usualPort = 9_100;

function readConnection(
  { host, device, cups, file }: PrinterInput,
  problems: string[],
): PrinterConnection | undefined {
  const given = [
    ...(host === undefined ? [] : [readHost(host)]),
    ...(device === undefined ? [] : [{ kind: 'device', path: device }]),
    ...(cups === undefined ? [] : [{ kind: 'cups', queue: cups }]),
    ...(file === undefined ? [] : [{ kind: 'file', path: file }]),
  ];
  const [only, ...others] = given;
  if (!only || others.length > 0) {
    problems.push('say how it is connected, by one of --host, --device, --cups and --file');
    return undefined;
  }
  const read = PrinterConnection.safeParse(only);
  if (read.success) return read.data;
  problems.push(...read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return undefined;
}

function readHost(text: string): object {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9A-Fa-f:.]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain ?? text;
  return { kind: 'network', host, port: port === undefined ? usualPort : Number(port) };
}

/** An 80 mm receipt printer, a four inch label printer. */
const usual = {
  escpos: { dpi: 203, width: 576 },
  zpl: { dpi: 203, width: 812 },
} as const;

function readProfile(input: PrinterInput, problems: string[]): PrinterProfile | undefined {
  const { language, cutter, mode = 'raster', status = 'read' } = input;
  if (mode === 'text' && language !== 'escpos') problems.push('only escpos prints text');
  if (language !== 'brother-ql' && input.label !== undefined) {
    problems.push('--label is for brother-ql; give --width in dots');
  }
  const common = { language, mode, status };
  const read = PrinterProfile.safeParse(
    language === 'brother-ql'
      ? { ...common, cutter: cutter ?? 'full', ...brotherSize(input, problems) }
      : {
          ...common,
          cutter: cutter ?? (language === 'escpos' ? 'full' : 'none'),
          dpi: input.dpi ?? usual[language].dpi,
          width: input.width ?? Math.round((usual[language].width * (input.dpi ?? 203)) / 203),
        },
  );
  if (read.success) return read.data;
  problems.push(...read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  return undefined;
}

/** The roll says how wide it is. */
function brotherSize({ label = '62', dpi, width }: PrinterInput, problems: string[]) {
  if (!isBrotherLabel(label)) {
    problems.push(`there is no roll ${label}; there are ${Object.keys(brotherLabels).join(', ')}`);
  }
  if (dpi !== undefined && dpi !== 300) problems.push('a Brother QL has 300 dpi');
  if (width !== undefined) problems.push('the width of a Brother QL is that of its --label');
  return { label, dpi: 300, width: brotherLabels[label]?.printable.width ?? 696 };
}
