/**
 * Draws what a terminal shows as an SVG for the documentation. Reads lines with ANSI colours:
 *
 *     tmux capture-pane -e -p | node scripts/draw-terminal.mjs > docs/images/import.svg
 */
import { text } from 'node:stream/consumers';

const lineHeight = 20;
const cellWidth = 8.4;
const padding = 20;
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/;
const wideRuns = new RegExp(`(${wide.source}+)`);
const styles = {
  1: 'font-weight="bold"',
  2: 'fill="#8b949e"',
  31: 'fill="#ff7b72"',
  32: 'fill="#7ee787"',
  33: 'fill="#e3b341"',
  36: 'fill="#79c0ff"',
};

const lines = (await text(process.stdin)).replace(/\s+$/, '').split('\n');
const columns = Math.max(...lines.map((line) => widthOf(plain(line))));
const width = Math.ceil(columns * cellWidth + 2 * padding);
const height = lines.length * lineHeight + 2 * padding;

process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">evm in a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', 'Noto Sans Mono CJK KR', monospace" font-size="14" fill="#e6edf3" xml:space="preserve">
${lines.map(drawLine).join('\n')}
</g>
</svg>
`);

/** Each run of one style at its own column, so that a font's widths cannot shift the rest. */
function drawLine(line, index) {
  const y = padding + (index + 0.75) * lineHeight;
  let style = '';
  let column = 0;
  const spans = [];
  for (const part of line.split(/(\x1b\[[\d;]*m)/)) {
    if (part.startsWith('\x1b')) {
      style = styles[/\[(?:\d+;)*(\d*)m/.exec(part)?.[1] ?? ''] ?? '';
      continue;
    }
    for (const run of part.split(wideRuns)) {
      if (run.trim() !== '') spans.push(drawRun(run, column, style));
      column += widthOf(run);
    }
  }
  return `<text y="${y}">${spans.join('')}</text>`;
}

function drawRun(run, column, style) {
  const lead = run.length - run.trimStart().length;
  const x = padding + (column + lead) * cellWidth;
  const length = widthOf(run.trim()) * cellWidth;
  return `<tspan x="${x.toFixed(1)}" textLength="${length.toFixed(1)}" lengthAdjust="spacingAndGlyphs" ${style}>${escapeXml(run.trim())}</tspan>`;
}

function plain(line) {
  return line.replace(/\x1b\[[\d;]*m/g, '');
}

function widthOf(run) {
  return [...run].reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);
}

function escapeXml(run) {
  return run.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
