import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a run with one plain line, `N passed, N failed, N skipped`. A file that could not be loaded
 * and an error outside of any test count as one failure each. With `EVM_TEST_SUMMARY_FILE` the
 * line goes to that file instead, for a script that wants to print it last.
 */
export default class PlainSummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const line = plainSummary(modules, unhandledErrors.length);
    const file = process.env.EVM_TEST_SUMMARY_FILE;
    if (file) writeFileSync(file, `${line}\n`);
    else process.stdout.write(`${line}\n`);
  }
}

type CountedModule = Pick<TestModule, 'errors'> & {
  children: { allTests(): Iterable<{ result(): { state: string } }> };
};

export function plainSummary(modules: readonly CountedModule[], otherErrors: number): string {
  const counts = { passed: 0, failed: otherErrors, skipped: 0 };
  for (const module of modules) {
    if (module.errors().length > 0) counts.failed++;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      // A test still pending at the end was never run: that is no success.
      if (state === 'passed' || state === 'skipped') counts[state]++;
      else counts.failed++;
    }
  }
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}
