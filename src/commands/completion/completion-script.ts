export const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** The script that has `shell` ask `evm complete` for completions. */
export async function completionScript(shell: Shell): Promise<string> {
  const { RootCommand } = await import('@bomb.sh/tab');
  const lines = captureLog(() => new RootCommand().setup('evm', 'evm', shell));
  // The library's bash script never completes file names: readline has to be told that it may.
  return lines.replace(
    'complete -F __evm_complete evm',
    'complete -o default -F __evm_complete evm',
  );
}

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
