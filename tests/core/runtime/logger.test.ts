import { describe, expect, it } from 'vitest';
import { defineError } from '../../../src/core/runtime/errors.js';
import { createLogger, describeError, scrub } from '../../../src/core/runtime/logger.js';
import { findCanaries } from '../../support/canary.js';

const canaries = ['홍길동카나리아', 'canary.bird@example.com', '010-9876-5432', '1987-06-05'];
const [name, email, phone, birthDate] = canaries as [string, string, string, string];
const person = { name, email, phone, birthDate };

/** A logger that takes anything, as a mistake in the code would, and the lines it wrote. */
function capture(level = 'trace') {
  const lines: string[] = [];
  const logger = createLogger(level, { write: (line: string) => void lines.push(line) });
  return {
    logger,
    // biome-ignore lint/suspicious/noExplicitAny: what the types forbid is what is tried here
    careless: logger as any,
    text: () => lines.join(''),
    last: () => JSON.parse(lines.at(-1) ?? '{}'),
  };
}

class DatabaseError extends Error {
  readonly code = '23505';
  readonly constraint = 'participants_email_key';
  readonly detail = `Key (email)=(${email}) already exists`;
  readonly parameters = [name, phone];
}

describe('a log line', () => {
  it('has time, level, text and the listed fields', () => {
    const { logger, last } = capture();
    logger.warn({ job: 'j1', attempt: 2, rows: 10, state: 'failed' }, 'a job failed');
    expect(last()).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
      ...{ job: 'j1', attempt: 2, rows: 10, state: 'failed', msg: 'a job failed' },
    });
  });

  it.each([
    [
      'a field that is not listed',
      { ...person, participant: person, body: JSON.stringify(person) },
    ],
    ['something nested in a listed field', { event: person, job: [email], state: { person } }],
    ['text in a listed field', { event: `by ${email}`, address: `sms:${phone}`, job: birthDate }],
    ['an error of the database', { err: new DatabaseError(`duplicate key: ${email} ${name}`) }],
    ['the cause of an error', { err: new Error('x', { cause: new DatabaseError(name) }) }],
    ['something thrown that is no error', { err: person }],
    ['an error with a person in its name and code', { err: namedAfter(name) }],
    ['an error whose message looks like a frame', { err: new Error(`x\n    at ${name} (a:1:2)`) }],
    ['an aggregate of errors', { err: new AggregateError([new Error(name)], email) }],
  ])('holds no person: %s', (_, fields) => {
    const { careless, text } = capture();
    careless.error(fields, 'failed');
    careless.error(fields);
    careless.child(fields).info({ rows: 1 }, 'child');
    careless.child({ job: '1' }).child(fields).info('grandchild');
    expect(findCanaries(canaries, text())).toEqual([]);
    expect(text().split('\n')).toHaveLength(5);
  });

  it.each([
    ['an error instead of fields', [new DatabaseError(`for ${email} ${name}`)]],
    ['an error with a text', [new Error(email), 'failed']],
    ['values for %s, %o and %j', ['for %s, %o, %j', name, person, person]],
    ['values after fields', [{ rows: 1 }, 'for %s %o', name, person]],
    ['an address in the text', [`sent to ${email}`]],
    ['a phone in the text', [`called ${phone}, 01098765432, +82 10 9876 5432 and 010.9876.5432`]],
    ['a birth date in the text', [`born ${birthDate}`]],
    [
      'a URL in the text',
      [`GET https://x.example/p?email=canary.bird%40example.com&q=${name}#${name}`],
    ],
    ['full-width digits', ['０１０－９８７６－５４３２']],
  ])('holds no person: %s', (_, args) => {
    const { careless, text } = capture();
    careless.info(...args);
    expect(findCanaries([...canaries, '9876', 'canary.bird'], text())).toEqual([]);
    expect(text()).not.toBe('');
  });

  it('tells of an error its name, code, constraint and frames', () => {
    const { logger, last } = capture();
    logger.error({ err: new DatabaseError(email) }, 'failed');
    expect(last().err).toMatchObject({
      name: 'Error',
      code: '23505',
      constraint: 'participants_email_key',
      frames: expect.arrayContaining([expect.stringMatching(/^at .*logger\.test\.ts:\d+:\d+/)]),
    });
    expect(last().err).not.toHaveProperty('message');
  });

  it('tells the message of an error of ours, which is never personal', () => {
    const stopped = defineError<{ id: string }>({
      ...{ code: 'STOPPED', exitCode: 1, when: 'In tests.' },
      message: ({ id }) => `job ${id} stopped`,
    });
    const { logger, last } = capture();
    logger.error({ err: stopped({ id: 'j1' }) }, 'failed');
    expect(last().err).toMatchObject({
      name: 'EvmError',
      code: 'STOPPED',
      message: 'job j1 stopped',
    });
  });

  it('gives a child the fields of its parent', () => {
    const { logger, last } = capture();
    logger.child({ job: 'j1' }).child({ worker: 'w1' }).info({ rows: 2 }, 'done');
    expect(last()).toMatchObject({ job: 'j1', worker: 'w1', rows: 2, msg: 'done' });
  });

  it('is not written below the level', () => {
    const { logger, text } = capture('warn');
    logger.info('quiet');
    logger.child({ job: 'x' }).debug('quiet');
    expect(text()).toBe('');
  });
});

describe('what is scrubbed from a text', () => {
  it.each([
    'import 0192b3c4-1111-7222-8333-444455556666 is done',
    'at 2026-01-02T03:04:05.678Z',
    'at 2026-01-02 03:04:05',
    'Redis at 127.0.0.1:6379',
    '1,234,567 rows in 12.5 s',
    'the limit is 5242880 of 2026',
    'https://docs.example/errors',
  ])('is nothing of: %s', (text) => {
    expect(scrub(text)).toBe(text);
  });

  it('is the password of a URL', () => {
    expect(scrub('postgres://evm:s3cret@db.example/evm')).not.toContain('s3cret');
    expect(scrub('redis://:p%40ss@10.0.0.1:6379/0')).not.toContain('40ss');
  });
});

describe('the description of an error', () => {
  it('has no more than eight frames of each', () => {
    expect((describeError(new Error('x')).frames as string[]).length).toBeLessThanOrEqual(8);
  });

  it('survives an error without a stack', () => {
    const error = new Error('secret');
    delete error.stack;
    expect(describeError(error)).toMatchObject({ name: 'Error', frames: [] });
  });
});

function namedAfter(text: string): Error {
  return Object.assign(new Error('x'), { name: text, code: text, constraint: text });
}
