import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyIndependently } from '../../core/draws/sample-draw.js';
import {
  createPlace,
  describeEachEngine,
  openTestContext,
  type TestPlace,
} from '../../support/database.js';
import { runInProcess } from '../../support/run-main.js';
import { makeTempFolder, removeFolder } from '../../support/temp.js';

interface DrawJson {
  id: string;
  status: string;
  poolHash: string;
  commit: string | null;
  winners: { participantId: string; registrationNumber: number; name: string; publicId: string }[];
  transcript: { winners: string[]; pool: string[]; entropy: string } | null;
  [key: string]: unknown;
}

describeEachEngine('evm draw', (engine) => {
  let place: TestPlace;
  let folder: string;
  let tickets: Map<number, string>;

  beforeAll(async () => {
    folder = makeTempFolder();
    place = await createPlace(engine);
    await makeEvent('day', 6);
  });
  afterAll(async () => {
    await place?.remove();
    removeFolder(folder);
  });

  async function evm(...args: string[]) {
    return await runInProcess(args, { env: place.env, cwd: folder });
  }
  /** The draw that a command gives out with --json. */
  async function draw(...args: string[]): Promise<DrawJson> {
    const run = await evm('draw', ...args, '--json');
    expect(run.exitCode, run.stderr).toBe(0);
    return (run.json() as { draw: DrawJson }).draw;
  }
  async function failing(...args: string[]) {
    const run = await evm('draw', ...args);
    return [run.exitCode, /\((\w+)\)/.exec(run.stderr)?.[1]];
  }

  async function makeEvent(slug: string, people: number): Promise<void> {
    const when = ['--starts', '2030-12-01 09:00', '--timezone', 'Asia/Seoul'];
    await evm('event', 'create', '--slug', slug, '--name', 'Dev Day', ...when);
    const rows = Array.from(
      { length: people },
      (_, at) => `${at % 2 ? 'Kim Minsu' : '홍길동'},p${at}@example.com,${at < 3 ? 'ai' : 'web'}`,
    );
    const stdin = `name,email,track\n${rows.join('\n')}\n`;
    const args = ['import', '-', '--event', slug, '--yes'];
    const imported = await runInProcess(args, { env: place.env, stdin });
    expect(imported.exitCode, imported.stderr).toBe(0);
    const list = await evm('participant', 'list', '--event', slug, '--json');
    const { participants } = list.json() as {
      participants: { registrationNumber: number; ticketCode: string }[];
    };
    tickets = new Map(participants.map((one) => [one.registrationNumber, one.ticketCode]));
  }

  it('commits, draws, and gives out what a stranger can check', async () => {
    const args = ['--event', 'day', '--prize', 'iPad', '--count', '2', '--filter', 'track=ai'];
    const source = ['--entropy-source', 'dice on stage'];
    const committed = await draw('commit', ...args, ...source, '--transcript', 'commitment.json');
    expect(committed).toMatchObject({
      status: 'committed',
      commit: expect.stringMatching(/^[0-9a-f]{64}$/),
      excluded: { filter: 3 },
      winners: [],
      transcript: null,
    });
    const drawn = await draw('run', committed.id, '--entropy', '6 2 5', '--transcript', 't.json');
    expect(drawn).toMatchObject({
      status: 'drawn',
      poolHash: committed.poolHash,
      commit: committed.commit,
      winners: [1, 2].map(() => ({
        participantId: expect.any(String),
        registrationNumber: expect.any(Number),
        name: expect.stringMatching(/^(홍길동|Kim Minsu)$/),
      })),
    });
    const written = readFileSync(join(folder, 't.json'), 'utf8');
    expect(JSON.parse(written)).toEqual(drawn.transcript);
    expect(drawn.winners.map(({ publicId }) => publicId)).toEqual(drawn.transcript?.winners);
    expect(verifyIndependently(JSON.parse(written))).toBe('valid');
    // No personal data: neither names and addresses nor what lets somebody in.
    for (const personal of ['홍길동', 'Kim', '@', ...tickets.values()]) {
      expect(written).not.toContain(personal);
    }
    const verified = await evm('draw', 'verify', 't.json', '--commitment', 'commitment.json');
    expect([verified.exitCode, verified.stderr]).toEqual([0, '']);
    expect(verified.stdout).toContain('as it was published before the draw');
    const other = await draw('commit', ...args, '--transcript', 'other.json');
    const broken = await evm('draw', 'verify', 't.json', '--commitment', 'other.json');
    expect([broken.exitCode, other.status]).toEqual([5, 'committed']);
    expect(broken.stdout).toContain('not as it was published before the draw: drawId');
  });

  it('draws at once, says what that is worth, and gives the stored result again', async () => {
    const run = await evm('draw', 'run', '--event', 'day', '--prize', 'Bag', '--count', '3');
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout.match(/★ #00\d/g)).toHaveLength(3);
    expect(run.stdout).toContain('no outside entropy was announced');
    const id = /draw {6}(\S+)/.exec(run.stdout)?.[1] as string;
    const again = await evm('draw', 'run', id);
    expect(again.stdout).toBe(run.stdout);
    expect(again.stderr).toContain('it was drawn before');
    const beginning = await draw('show', id.slice(0, 20));
    expect(beginning).toMatchObject({ id, log: [{ act: 'committed' }, { act: 'drawn' }] });
    const named = ['--entropy-source', 'dice', '--entropy', '4'];
    const both = await draw('run', '--event', 'day', '--prize', 'Cap', ...named);
    expect(both).toMatchObject({ entropy: '4', publiclyUnpredictable: false });
  });

  it('gives the example of RFC 3797, from its sources as they are written there', async () => {
    await makeEvent('rfc', 25);
    const rules = ['--event', 'rfc', '--prize', 'a seat', '--count', '10', '--alternates', '0'];
    const source = ['--algorithm', 'rfc3797', '--entropy-source', 'a lottery, a race, a balance'];
    const committed = await draw('commit', ...rules, ...source);
    expect(committed.commit).toBeNull();
    const entropy = '9319 / 2, 5, 12, 8, 10 / 9, 18, 26, 34, 41, 45';
    const drawn = await draw('run', committed.id, '--entropy', entropy, '--transcript', 'rfc.json');
    const { pool, winners } = drawn.transcript as NonNullable<DrawJson['transcript']>;
    const positions = winners.map((id) => pool.indexOf(id) + 1);
    expect(positions).toEqual([17, 7, 2, 16, 25, 23, 8, 24, 19, 13]);
    expect((await evm('draw', 'verify', 'rfc.json')).exitCode).toBe(0);
    const other = JSON.parse(readFileSync(join(folder, 'rfc.json'), 'utf8'));
    other.entropy = '9319./2.5.8.10.12./';
    writeFileSync(join(folder, 'rfc.json'), JSON.stringify(other));
    const refused = await evm('draw', 'verify', 'rfc.json');
    expect([refused.exitCode, refused.stdout]).toEqual([
      5,
      expect.stringContaining('the winners do not follow from the sources'),
    ]);
    await makeEvent('tickets', 2);
  });

  it('tells each ticket whether it was in the pool, under which id, and why not', async () => {
    const args = ['--event', 'tickets', '--prize', 'Mug', '--filter', 'track=ai', '--count', '2'];
    const { id, winners } = await draw('run', ...args);
    expect(winners).toHaveLength(2);
    const code = tickets.get(1) as string;
    const run = await evm('draw', 'check', id, '--ticket', code, '--json');
    expect(run.json()).toMatchObject({
      check: {
        inPool: true,
        chances: 1,
        reason: null,
        result: 'winner',
        publicId: winners.find(({ registrationNumber }) => registrationNumber === 1)?.publicId,
      },
    });
    await evm(
      'participant',
      'add',
      '--event',
      'tickets',
      '--name',
      'Lee',
      '--email',
      'l@example.com',
    );
    const again = ['--event', 'tickets', '--prize', 'Pen', '--exclude-previous-winners'];
    const other = await draw('run', ...again);
    expect(other.winners).toMatchObject([{ name: 'Lee' }]);
    const why = await evm('draw', 'check', other.id, '--ticket', code);
    expect(why.stdout).toContain('✗ not in the pool for Pen: a winner of an earlier draw');
    expect(await failing('check', id, '--ticket', '0000000000')).toEqual([
      4,
      'DRAW_TICKET_UNKNOWN',
    ]);
  });

  it('tells erased winners apart by their places', async () => {
    await makeEvent('gone', 4);
    const drawn = await draw('run', '--event', 'gone', '--prize', 'TV', '--count', '2');
    const context = await openTestContext(place);
    const { knex } = context.database;
    await knex('draw_winners')
      .where({ draw_id: drawn.id })
      .update({ participant_name: null, registration_number: null, participant_id: null });
    await knex('participants')
      .whereIn(
        'draw_id',
        drawn.winners.map((one) => one.publicId),
      )
      .delete();
    await context.close();
    const shown = await evm('draw', 'show', drawn.id);
    expect(shown.stdout).toContain(`place:2 ${drawn.winners[1]?.publicId}`);
    const redrawn = await draw('redraw', drawn.id, '--absent', 'place:2');
    expect(redrawn.winners.map(({ publicId }) => publicId)).not.toContain(
      drawn.winners[1]?.publicId,
    );
    expect(redrawn.winners[0]?.publicId).toBe(drawn.winners[0]?.publicId);
    expect(await failing('redraw', drawn.id, '--absent', 'place:9')).toEqual([
      5,
      'DRAW_NOT_A_WINNER',
    ]);
  });

  it('replaces, confirms, announces and declares void', async () => {
    const drawn = await draw('run', '--event', 'day', '--prize', 'Bike', '--alternates', '1');
    const [first] = drawn.winners;
    const absent = `#00${first?.registrationNumber}`;
    const redrawn = await draw('redraw', drawn.id, '--absent', absent, '--reason', 'nobody came');
    expect(redrawn.absent).toMatchObject([{ registrationNumber: first?.registrationNumber }]);
    expect(redrawn.winners[0]?.publicId).not.toBe(first?.publicId);
    expect(await failing('redraw', drawn.id)).toEqual([2, 'DRAW_WHO_IS_ABSENT']);
    expect((await draw('confirm', drawn.id)).confirmed).toBe(true);

    const announced = await evm('draw', 'announce', drawn.id, '--out', 'out');
    expect(announced.exitCode, announced.stderr).toBe(0);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(
      expect.arrayContaining([
        'announcement.en.txt',
        'announcement.json',
        'announcement.ko.txt',
        'transcript.json',
      ]),
    );
    const texts = ['ko.txt', 'en.txt', 'json'].map((name) =>
      readFileSync(join(folder, 'out', `announcement.${name}`), 'utf8'),
    );
    for (const text of texts) {
      expect(text).toMatch(/홍\*동|K\*\* M\*{4}/);
      expect(text).not.toMatch(/홍길동|Kim Minsu|p\d@/);
      expect(text).toContain(drawn.poolHash);
    }
    const image = readFileSync(join(folder, 'out', 'announcement.png'));
    expect(image.subarray(1, 4).toString()).toBe('PNG');
    expect(image.readUInt32BE(16)).toBe(1200);
    expect(texts[0]).toContain('부재로 다음 예비 당첨자');
    expect(await draw('show', drawn.id)).toMatchObject({ announcementShared: true });

    const voided = await draw('void', drawn.id, '--reason', 'the wrong prize');
    expect(voided).toMatchObject({ status: 'voided', voidReason: 'the wrong prize' });
    expect(voided.winners).toHaveLength(1);
    const list = await evm('draw', 'list', '--event', 'day');
    expect(list.stdout).toContain('void: the wrong prize');
    const text = await evm('draw', 'announce', drawn.id);
    expect(text.stdout).toContain('This draw is void: the wrong prize');
    expect(text.stdout).toContain('이 추첨은 무효입니다: the wrong prize');
  });

  it('announces numbers alone where the event is anonymous', async () => {
    await evm('event', 'update', 'day', '--anonymous', 'on');
    const { id } = await draw('run', '--event', 'day', '--prize', 'Cup');
    const announced = await evm('draw', 'announce', id);
    await evm('event', 'update', 'day', '--anonymous', 'off');
    expect(announced.stdout).toMatch(/\n {2}#00\d\n/);
    expect(announced.stdout).not.toMatch(/홍|Kim|K\*/);
  });

  it.each([
    [['run'], 2, 'USAGE'],
    [['run', '--event', 'day'], 2, 'USAGE'],
    [['run', '0192f3a1', '--count', '3'], 2, 'USAGE'],
    [['commit', '--event', 'day'], 2, 'USAGE'],
    [['commit', '--event', 'day', '--prize', 'x', '--count', '0'], 2, 'USAGE'],
    [['commit', '--event', 'day', '--prize', 'x', '--filter', 'track'], 2, 'USAGE'],
    [
      ['commit', '--event', 'day', '--prize', 'x', '--algorithm', 'rfc3797'],
      2,
      'DRAW_RULES_REFUSED',
    ],
    [['commit', '--event', 'day', '--prize', 'x', '--filter', 'track=zoo'], 5, 'DRAW_POOL_EMPTY'],
    [['run', '--event', 'day', '--prize', 'x', '--entropy', '5'], 2, 'DRAW_ENTROPY_REFUSED'],
    [['run', '--event', 'day', '--prize', 'x', '--entropy-source', 'y'], 2, 'DRAW_ENTROPY_NEEDED'],
    [['commit', '--event', 'nowhere', '--prize', 'x'], 4, 'EVENT_NOT_FOUND'],
    [['show', 'nothing'], 4, 'DRAW_NOT_FOUND'],
    [['show', '0'], 4, 'DRAW_NOT_FOUND'],
    [['void', '0192f3a1'], 2, 'USAGE'],
  ])('%o ends with %i and %s', async (args, exitCode, code) => {
    expect(await failing(...args)).toEqual([exitCode, code]);
  });
});
