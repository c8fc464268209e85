import { describe, expect, it } from 'vitest';
import { type CommandSession, defineCommand } from '../../src/commands/define-command.js';
import { defineError, EvmError } from '../../src/core/runtime/errors.js';
import { catalogueOf, runInProcess } from '../support/run-main.js';

const person = 'hong@example.com';

async function fail(
  run: (session: CommandSession) => Promise<unknown>,
  argv: string[] = [],
  terminal = false,
) {
  const command = defineCommand({
    name: 'act',
    summary: 'Act',
    examples: [],
    run,
    render: () => ['never'],
  });
  return await runInProcess(['act', ...argv], { catalogue: catalogueOf(command), terminal });
}

const full = defineError<{ event: string }>({
  code: 'EVENT_FULL',
  exitCode: 5,
  when: 'full',
  message: ({ event }) => `${event} is full`,
  hint: () => 'raise its capacity',
});

describe('an error', () => {
  it('is one line what, with its code, and one line what to do; stdout stays empty', async () => {
    const { exitCode, stdout, stderr } = await fail(async () => {
      throw full({ event: 'devday' });
    });
    expect(exitCode).toBe(5);
    expect(stdout).toBe('');
    expect(stderr).toBe('✗ devday is full  (EVENT_FULL)\n  raise its capacity\n');
  });

  it('is a document on stderr with --json', async () => {
    const { exitCode, stdout, stderr } = await fail(async () => {
      throw full({ event: 'devday' });
    }, ['--json']);
    expect(exitCode).toBe(5);
    expect(stdout).toBe('');
    expect(JSON.parse(stderr)).toEqual({
      error: {
        code: 'EVENT_FULL',
        message: 'devday is full',
        hint: 'raise its capacity',
        facts: { event: 'devday' },
      },
    });
  });

  it('cannot paint the terminal with a name in it', async () => {
    const { stderr } = await fail(
      async () => {
        throw full({ event: '\u001b[2Jdev\u202eday\r\nx' });
      },
      ['--no-color'],
      true,
    );
    expect(stderr).toBe('✗ devday  (EVENT_FULL)\n  x is full\n  raise its capacity\n');
  });

  it('that nobody expects tells no message, as it may quote personal data', async () => {
    const { exitCode, stderr } = await fail(async () => {
      throw new Error(`Key (email)=(${person}) already exists`);
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('(UNEXPECTED)');
    expect(stderr).toContain('--debug');
    expect(stderr).not.toContain(person);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('shows frames of itself and its causes with --debug, still without messages', async () => {
    const { stderr } = await fail(async () => {
      const cause = Object.assign(new Error(`about ${person}`), { code: '23505' });
      throw new EvmError({ code: 'ODD', message: 'odd', exitCode: 1, cause });
    }, ['--debug']);
    expect(stderr).toMatch(/^ +at .*main-errors\.test/m);
    expect(stderr).toContain('caused by Error 23505');
    expect(stderr).not.toContain(person);
  });

  it.each([
    [{ code: 'ECONNREFUSED', address: '127.0.0.1', port: 5432 }, '127.0.0.1:5432'],
    [{ code: '57P01' }, 'the configured address'],
    [{ code: '08006' }, 'the configured address'],
  ])('of a lost database connection %j ends with 6', async (fields, address) => {
    const { exitCode, stderr } = await fail(async () => {
      throw Object.assign(new Error('refused'), fields);
    });
    expect(exitCode).toBe(6);
    expect(stderr).toContain('(DATABASE_UNAVAILABLE)');
    expect(stderr).toContain(address);
  });

  it('of a host with several addresses is that of its first one', async () => {
    const { exitCode, stderr } = await fail(async () => {
      const refused = Object.assign(new Error('x'), {
        code: 'ECONNREFUSED',
        address: '::1',
        port: 1,
      });
      throw new AggregateError([refused]);
    });
    expect(exitCode).toBe(6);
    expect(stderr).toContain('::1:1');
  });

  it('of Redis names Redis', async () => {
    const { exitCode, stderr } = await fail(async () => {
      const error = new Error('Reached the max retries per request limit');
      error.name = 'MaxRetriesPerRequestError';
      throw error;
    });
    expect(exitCode).toBe(6);
    expect(stderr).toContain('(QUEUE_UNAVAILABLE)');
  });

  it('of an unknown constraint is no connection error', async () => {
    const { exitCode } = await fail(async () => {
      throw Object.assign(new Error('duplicate'), { code: '23505' });
    });
    expect(exitCode).toBe(1);
  });
});

describe('what a command has opened', () => {
  it('is closed in reverse order, also when the command fails', async () => {
    const closed: string[] = [];
    const { exitCode } = await fail(async (session) => {
      session.onClose(() => void closed.push('first'));
      session.onClose(async () => void closed.push('second'));
      throw full({ event: 'devday' });
    });
    expect(exitCode).toBe(5);
    expect(closed).toEqual(['second', 'first']);
  });
});

describe('a question', () => {
  const ask = async (session: CommandSession) => {
    await session.confirm('Delete 42 participants?');
    return { done: true };
  };

  it('is not asked with --yes', async () => {
    expect((await fail(ask, ['--yes'])).stdout).toBe('never\n');
  });

  it.each([
    ['without a terminal', [], false],
    ['with --no-input', ['--no-input'], true],
  ])('%s is an error that names --yes', async (_, argv, terminal) => {
    const { exitCode, stderr } = await fail(ask, argv, terminal);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('(CONFIRMATION_NEEDED)');
    expect(stderr).toContain('--yes');
  });

  it.each([
    ['y\n', 0],
    ['yes\n', 0],
    ['네\n', 0],
    ['n\n', 130],
    ['\n', 130],
    ['', 130],
  ])('answered with %j ends with %i', async (answer, expected) => {
    const command = defineCommand({
      name: 'act',
      summary: 'Act',
      examples: [],
      run: ask,
      render: () => ['done'],
    });
    const { exitCode, stdout, stderr } = await runInProcess(['act'], {
      catalogue: catalogueOf(command),
      terminal: true,
      stdin: answer,
    });
    expect(stderr).toContain('Delete 42 participants? [y/N] ');
    expect(exitCode).toBe(expected);
    expect(stdout).toBe(expected === 0 ? 'done\n' : '');
  });
});
