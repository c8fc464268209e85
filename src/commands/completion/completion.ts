import { defineCommand } from '../define-command.js';
import { commandErrors } from '../errors.js';
import { completionScript, shells } from './completion-script.js';

export const command = defineCommand({
  name: 'completion',
  summary: 'Print the completion script for bash, zsh or fish',
  arguments: [{ name: 'shell', description: shells.join(', ') }],
  examples: [
    { command: 'source <(evm completion bash)', note: 'in ~/.bashrc' },
    { command: 'source <(evm completion zsh)', note: 'in ~/.zshrc' },
    { command: 'evm completion fish | source', note: 'in ~/.config/fish/config.fish' },
  ],
  async run(_session, input) {
    const shell = shells.find((known) => known === input.shell);
    if (shell === undefined) {
      throw commandErrors.usage({
        problem: `shell: one of ${shells.join(', ')} is needed`,
        help: 'evm help completion',
      });
    }
    return { completion: { shell, script: await completionScript(shell) } };
  },
  render: ({ completion }) => [completion.script],
  whileUp: () => 'here',
});
