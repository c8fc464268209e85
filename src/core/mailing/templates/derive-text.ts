import { compile } from 'html-to-text';

/** The plain text of HTML that was rendered; takes a millisecond or so. */
export function deriveText(html: string): string {
  return convert(html);
}

const convert = compile({
  // Mail programs wrap by themselves, and better.
  wordwrap: false,
  selectors: [
    { selector: 'img', format: 'skip' },
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['(', ')'], noAnchorUrl: true },
    },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
  limits: { maxInputLength: 500_000 },
});
