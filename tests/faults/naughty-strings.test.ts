import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPlace, type TestPlace } from '../support/database.js';
import { runEvm } from '../support/run-evm.js';
import { makeTempFolder, removeFolder } from '../support/temp.js';
import { hasPostgres } from '../support/test-daemons.js';

/** Texts that have broken programs, each of which may stand in a name and in any other cell. */
const naughty = [
  "Robert'); DROP TABLE participants;--",
  '=1+1+cmd',
  '+SUM(A1:A9)',
  '-2+3+x',
  '@SUM(1,1)',
  "'=quoted",
  '＝1+1',
  'O\'Brien, "Bob"',
  '<script>alert(1)</script>',
  '{{constructor.constructor("x")()}}',
  '\u0024{7*7}',
  '../../etc/passwd',
  'null',
  'undefined',
  'NaN',
  'true',
  'TRUE',
  '007',
  '1E5',
  '12345678901234567890',
  '1/2',
  '__proto__',
  'ÅÄÖ åäö ß',
  'é as two: e\u0301',
  'Ẓ̌á̲l͔̝̞̄̑͌g̖̘̘̔̔͢͞͝o̪̔T̢̙̫̈̍͞e̬͈͕͌̏͑x̺̍ṭ̓̓ͅ',
  '👨‍👩‍👧‍👦 family',
  '🏴󠁧󠁢󠁳󠁣󠁴󠁿 flag',
  '田中さんにあげて下さい',
  'הָיְתָה test',
  'الكل في المجمو عة',
  'backslash \\ \\N \\t',
  'tab\tinside',
  'two\nlines',
  'NBSP\u00A0here',
  'RTL \u202Eoverride\u202C',
  'zero\u200Bwidth',
  '%s %d %n',
  '$HOME `id`',
  "a'b''c",
  'semi;colon|pipe',
];

let place: TestPlace;
let folder: string;
beforeAll(async () => {
  place = await createPlace(hasPostgres() ? 'external' : 'embedded');
  folder = makeTempFolder();
  const list = join(folder, 'naughty.csv');
  const rows = naughty.map((text, index) =>
    [text, `n${index}@example.com`, text].map(quote).join(),
  );
  writeFileSync(list, `name,email,note\n${rows.join('\n')}\n`);
  const args = ['import', list, '--event', 'first', '--create-event', '--json'];
  const { exitCode, stderr, json } = await runEvm(args, { place });
  expect(exitCode, JSON.stringify(json.import.issues) + stderr).toBe(0);
  return async () => {
    await place.remove();
    removeFolder(folder);
  };
});

describe('naughty strings', () => {
  it('are kept as they came, but for what only disguises or breaks a line', async () => {
    const people = await readPeople('first');
    expect(people.map(({ name }) => name)).toEqual(naughty.map(cleaned));
  });

  it('do no harm to a terminal', async () => {
    for (const args of [
      ['participant', 'list', '--event', 'first', '--reveal'],
      ['participant', 'show', '#35', '--event', 'first'],
    ]) {
      const { exitCode, stdout, stderr } = await runEvm(args, { place });
      expect(exitCode, stderr).toBe(0);
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
    }
  });

  it.each(['csv', 'xlsx'])('come back the same from an exported .%s', async (format) => {
    const file = join(folder, `export.${format}`);
    const exported = await runEvm(['participant', 'export', '--event', 'first', '--out', file], {
      place,
    });
    expect(exported.exitCode, exported.stderr).toBe(0);
    const second = `second-${format}`;
    const args = ['import', file, '--event', second, '--create-event', '--json'];
    const { exitCode, stderr, json } = await runEvm(args, { place });
    expect(exitCode, JSON.stringify(json.import.issues) + stderr).toBe(0);
    const pick = ({ name, email, customResponses }: Person) => [name, email, customResponses.note];
    expect((await readPeople(second)).map(pick)).toEqual((await readPeople('first')).map(pick));
  });

  it('start no formula in an exported .csv', async () => {
    const file = join(folder, 'formulas.csv');
    await runEvm(['participant', 'export', '--event', 'first', '--out', file], { place });
    expect(readFileSync(file, 'utf8')).not.toMatch(/(?:^|,)"?[=+@\-＝](?![0-9 ]+(?:,|\r))/m);
  });
});

interface Person {
  name: string;
  email: string;
  customResponses: Record<string, unknown>;
}

async function readPeople(event: string): Promise<Person[]> {
  const { exitCode, stderr, json } = await runEvm(['participant', 'export', '--event', event], {
    place,
  });
  expect(exitCode, stderr).toBe(0);
  return json.participants;
}

/** What a name is after cleaning: one line, no disguises, composed letters. */
function cleaned(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/[\t\n]/g, ' ')
      .replace(/[\u200B\u202A-\u202E]/g, '')
      // What an export put before a formula is taken off again.
      .replace(/^'(?==)/, '')
      .trim()
  );
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
