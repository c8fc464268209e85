// The limit of bench:mail: nodemailer's own pool, sending finished messages from memory and nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';

const [, , url, folder, connections, count] = process.argv;
const messages = readdirSync(folder)
  .slice(0, Number(count))
  .map((name) => readFileSync(join(folder, name)));
const transport = createTransport({ url, pool: true, maxConnections: Number(connections) });
const envelope = { from: 'devday@example.com', to: 'participant@example.com' };
await Promise.all(messages.map((raw) => transport.sendMail({ envelope, raw })));
transport.close();
