import { defineCommand, settingOption } from '../define-command.js';

export const command = defineCommand({
  name: 'serve',
  summary: 'Run the attendance service: HTTP and the live channel',
  description:
    'Runs until Ctrl-C or SIGTERM; then it takes no more, finishes the requests that it has within the\ngrace time (worker.graceSeconds) and closes the live channel. Statistics, alerts and the live channel\nneed evm worker beside it. With --json the first line says where it listens: {"url":"…"}.',
  options: {
    host: settingOption('http.host', '--host <host>', 'address to listen on'),
    port: settingOption('http.port', '--port <port>', 'port to listen on; 0 takes a free one'),
  },
  examples: [
    { command: 'evm serve', note: 'behind a proxy on the same machine' },
    { command: 'evm serve --host 0.0.0.0 --port 8080', note: 'for the scanners of the hall' },
  ],
  async run(session) {
    const { serveAttendance } = await import('../../workers/main.js');
    const context = await session.openContext();
    await serveAttendance(context, {
      signal: session.signal,
      async onListening({ url }) {
        session.note(`the attendance service listens at ${url}`);
        if (session.globals.json) await session.emit({ url });
      },
    });
    return undefined;
  },
  render: () => [],
  whileUp: () => 'here',
});
