import { describe, expect, it } from 'vitest';
import { EvmError } from '../../../../src/core/runtime/errors.js';
import { type ExitCode, exitCodes } from '../../../../src/core/runtime/exit-codes.js';
import { decideRetry } from '../../../../src/core/runtime/ledger/decide-retry.js';
import { decideTakeover } from '../../../../src/core/runtime/ledger/decide-takeover.js';
import { exponentialBackoff } from '../../../../src/core/runtime/ledger/ledger-contract.js';

function evmError(exitCode: ExitCode): EvmError {
  return new EvmError({ code: 'SOME_CODE', message: 'it did not work', exitCode });
}

describe('what becomes of a row after an error', () => {
  const contract = { maxAttempts: 3, backoff: exponentialBackoff(1_000, 60_000) };

  it('is tried again after a growing pause', () => {
    const error = evmError(exitCodes.unavailable);
    const decisions = [0, 1].map((attempts) => decideRetry(contract, { attempts, error }));
    expect(decisions).toEqual([
      { outcome: 'retry', attempts: 1, afterMs: 1_000, reason: 'it did not work (SOME_CODE)' },
      { outcome: 'retry', attempts: 2, afterMs: 2_000, reason: 'it did not work (SOME_CODE)' },
    ]);
  });

  it('fails with its last attempt and says how many there were', () => {
    const decision = decideRetry(contract, { attempts: 2, error: evmError(exitCodes.unavailable) });
    expect(decision).toEqual({
      outcome: 'failed',
      attempts: 3,
      reason: 'given up after 3 attempts: it did not work (SOME_CODE)',
    });
  });

  it.each([exitCodes.usage, exitCodes.notFound])(
    'fails at once when the next try would meet the same error (exit code %i)',
    (exitCode) => {
      const decision = decideRetry(contract, { attempts: 0, error: evmError(exitCode) });
      expect(decision).toEqual({
        outcome: 'failed',
        attempts: 1,
        reason: 'it did not work (SOME_CODE)',
      });
    },
  );

  it('keeps the code of a foreign error and never its message, which may quote a person', () => {
    const error = Object.assign(new Error('Key (email)=(kim@example.com) already exists'), {
      code: '23505',
    });
    const { reason } = decideRetry(contract, { attempts: 0, error });
    expect(reason).toBe(
      'an unexpected error ended it: 23505; the log of the worker tells more (UNEXPECTED)',
    );
  });

  it('leaves a code out that does not look like one', () => {
    const error = Object.assign(new Error('x'), { code: 'kim@example.com' });
    expect(decideRetry(contract, { attempts: 0, error }).reason).not.toContain('kim');
  });

  it('never waits longer than the longest pause', () => {
    expect(exponentialBackoff(1_000, 60_000)(40)).toBe(60_000);
  });
});

describe('whether a due row is worked on', () => {
  const contract = { kind: 'import' };
  const row = { id: 'x', attempts: 0, crashes: 0, abandoned: false };

  it('claims a row that waits, without counting a crash', () => {
    expect(decideTakeover(contract, row)).toEqual({ outcome: 'claim', crashes: 0 });
  });

  it('takes an abandoned row over and counts a crash', () => {
    const abandoned = { ...row, abandoned: true, crashes: 3 };
    expect(decideTakeover(contract, abandoned)).toEqual({ outcome: 'claim', crashes: 4 });
  });

  it('sets a row aside at the fifth crash', () => {
    const abandoned = { ...row, abandoned: true, crashes: 4 };
    expect(decideTakeover(contract, abandoned)).toEqual({
      outcome: 'failed',
      crashes: 5,
      reason:
        'set aside: the process that worked on this import died 5 times, so the work itself may be what stops it (QUARANTINED)',
    });
  });
});
