import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { templateErrors } from '../../core/mailing/template-errors.js';

/** Far more than any template, so that a wrong file is not read at length. */
const largest = 1_000_000;

/** The text of a file, with `\n` as line ends and without a byte order mark. Throws TEMPLATE_FILE_UNREADABLE. */
export async function readTemplateFile(file: string, cwd: string): Promise<string> {
  const path = resolve(cwd, file);
  try {
    const { size } = await stat(path);
    if (size > largest) {
      throw templateErrors.unreadable({ file, reason: `it is larger than ${largest} bytes` });
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    return text.replace(/\r\n?/g, '\n');
  } catch (error) {
    if (templateErrors.unreadable.matches(error)) throw error;
    throw templateErrors.unreadable({ file, reason: reasonOf(error) }, error);
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8 text';
  return code === 'ENOENT' ? 'there is no such file' : `the system says ${code ?? 'nothing'}`;
}
