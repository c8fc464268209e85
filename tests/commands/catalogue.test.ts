import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { catalogue, loadCommand } from '../../src/commands/catalogue.js';
import { globalOptions } from '../../src/commands/help/global-options.js';

const folder = fileURLToPath(new URL('../../src/commands', import.meta.url));

describe('the catalogue', () => {
  it('names each command once, as a noun (with a part of it, at most) and a verb, or one short word', () => {
    const names = catalogue.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+( [a-z]+){0,2}$/);
  });

  it('has verbs beside a command of one word only where that one says what it needs', async () => {
    const names = new Set(catalogue.map(({ name }) => name));
    const nouns = [...names].filter((name) => name.includes(' ')).map((name) => name.split(' ')[0]);
    for (const entry of catalogue.filter(({ name }) => nouns.includes(name))) {
      // `evm checkin` alone ends as a usage error that lists the verbs, too.
      const [first] = (await loadCommand(entry)).arguments;
      expect(first?.required, entry.name).not.toBe(false);
      expect(first, entry.name).toBeDefined();
    }
  });

  it('knows every command that there is', () => {
    const table = readdirSync(folder)
      .filter((file) => file === 'catalogue.ts' || file.endsWith('-commands.ts'))
      .map((file) => readFileSync(join(folder, file), 'utf8'))
      .join('\n');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => /^export const command =/m.test(readFileSync(join(folder, file), 'utf8')));
    const unlisted = files.filter((file) => !table.includes(`'./${file.replace(/ts$/, 'js')}'`));
    expect(unlisted).toEqual([]);
  });
});

describe.each(catalogue.map((entry) => [entry.name, entry] as const))('evm %s', (_, entry) => {
  it('loads, and says of itself what the catalogue says', async () => {
    const { name, summary } = await loadCommand(entry);
    expect({ name, summary }).toEqual({ name: entry.name, summary: entry.summary });
  });

  it('has an example, and its examples call it', async () => {
    const { examples } = await loadCommand(entry);
    expect(examples.length).toBeGreaterThan(0);
    for (const { command } of examples) expect(command).toContain(`evm ${entry.name}`);
  });

  it('has no option twice, and none that every command has', async () => {
    const { options } = await loadCommand(entry);
    const names = [...Object.values(options), ...globalOptions].flatMap(({ flags }) => {
      const { short, long } = new Option(flags);
      return [short, long].filter((name) => name !== undefined);
    });
    expect(new Set(names).size, names.join(' ')).toBe(names.length);
  });

  it('has no argument with the name of an option, and only a last one that repeats', async () => {
    const command = await loadCommand(entry);
    const names = command.arguments.map(({ name }) => name);
    expect(names.filter((name) => Object.hasOwn(command.options, name))).toEqual([]);
    expect(command.arguments.slice(0, -1).filter(({ variadic }) => variadic)).toEqual([]);
  });
});
