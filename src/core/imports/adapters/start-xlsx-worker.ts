import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import type { WorkerTask } from './xlsx-worker.js';

/** Starts the thread that reads a workbook; the task's bytes move there and are gone here. */
export function startXlsxWorker(task: WorkerTask, maxHeap: number): Worker {
  const options: WorkerOptions = {
    workerData: task,
    transferList: [task.bytes.buffer as ArrayBuffer],
    resourceLimits: { maxOldGenerationSizeMb: maxHeap, maxYoungGenerationSizeMb: 32 },
    execArgv: [],
  };
  const compiled = import.meta.url.endsWith('.js');
  const entry = new URL(compiled ? './xlsx-worker.js' : './xlsx-worker.ts', import.meta.url);
  if (compiled) return new Worker(entry, options);
  return new Worker(loaderOf(entry), { ...options, eval: true });
}

/** Threads do not inherit the loader that runs TypeScript sources, so it is registered first. */
function loaderOf(entry: URL): string {
  const api = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const tsx = pathToFileURL(api).href;
  return `import(${JSON.stringify(tsx)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(entry.href)});
  });`;
}
