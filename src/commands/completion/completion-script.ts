export const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** The script that has `shell` ask `evm complete` for completions. */
export async function completionScript(shell: Shell): Promise<string> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const lines = captureLog(() => new RootCommand().setup('evm', 'evm', shell));
  return shell === 'bash' ? mendBash(lines) : lines;
}

/**
 * The library's bash script never completes file names, cannot be sourced twice, and needs a function of
 * the bash-completion package, which a bare Debian does not have.
 */
function mendBash(script: string): string {
  const mended = script
    .replaceAll(/^readonly (?=ShellComp)/gm, '')
    .replace('complete -F __evm_complete evm', 'complete -o default -F __evm_complete evm');
  return `${wordsWithoutPackage}\n${mended}`;
}

const wordsWithoutPackage = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
_get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}")
    cword=$COMP_CWORD
    cur=\${COMP_WORDS[COMP_CWORD]}
    prev=\${COMP_WORDS[COMP_CWORD - 1]}
}
fi`;

/** The library prints with console.log and offers no other way. Runs `print` synchronously. */
function captureLog(print: () => void): string {
  const lines: string[] = [];
  const original = console.log;
  console.log = (line?: unknown) => void lines.push(String(line));
  try {
    print();
  } finally {
    console.log = original;
  }
  return lines.join('\n');
}
