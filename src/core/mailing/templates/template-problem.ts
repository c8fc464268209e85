import type { HtmlFault } from './judge-html.js';

/** A mistake in a template, in words for whoever writes it. */
export interface TemplateProblem {
  kind:
    | HtmlFault['kind']
    | 'too_long'
    | 'control_character'
    | 'empty'
    | 'syntax'
    | 'forbidden_tag'
    | 'unknown_variable'
    | 'breakable'
    | 'no_unsubscribe_link'
    | 'no_ticket_code';
  part: 'subject' | 'html' | 'text';
  message: string;
  /** Of the part, from 1; null where the problem is no single line's. */
  line: number | null;
}

/** `html, line 3: …`: how a problem reads in a list. */
export function formatProblem({ part, line, message }: TemplateProblem): string {
  return `${part}${line === null ? '' : `, line ${line}`}: ${message}`;
}
