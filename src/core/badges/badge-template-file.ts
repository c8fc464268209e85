import { open, readFile, stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import {
  type BadgeProblem,
  checkBadgeTemplate,
  formatBadgeProblem,
} from './check-badge-template.js';
import { badgeErrors } from './errors.js';
import type { BadgeTemplate } from './schema.js';

/** More than any template with its pictures in it; a wrong file is not read at length. */
const largest = 8_000_000;
const largestImage = 1_000_000;
const imageTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
};

/**
 * What the file of a template says, not yet checked. Pictures that it names are read from beside it and
 * become part of it, so that it is whole wherever it goes. Errors: BADGE_TEMPLATE_FILE.
 */
export async function readBadgeTemplateFile(path: string): Promise<unknown> {
  const bytes = await read(path, largest);
  let input: unknown;
  try {
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw badgeErrors.file({ file: path, reason: 'it is not JSON in UTF-8' }, error);
  }
  await embedPictures(input, dirname(path));
  return input;
}

/**
 * The template of a file, when it can be used, with what it should better not do. Errors:
 * BADGE_TEMPLATE_FILE, BADGE_TEMPLATE_INVALID with all that is wrong with it.
 */
export async function readCheckedBadgeTemplate(
  path: string,
): Promise<{ template: BadgeTemplate; warnings: BadgeProblem[] }> {
  const checked = checkBadgeTemplate(await readBadgeTemplateFile(path));
  if (checked.usable) return { template: checked.template, warnings: checked.problems };
  const errors = checked.problems.filter(({ severity }) => severity === 'error');
  throw badgeErrors.templateInvalid({ problems: errors.map(formatBadgeProblem) });
}

/** Writes a template as a file to be edited. Errors: BADGE_TEMPLATE_FILE, also when there is one already. */
export async function writeBadgeTemplateFile(
  path: string,
  template: BadgeTemplate,
  { replace }: { replace: boolean },
): Promise<void> {
  try {
    const file = await open(path, replace ? 'w' : 'wx');
    try {
      await file.writeFile(`${JSON.stringify(template, null, 2)}\n`);
    } finally {
      await file.close();
    }
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const reason = exists ? 'it exists already; replace it with --force' : reasonOf(error);
    throw badgeErrors.file({ file: path, reason }, error);
  }
}

/** Every `src` anywhere in it; what is none is left for the check to find. */
async function embedPictures(value: unknown, folder: string): Promise<void> {
  if (typeof value !== 'object' || value === null) return;
  const entries = value as Record<string, unknown>;
  const { src } = entries;
  if (typeof src === 'string' && !src.startsWith('data:')) {
    const type = imageTypes[extname(src).toLowerCase()];
    if (type === undefined || /^[a-z]+:\/\//i.test(src)) {
      const reason = 'a picture is a PNG or JPEG file beside the template, or a data: URL';
      throw badgeErrors.file({ file: src, reason });
    }
    const bytes = await read(resolve(folder, src), largestImage);
    entries.src = `data:${type};base64,${bytes.toString('base64')}`;
  }
  for (const child of Object.values(entries)) await embedPictures(child, folder);
}

async function read(file: string, most: number): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    if (size > most) throw badgeErrors.file({ file, reason: `it is larger than ${most} bytes` });
    return await readFile(file);
  } catch (error) {
    if (badgeErrors.file.matches(error)) throw error;
    throw badgeErrors.file({ file, reason: reasonOf(error) }, error);
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file' : `the system says ${code ?? 'nothing'}`;
}
