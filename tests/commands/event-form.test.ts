import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseFieldOption } from '../../src/commands/event/field-option.js';
import { readFormFile } from '../../src/commands/event/read-form-file.js';
import { tempFolder } from '../support/temp.js';

describe('a field on the command line', () => {
  it.each([
    ['track:text', { id: 'track', label: 'track', type: 'text', required: false }],
    ['age:number:required', { id: 'age', label: 'age', type: 'number', required: true }],
    ['식사:boolean', { id: '식사', label: '식사', type: 'boolean', required: false }],
    ['day = Which day? : date', { id: 'day', label: 'Which day?', type: 'date', required: false }],
    [
      'meal=식사:choice:한식 | 양식:required',
      { id: 'meal', label: '식사', type: 'choice', required: true, choices: ['한식', '양식'] },
    ],
  ])('is read from "%s"', (text, field) => {
    expect(parseFieldOption(text)).toEqual({ kind: 'field', field });
  });

  it.each([
    ['track', 'write it as id:type, for example track:text'],
    ['track:words', 'the type is one of text, number, choice, boolean, date'],
    ['meal:choice', 'choices belong to a field of type choice, which needs them'],
    ['track:text:a|b', 'choices belong to a field of type choice, which needs them'],
    ['meal:choice:a|a', 'a choice is listed twice'],
    ['meal:choice:a:b:required', 'has too many parts; use --form for what needs a colon'],
    ['__proto__:text', expect.stringContaining('an id is')],
    ['email:text', expect.stringContaining('an id is')],
    ['', 'write it as id:type, for example track:text'],
  ])('is refused when it is "%s"', (text, reason) => {
    expect(parseFieldOption(text)).toEqual({ kind: 'refused', reason });
  });
});

describe('a form in a file', () => {
  async function problemsIn(text: string): Promise<readonly string[]> {
    const folder = tempFolder();
    writeFileSync(join(folder, 'form.json'), text);
    const failure = await readFormFile('form.json', folder).catch((error) => error);
    expect(failure).toMatchObject({ code: 'EVENT_FORM_FILE', exitCode: 2 });
    return failure.facts.problems;
  }

  it('is read, also with a byte order mark', async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'form.json'), '\uFEFF[{"id":"a","label":"A","type":"text"}]');
    expect(await readFormFile('form.json', folder)).toEqual([
      { id: 'a', label: 'A', type: 'text', required: false },
    ]);
  });

  it('is refused when it is missing', async () => {
    await expect(readFormFile('none.json', tempFolder())).rejects.toMatchObject({
      code: 'EVENT_FORM_FILE',
      facts: { problems: ['there is no such file'] },
    });
  });

  it('is refused when it is not JSON or no list', async () => {
    expect(await problemsIn('id: meal')).toEqual(['it is not JSON']);
    expect(await problemsIn('{}')).toHaveLength(1);
  });

  it('is refused with every problem and the field that has it, counted from one', async () => {
    const problems = await problemsIn(
      '[{"id":"a","label":"A","type":"text"},{"id":"B","label":"","type":"text"}]',
    );
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/^field 2, id: an id is/);
    expect(problems[1]).toMatch(/^field 2, label: /);
  });
});
