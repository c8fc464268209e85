import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue, everydayCommands } from '../../src/commands/catalogue.js';
import {
  defineCommand,
  flag,
  repeatable,
  requiredOption,
} from '../../src/commands/define-command.js';
import { catalogueOf, runInProcess } from '../support/run-main.js';

const sample = defineCommand({
  name: 'badge paint',
  summary: 'Paint a badge',
  arguments: [{ name: 'file', description: 'a picture', required: false }],
  options: {
    colour: requiredOption('-c, --colour <colour>', 'the colour', z.enum(['red', 'blue'])),
    map: repeatable('--map <pair>', 'a pair'),
    dryRun: flag('--dry-run', 'change nothing'),
  },
  examples: [{ command: 'evm badge paint --colour red', note: 'a red one' }],
  run: async () => undefined,
  render: () => [],
});

describe('evm alone', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']], [['--no-color']]])(
    'shows the ten commands of a normal event in their order, for %j',
    async (argv) => {
      const { exitCode, stdout, stderr } = await runInProcess(argv);
      expect(exitCode).toBe(0);
      expect(stderr).toBe('');
      const positions = everydayCommands.map((name) => stdout.indexOf(`  evm ${name} `));
      expect(positions).toHaveLength(10);
      expect(positions.every((position) => position > 0)).toBe(true);
      expect(positions).toEqual([...positions].sort((left, right) => left - right));
    },
  );

  it('names only commands that exist', () => {
    const names = catalogue.map(({ name }) => name);
    expect(everydayCommands.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('the help', () => {
  it('lists the verbs of a noun', async () => {
    const { exitCode, stdout } = await runInProcess(['participant']);
    expect(exitCode).toBe(0);
    for (const verb of ['list', 'show', 'add', 'update', 'cancel', 'export']) {
      expect(stdout).toContain(`evm participant ${verb} `);
    }
    expect(stdout).not.toContain('evm ticket');
  });

  it('lists the verbs of a part of a noun, and suggests one that was meant', async () => {
    const { exitCode, stdout } = await runInProcess(['badge', 'template']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('evm badge template check ');
    expect(stdout).not.toContain('evm badge preview ');
    const { stderr } = await runInProcess(['badge', 'template', 'shwo']);
    expect(stderr).toContain('there is no command "badge template shwo"');
    expect(stderr).toContain('did you mean: evm badge template show');
  });

  it('lists all commands', async () => {
    const { stdout } = await runInProcess(['help', 'commands']);
    for (const { name, summary } of catalogue) {
      expect(stdout).toMatch(new RegExp(`evm ${name} +${summary.slice(0, 10)}`));
    }
  });

  it('explains every exit code', async () => {
    const { stdout } = await runInProcess(['help', 'exit-codes']);
    for (const code of [0, 1, 2, 3, 4, 5, 6, 130])
      expect(stdout).toMatch(new RegExp(`^ +${code} `, 'm'));
  });

  it.each([
    [['help', 'badge', 'paint']],
    [['badge', 'paint', '--help']],
    [['--json', 'badge', '-q', 'paint', '-h']],
    [['badge', 'paint', '-qh']],
  ])('of a command gives an example first, then the options: %j', async (argv) => {
    const { exitCode, stdout } = await runInProcess(argv, { catalogue: catalogueOf(sample) });
    expect(exitCode).toBe(0);
    expect(stdout.slice(0, stdout.indexOf('\n\nOptions of every command'))).toBe(
      [
        'Paint a badge',
        '',
        '  $ evm badge paint --colour red',
        '    a red one',
        '',
        'Usage: evm badge paint [file] --colour <colour> [options]',
        '',
        'Arguments:',
        '  file  a picture (may be left out)',
        '',
        'Options:',
        '  -c, --colour <colour>  the colour (red, blue; required)',
        '  --map <pair>           a pair (repeatable)',
        '  --dry-run              change nothing',
      ].join('\n'),
    );
  });

  it('works for a command whose module cannot be loaded', async () => {
    const [entry] = catalogueOf(sample);
    const broken = { ...entry, load: () => Promise.reject(new Error('missing')) };
    const { exitCode, stdout } = await runInProcess(['badge', 'paint', '--help'], {
      catalogue: [broken as never],
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Paint a badge');
  });
});
