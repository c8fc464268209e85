import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineCommand,
  flag,
  option,
  repeatable,
  settingOption,
} from '../../src/commands/define-command.js';
import { catalogueOf, runInProcess } from '../support/run-main.js';

const echo = defineCommand({
  name: 'echo',
  summary: 'Say what was understood',
  arguments: [
    { name: 'word', description: 'a word' },
    { name: 'more', description: 'more words', required: false, variadic: true },
  ],
  options: {
    count: option('-c, --count <n>', 'how many', z.coerce.number('not a number').int().max(9)),
    size: option('--size <size>', 'a size', z.enum(['small', 'large'])),
    map: repeatable('--map <pair>', 'a pair', z.string().regex(/=/, 'write it as "a=b"')),
    dryRun: flag('--dry-run', 'change nothing'),
    region: settingOption('region', '--region <code>', 'a country'),
  },
  examples: [{ command: 'evm echo a', note: 'a' }],
  async run(session, { region, ...input }) {
    const { globals } = session;
    const inForce = region === undefined ? undefined : (await session.config()).region;
    return { echo: { ...input, region: inForce, yes: globals.yes, quiet: globals.quiet } };
  },
  render: () => ['text'],
});

const run = async (...argv: string[]) =>
  await runInProcess(argv, { catalogue: catalogueOf(echo), cwd: '/' });

describe('arguments and options', () => {
  it('arrive parsed, by name', async () => {
    const { exitCode, json } = await run(
      ...['echo', 'a', 'b', 'c', '-c', '3', '--map', 'x=1', '--map', 'y=2', '--dry-run', '--json'],
    );
    expect(exitCode).toBe(0);
    expect(json()).toEqual({
      echo: {
        word: 'a',
        more: ['b', 'c'],
        count: 3,
        map: ['x=1', 'y=2'],
        dryRun: true,
        yes: false,
        quiet: false,
      },
    });
  });

  it('have no defaults: what is left out is undefined, false or empty', async () => {
    const { json } = await run('echo', 'a', '--json');
    expect(json()).toEqual({
      echo: { word: 'a', more: [], map: [], dryRun: false, yes: false, quiet: false },
    });
  });

  it.each([
    [['--json', '-y', '-q', 'echo', 'a']],
    [['echo', '--json', 'a', '-yq']],
    [['echo', 'a', '--yes', '--quiet', '--json']],
    [['--config', '/dev/null', 'echo', 'a', '--json', '-y', '-q']],
  ])('let the global options stand anywhere: %j', async (argv) => {
    const { json } = await run(...argv);
    expect(json()).toMatchObject({ echo: { word: 'a', yes: true, quiet: true } });
  });

  it('may overrule a setting', async () => {
    expect((await run('echo', 'a', '--region', 'JP', '--json')).json()).toMatchObject({
      echo: { region: 'JP' },
    });
    const refused = await run('echo', 'a', '--region', 'Japan');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('(from --region)');
  });

  it('may begin with a dash after --', async () => {
    expect((await run('echo', '--json', '--', '--help', '-q')).json()).toMatchObject({
      echo: { word: '--help', more: ['-q'], quiet: false },
    });
  });
});

describe('wrong usage', () => {
  it.each([
    [['echo'], "missing required argument 'word'"],
    [['echo', 'a', '--dry-rnu'], "unknown option '--dry-rnu'; did you mean --dry-run?"],
    [['echo', 'a', '--jsno'], "unknown option '--jsno'; did you mean --json?"],
    [['echo', 'a', '--count'], "option '-c, --count <n>' argument missing"],
    [['echo', 'a', '--count', 'x'], '--count: not a number'],
    [['echo', 'a', '--map', 'x'], '--map: write it as "a=b"'],
    [['echo', 'a', '--size', 'tiny'], '--size: one of small, large is needed, not "tiny"'],
  ])('ends with 2 and names the culprit: %j', async (argv, problem) => {
    const { exitCode, stdout, stderr } = await run(...argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toBe(`✗ ${problem}  (USAGE)\n  see: evm help echo\n`);
  });

  it('reports all options that are wrong at once', async () => {
    const { stderr } = await run('echo', 'a', '--count', '10', '--size', 'tiny');
    expect(stderr).toContain('--count: ');
    expect(stderr).toContain('--size: ');
  });

  it.each([
    [['particpant', 'lst'], 'evm participant list'],
    [['participants'], 'evm participant'],
    [['participant', 'shwo'], 'evm participant show'],
    [['list', 'events'], 'evm event list'],
    [['migrate'], 'evm db migrate'],
    [['imoprt', 'file.csv'], 'evm import'],
  ])('of a command gets a suggestion: %j', async (argv, suggestion) => {
    const { exitCode, stdout, stderr } = await runInProcess(argv);
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('(COMMAND_UNKNOWN)');
    expect(stderr).toContain(`did you mean: ${suggestion}\n`);
  });

  it('of a command that is like no other points to the list', async () => {
    const { stderr } = await runInProcess(['xyzzy']);
    expect(stderr).toContain('see all commands with: evm help');
  });

  it('is a document on stderr with --json', async () => {
    const { exitCode, stdout, stderr } = await run('echo', '--json');
    expect(exitCode).toBe(2);
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'USAGE',
        message: "missing required argument 'word'",
        hint: 'see: evm help echo',
        facts: { problem: "missing required argument 'word'", help: 'evm help echo' },
      },
    });
  });
});
