/**
 * The limits of bench:mail: nodemailer's own pool, sending ready-made messages from memory and nothing else.
 * `messages` are what nodemailer takes, texts, image and calendar, and puts together itself; `bytes` are finished.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { createTransport } from 'nodemailer';

const [, , kind, url, folder, connections, count] = process.argv;
const envelope = { from: 'devday@example.com', to: 'participant@example.com' };
const messages = readdirSync(folder)
  .slice(0, Number(count))
  .map((name) => readFileSync(join(folder, name)))
  .map((file) => (kind === 'bytes' ? { raw: file } : deserialize(file)));
const transport = createTransport({ url, pool: true, maxConnections: Number(connections) });
await Promise.all(messages.map((message) => transport.sendMail({ envelope, ...message })));
transport.close();
