import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { eventErrors } from '../../core/events/errors.js';
import { type FormField, FormFields } from '../../core/participants/form-field.js';

/** The form fields in a JSON file. Throws EVENT_FORM_FILE with every problem in it. */
export async function readFormFile(file: string, cwd: string): Promise<FormField[]> {
  const parsed = FormFields.safeParse(parseJson(await readText(file, cwd), file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${place(issue.path)}: ${issue.message}`,
  );
  throw eventErrors.formFile({ file, problems });
}

async function readText(file: string, cwd: string): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const problem = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw eventErrors.formFile({ file, problems: [problem] }, error);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw eventErrors.formFile({ file, problems: ['it is not JSON'] }, error);
  }
}

/** `[2, 'label']` → `field 3, label`: people count from one. */
function place(path: readonly PropertyKey[]): string {
  const [index, ...rest] = path;
  const field = typeof index === 'number' ? `field ${index + 1}` : String(index);
  return [field, ...rest.map(String)].join(', ');
}
