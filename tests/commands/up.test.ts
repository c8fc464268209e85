import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openVenue, requestAt } from '../core/attendance/sample-scans.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestPlace,
} from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { type EvmOptions, type RunningEvm, runEvm, startEvm } from '../support/run-evm.js';
import { runInProcess } from '../support/run-main.js';
import { tempFolder } from '../support/temp.js';
import { follow } from '../workers/attendance-http/live-connection.js';
import { call, makeKey } from '../workers/attendance-http/running-service.js';

const csv = '이름,이메일\n홍길동,hong@example.com\n김철수,kim@example.com\n';
const carrying = /^other evm commands are carried out through /;
const working = /^the workers listen: /;
const serving = /^the attendance service listens at (http:\S+)$/;

async function startUp(place: EvmOptions['place'], args: string[] = []): Promise<RunningEvm> {
  const up = startEvm(['up', '--port', '0', ...args], { place });
  onTestFinished(() => up.kill('SIGKILL'));
  await untilUp(up);
  return up;
}

async function untilUp(up: RunningEvm): Promise<void> {
  await Promise.all([carrying, working, serving].map(async (line) => up.waitForLine(line)));
}

async function placeOfTest(): Promise<TestPlace> {
  const place = await createPlace('embedded');
  onTestFinished(async () => await place.remove());
  return place;
}

describe('while evm up has the embedded database', () => {
  const looks = [
    ['event', 'show', 'devday'],
    ['event', 'list', '--json'],
    ['participant', 'list', '--event', 'devday', '--json'],
    ['participant', 'export', '--event', 'devday'],
    ['event', 'show', 'nothing'],
    ['event', 'show', 'nothing', '--json'],
    ['event', 'create', '--name', 'Again', '--slug', 'devday', '--starts', '2030-01-01T09:00'],
    ['event', 'create', '--name', 'Odd', '--slug', 'odd', '--starts', 'tomorrow'],
    ['config', 'show'],
    ['gate', 'add', '--help'],
  ];
  let place: TestPlace;
  let up: RunningEvm;
  const alone = new Map<string[], Awaited<ReturnType<typeof runEvm>>>();
  const evm = async (args: string[], options: EvmOptions = {}) =>
    await runEvm(args, { place, ...options });

  beforeAll(async () => {
    place = await createPlace('embedded');
    const imported = await evm(['import', '-', '--event', 'devday', '--create-event'], {
      stdin: csv,
    });
    expect(imported.exitCode, imported.stderr).toBe(0);
    for (const args of looks) alone.set(args, await evm(args));
    up = startEvm(['up', '--port', '0'], { place });
    await untilUp(up);
  });
  afterAll(async () => {
    up?.kill('SIGKILL');
    await up?.exit;
    await place?.remove();
  });

  it.each(looks.map((args) => [args.join(' '), args] as const))(
    'evm %s prints what it prints alone, and ends the same way',
    async (_, args) => {
      const { stdout, stderr, exitCode } = await evm([...args]);
      const { stdout: out, stderr: err, exitCode: code } = alone.get(args as string[]) ?? {};
      expect({ stdout, stderr, exitCode }).toEqual({ stdout: out, stderr: err, exitCode: code });
    },
  );

  it('has looked at commands that end with 0, 2, 4 and 5', () => {
    const codes = [...alone.values()].map(({ exitCode }) => exitCode);
    expect([...new Set(codes)].sort()).toEqual([0, 2, 4, 5]);
  });

  it('a file comes from the standard input, and one with rejected rows ends with 3', async () => {
    const stdin = '이름,이메일\n박지민,park@example.com\n최수영,no address\n';
    const args = ['import', '-', '--event', 'devday', '--json'];
    const { json, exitCode, stderr } = await evm(args, { stdin });
    expect(exitCode, stderr).toBe(3);
    expect(json.import).toMatchObject({ counts: { created: 1, rejected: 1 } });
  });

  it('files are read from and written to the folder of the command', async () => {
    const cwd = tempFolder();
    writeFileSync(join(cwd, 'list.csv'), '이름,이메일\n한가람,han@example.com\n');
    const imported = await evm(['import', 'list.csv', '--event', 'files', '--create-event'], {
      cwd,
    });
    expect(imported.exitCode, imported.stderr).toBe(0);
    const args = ['participant', 'export', '--event', 'files', '--out', 'out.csv'];
    const { stdout, exitCode } = await evm(args, { cwd });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(join(cwd, 'out.csv'));
    expect(readFileSync(join(cwd, 'out.csv'), 'utf8')).toContain('han@example.com');
  });

  it('settings count that the command was given, not those of evm up', async () => {
    const args = ['import', '-', '--event', 'devday'];
    const env = { EVM_IMPORTS_MAX_ROWS: '1' };
    const { exitCode, stderr } = await evm(args, { env, stdin: csv });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('IMPORT_TOO_MANY_ROWS');
  });

  it('a command takes no input that it does not ask for', () => {
    const binary = fileURLToPath(new URL('../../bin/evm.js', import.meta.url));
    const { stdout } = spawnSync(
      'sh',
      ['-c', '"$0" "$1" event list --json > /dev/null; cat', process.execPath, binary],
      { input: 'for the next one', env: { PATH: process.env.PATH, ...place.env } },
    );
    expect(stdout.toString()).toBe('for the next one');
  });

  it('several commands are carried out at the same time', async () => {
    const results = await Promise.all(
      ['one', 'two', 'three'].map(async (slug) =>
        evm(['import', '-', '--event', slug, '--create-event', '--json'], { stdin: csv }),
      ),
    );
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    const counts = results.map(({ json }) => json.import.counts.created);
    expect(counts).toEqual([2, 2, 2]);
  });

  it('Ctrl-C ends the command and nothing else', async () => {
    const detached = ['import', '-', '--event', 'watched', '--create-event', '--detach'];
    expect((await evm(detached, { stdin: csv })).exitCode).toBe(0);
    const watch = startEvm(['jobs', 'watch'], { place });
    onTestFinished(() => watch.kill('SIGKILL'));
    await watch.waitForLine(/import .* completed/);
    watch.kill('SIGINT');
    const { stderr, signal, exitCode } = await watch.exit;
    expect({ signal, exitCode }).toEqual({ signal: null, exitCode: 130 });
    expect(stderr).toBe(
      'stopping; once more to stop at once\n✗ interrupted: stopped by SIGINT  (INTERRUPTED)\n',
    );
    expect((await evm(['event', 'list'])).exitCode).toBe(0);
  });

  it('a reader that has seen enough ends the command quietly', () => {
    const binary = fileURLToPath(new URL('../../bin/evm.js', import.meta.url));
    const script = '"$0" "$1" participant export --event devday | head -c 1; true';
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, binary], {
      env: { PATH: process.env.PATH, ...place.env },
    });
    expect({ stdout: stdout.toString(), stderr: stderr.toString() }).toEqual({
      stdout: '{',
      stderr: '',
    });
  });

  it('the attendance service answers', async () => {
    const [, url] = serving.exec(await up.waitForLine(serving)) ?? [];
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('a second one is refused, and is told who has the database', async () => {
    const env = { EVM_EMBEDDED_OWNER_WAIT_SECONDS: '0' };
    for (const args of [['up'], ['worker']]) {
      const { exitCode, stderr } = await evm(args, { env });
      expect(exitCode).toBe(5);
      expect(stderr).toContain(`in use by \`evm up\` (pid ${up.pid}, `);
    }
  });

  it('a command of another version is refused, and is told why', async () => {
    const { exitCode, stderr } = await runInProcess(['event', 'list'], { env: place.env });
    expect(exitCode).toBe(5);
    expect(stderr).toContain('this is evm 0.0.0-test, but the `evm up` that runs is ');
    expect(stderr).toContain('UP_OTHER_VERSION');
  });

  it('nobody else gets at its socket', () => {
    const { mode } = statSync(join(place.home, 'up.sock'));
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('evm up', () => {
  it('ends well when it is told to stop, and ends those that follow something', async () => {
    const place = await placeOfTest();
    const detached = ['import', '-', '--event', 'devday', '--create-event', '--detach'];
    expect((await runEvm(detached, { place, stdin: csv })).exitCode).toBe(0);
    const up = await startUp(place, ['--only', 'imports']);
    const watch = startEvm(['jobs', 'watch'], { place });
    onTestFinished(() => watch.kill('SIGKILL'));
    await watch.waitForLine(/import .* completed/);
    up.kill('SIGTERM');
    const watched = await watch.exit;
    expect(watched.stderr).toContain('interrupted: stopped by SIGTERM');
    expect(watched.exitCode).toBe(130);
    const { exitCode, stdout } = await up.exit;
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '✓ 1 job done\n' });
    expect(existsSync(join(place.home, 'up.sock'))).toBe(false);
    expect((await runEvm(['event', 'list'], { place })).exitCode).toBe(0);
  });

  it('that was killed leaves nothing in the way of the next command', async () => {
    const place = await placeOfTest();
    const up = await startUp(place);
    up.kill('SIGKILL');
    await up.exit;
    expect(existsSync(join(place.home, 'up.sock'))).toBe(true);
    const { exitCode, stderr } = await runEvm(['event', 'list', '--json'], { place });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(existsSync(join(place.home, 'up.sock'))).toBe(false);
  });

  it('that is killed in the midst of a command is missed by it', async () => {
    const place = await placeOfTest();
    const detached = ['import', '-', '--event', 'devday', '--create-event', '--detach'];
    expect((await runEvm(detached, { place, stdin: csv })).exitCode).toBe(0);
    const up = await startUp(place);
    const watch = startEvm(['jobs', 'watch'], { place });
    onTestFinished(() => watch.kill('SIGKILL'));
    await watch.waitForLine(/import .* completed/);
    up.kill('SIGKILL');
    const { exitCode, stderr } = await watch.exit;
    expect(exitCode).toBe(6);
    expect(stderr).toContain('UP_LOST');
  });

  it('works in a folder whose path is too long for a socket', async () => {
    const home = join(tempFolder(), 'a'.repeat(60), 'b'.repeat(60));
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const place = { env: { EVM_HOME: home } };
    const up = await startUp(place);
    expect(lstatSync(join(home, 'up.sock')).isSymbolicLink()).toBe(true);
    const listed = await runEvm(['event', 'list', '--json'], { place });
    expect(listed.exitCode, listed.stderr).toBe(0);
    expect(listed.json).toEqual({ events: [] });
    up.kill('SIGTERM');
    expect((await up.exit).exitCode).toBe(0);
    expect(lstatSync(join(home, 'up.sock'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('is waited for by a command that comes while it starts', async () => {
    const place = await placeOfTest();
    const up = startEvm(['up', '--port', '0'], { place });
    onTestFinished(() => up.kill('SIGKILL'));
    const lock = join(place.home, 'owner.lock');
    await eventually('the lock', async () => existsSync(lock) || undefined);
    const env = { EVM_EMBEDDED_OWNER_WAIT_SECONDS: '600' };
    const { exitCode, stderr } = await runEvm(['event', 'list'], { place, env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  });

  it('ends as a whole when one part of it cannot start', async () => {
    const place = await placeOfTest();
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { exitCode, stderr } = await runEvm(['up', '--port', String(port)], { place });
    expect(stderr).toContain('HTTP_NOT_LISTENING');
    expect(exitCode).not.toBe(0);
  });

  it('refuses work that it does not know, and ends then', async () => {
    const place = await placeOfTest();
    const { exitCode, stderr } = await runEvm(['up', '--port', '0', '--only', 'dishes'], { place });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('there are: imports');
  });
});

describeEachEngine('evm up', (engine) => {
  it('counts a scan that it has taken, and tells of it', async () => {
    const place = await createPlace(engine);
    onTestFinished(async () => await place.remove());
    const migrated = await runEvm(['db', 'migrate'], { place });
    expect(migrated.exitCode, migrated.stderr).toBe(0);
    const context = await openTestContext(place);
    const venue = await openVenue(context);
    const scopes = ['attendance:write', 'attendance:read'] as const;
    const { key } = await makeKey(context, venue.event, { scopes });
    await context.close();
    const up = startEvm(['up', '--port', '0'], { place });
    onTestFinished(() => up.kill('SIGKILL'));
    await up.waitForLine(working);
    const [, url = ''] = serving.exec(await up.waitForLine(serving)) ?? [];
    const eventId = venue.event.id;
    const live = await follow({ url }, { key, eventId });
    const stats = async () => await call({ url }, `/api/v1/events/${eventId}/stats`, { key });
    expect((await stats()).body.overall).toMatchObject({ attendedParticipants: 0 });
    const body = requestAt(venue);
    expect((await call({ url }, '/api/v1/attendance/record', { key, body })).status).toBe(201);
    const counted = await live.until(({ type }) => type === 'stats_updated');
    expect(counted).toMatchObject({ attendedParticipants: 1, inside: 1, records: 1 });
    const told = await live.until(({ type }) => type === 'checkin_updated');
    expect(told).toMatchObject({ participantId: venue.person.id, status: 'checked_in' });
    const { overall, gates, version } = (await stats()).body;
    expect(version).toBe(counted.version);
    expect(overall).toMatchObject({ attendedParticipants: 1, attendanceRate: 100, inside: 1 });
    expect(gates).toMatchObject([{ code: 'G1', totalProcessed: 1 }, { totalProcessed: 0 }]);
    live.socket.terminate();
    up.kill('SIGTERM');
    const { exitCode, stdout } = await up.exit;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^✓ [1-9]\d* jobs? done\n$/);
  });
});
