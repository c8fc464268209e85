import { once } from 'node:events';
import { provideDaemons } from '../tests/support/provide-daemons.js';

const daemons = await provideDaemons(process.env, tell);
for (const gap of daemons.leftOut) tell(`left out: ${gap}`);
if (daemons.postgresUrl) process.stdout.write(`export DATABASE_URL=${daemons.postgresUrl}\n`);
if (daemons.redisUrl) process.stdout.write(`export EVM_REDIS_URL=${daemons.redisUrl}\n`);
tell('throwaway servers; Ctrl-C stops them and removes their data');

// A pending signal does not keep node alive.
const alive = setInterval(() => undefined, 60_000);
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(process, 'SIGHUP')]);
clearInterval(alive);
await daemons.close();

function tell(line: string): void {
  process.stderr.write(`# ${line}\n`);
}
