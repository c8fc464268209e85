import { styleText } from 'node:util';

/** Marks parts of a line by what they mean; returns the text itself where there is no colour. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** Colour is for people at a terminal that can show it and did not refuse it (no-color.org). */
export function wantsColour(
  stream: { isTTY?: boolean },
  env: NodeJS.ProcessEnv,
  allowed: boolean,
): boolean {
  if (!allowed || !stream.isTTY) return false;
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  return env.TERM !== 'dumb';
}

export function createPaint(enabled: boolean): Paint {
  type Style = Parameters<typeof styleText>[0];
  function style(format: Style) {
    // The decision is made above, once; styleText must not look at the environment again.
    return (text: string) => (enabled ? styleText(format, text, { validateStream: false }) : text);
  }
  return {
    good: style('green'),
    bad: style('red'),
    warning: style('yellow'),
    strong: style('bold'),
    faint: style('dim'),
  };
}
