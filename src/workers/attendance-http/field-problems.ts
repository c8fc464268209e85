import type { z } from 'zod';
import type { FieldProblem } from './problem.js';

type Issue = z.core.$ZodIssue;

/** What a schema refuses, by field. Names of fields that it does not know are left out: they are data. */
export function fieldProblems(issues: readonly Issue[]): FieldProblem[] {
  return issues.slice(0, 20).map((issue) => ({
    field: issue.path.map(String).join('.'),
    message: messageOf(issue),
  }));
}

function messageOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return 'has a field that is not known';
  // The texts of zod name what was expected and the kind of what came, not its value.
  return issue.message;
}
