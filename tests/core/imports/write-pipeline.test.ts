import { describe, expect, it } from 'vitest';
import { createWritePipeline } from '../../../src/core/imports/write-pipeline.js';
import { type Gate, gate } from '../../support/gate.js';

/** A pipeline whose writes end when the test opens their gates. */
function gatedPipeline(ahead: number) {
  const started: string[] = [];
  const gates = new Map<string, Gate<Error | undefined>>();
  const gateOf = (batch: string) => {
    const found = gates.get(batch) ?? gate<Error | undefined>();
    gates.set(batch, found);
    return found;
  };
  const pipeline = createWritePipeline<string>(async (batch) => {
    started.push(batch);
    const error = await gateOf(batch).opened;
    if (error) throw error;
  }, ahead);
  return { pipeline, started, finish: (batch: string, error?: Error) => gateOf(batch).open(error) };
}

describe('the pipeline of batches', () => {
  it('writes one after another, in order', async () => {
    const { pipeline, started, finish } = gatedPipeline(5);
    for (const batch of ['a', 'b', 'c']) await pipeline.push(batch);
    await Promise.resolve();
    expect(started).toEqual(['a']);
    for (const batch of ['c', 'b', 'a']) finish(batch);
    await pipeline.end();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('lets no more batches wait than it was told', async () => {
    const { pipeline, finish } = gatedPipeline(1);
    await pipeline.push('a');
    await pipeline.push('b');
    let taken = false;
    const third = pipeline.push('c').then(() => {
      taken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(false);
    finish('a');
    await third;
    finish('b');
    finish('c');
    await pipeline.end();
  });

  it('writes nothing after a failure, and tells it to whoever pushes or ends', async () => {
    const { pipeline, started, finish } = gatedPipeline(1);
    await pipeline.push('a');
    await pipeline.push('b');
    finish('a', new Error('lost'));
    await expect(pipeline.push('c')).rejects.toThrow('lost');
    await expect(pipeline.end()).rejects.toThrow('lost');
    expect(started).toEqual(['a']);
  });
});
