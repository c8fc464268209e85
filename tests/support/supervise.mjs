// Runs a daemon as long as someone holds this process's standard input open. A test run that is
// killed closes the pipe with its death, so no daemon and no data folder outlives it. A daemon that
// ends in any other way keeps its folder: a fault test starts it again on the same data.
//
// argv[2]: JSON { command, args, uid?, gid?, log, removeAfter, stopSignal }
import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';

const { command, args, uid, gid, log, removeAfter, stopSignal } = JSON.parse(process.argv[2]);
const output = openSync(log, 'a');

// Its own process group: Ctrl-C in the terminal reaches the test run, which then stops the daemon.
const daemon = spawn(command, args, {
  stdio: ['ignore', output, output],
  detached: true,
  ...(uid === undefined ? {} : { uid, gid }),
});
daemon.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  finish(127);
});
daemon.on('exit', (code, signal) => finish(code ?? (signal ? 128 : 1)));
if (daemon.pid !== undefined) process.stdout.write(`${daemon.pid}\n`);

let abandoned = false;
process.stdin.resume();
process.stdin.on('end', stop);
process.stdin.on('error', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

function stop() {
  abandoned = true;
  daemon.kill(stopSignal);
  setTimeout(() => daemon.kill('SIGKILL'), 10_000).unref();
}

function finish(code) {
  if (abandoned && removeAfter) rmSync(removeAfter, { recursive: true, force: true });
  process.exit(code);
}
