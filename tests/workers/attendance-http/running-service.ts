import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { createApiKey } from '../../../src/core/access/create-api-key.js';
import type { Scope } from '../../../src/core/access/schema.js';
import type { Context } from '../../../src/core/runtime/context.js';
import {
  runService,
  type ServiceOptions,
} from '../../../src/workers/attendance-http/run-service.js';
import { gate } from '../../support/gate.js';

/** A service that really listens, on a free port of this machine. */
export interface RunningService {
  readonly url: string;
  /** Tells it to stop; resolves when it has. */
  stop(): Promise<void>;
}

/** Starts a service in this process. Throws what keeps it from listening. */
export async function startService(
  context: Context,
  options: Omit<ServiceOptions, 'signal' | 'onListening'> = {},
): Promise<RunningService> {
  const aborter = new AbortController();
  const listening = gate<string>();
  const running = runService(context, {
    ...options,
    signal: aborter.signal,
    onListening: ({ url }) => listening.open(url),
  });
  const failed = running.then(() => Promise.reject(new Error('the service ended at once')));
  failed.catch(() => undefined);
  const url = await Promise.race([listening.opened, failed]);
  return {
    url,
    async stop() {
      aborter.abort();
      await running;
    },
  };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Parsed, where it is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into what came
  body: any;
}

/** Sends a request; a body that is no string is sent as JSON. */
export async function call(
  service: Pick<RunningService, 'url'>,
  path: string,
  options: {
    method?: string;
    key?: string | undefined;
    body?: unknown;
    headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const { key, body } = options;
  const response = await fetch(`${service.url}${path}`, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const { status, headers } = response;
  return { status, headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** Makes an API key; returns its text. */
export async function makeKey(
  context: Context,
  event: { slug: string },
  options: { scopes?: readonly Scope[]; gates?: readonly string[] } = {},
): Promise<{ id: string; key: string }> {
  const { scopes = ['attendance:write'], gates = [] } = options;
  const { access, secret } = await createApiKey(context, { event: event.slug, scopes, gates });
  return { id: access.id, key: secret };
}

/** A connection as browsers open them in advance: nothing is sent on it. */
export async function openSilently({ url }: { url: string }): Promise<{ ended: Promise<unknown> }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  socket.on('error', () => undefined).resume();
  return { ended: once(socket, 'close') };
}
