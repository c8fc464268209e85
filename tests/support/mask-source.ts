export interface MaskedSource {
  /** The source with comments and the contents of strings and patterns blanked, same length. */
  code: string;
  /** The text of each plain string or template without substitutions, by the place of its quote. */
  strings: Map<number, string>;
}

/**
 * Tells code from comments and literals in TypeScript or TSX, well enough to search the code by
 * pattern: knows nested templates and tells a regular expression from a division by what precedes it.
 */
export function maskSource(source: string): MaskedSource {
  const masked: MaskedSource = { code: '', strings: new Map() };
  let at = 0;
  // For each open template substitution: how many braces are open inside it.
  const substitutions: number[] = [];

  function blankUntil(end: number): void {
    masked.code += source.slice(at, end).replace(/[^\n]/g, ' ');
    at = end;
  }

  function keep(count: number): void {
    masked.code += source.slice(at, at + count);
    at += count;
  }

  function readTemplatePart(from: number): void {
    let end = from;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end)) {
      end += source[end] === '\\' ? 2 : 1;
    }
    const closes = source[end] === '`';
    if (closes && source[from - 1] === '`') masked.strings.set(from - 1, source.slice(from, end));
    blankUntil(Math.min(end, source.length));
    keep(closes ? 1 : 2);
    if (!closes) substitutions.push(0);
  }

  while (at < source.length) {
    const character = source[at] as string;
    const comment = matchAt(/\/\/[^\n]*|\/\*[\s\S]*?\*\//y, source, at);
    const quoted = matchAt(/(["'])((?:\\[\s\S]|(?!\1)[^\\\n])*)\1/y, source, at);
    const depth = substitutions.length - 1;
    if (comment) blankUntil(at + comment[0].length);
    else if (quoted) {
      masked.strings.set(at, quoted[2] as string);
      keep(1);
      blankUntil(at + quoted[0].length - 2);
      keep(1);
    } else if (character === '`') {
      keep(1);
      readTemplatePart(at);
    } else if (character === '}' && substitutions[depth] === 0) {
      substitutions.pop();
      keep(1);
      readTemplatePart(at);
    } else if (character === '/' && patternMayBegin(masked.code)) {
      const pattern = matchAt(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\//y, source, at);
      if (pattern) blankUntil(at + pattern[0].length);
      else keep(1);
    } else {
      if (depth >= 0)
        substitutions[depth] = (substitutions[depth] as number) + braceStep(character);
      keep(1);
    }
  }
  return masked;
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function braceStep(character: string): number {
  if (character === '{') return 1;
  return character === '}' ? -1 : 0;
}

/** After a value a slash divides; after an operator, a bracket or `return` it begins a pattern. */
function patternMayBegin(before: string): boolean {
  const recent = before.slice(-200).trimEnd();
  return (
    recent === '' || /(?:[(,=:[!&|?{};+\-*%~^>]|\b(?:return|typeof|case|in|of|await))$/.test(recent)
  );
}
