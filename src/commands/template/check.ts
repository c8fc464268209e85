import { formatProblem } from '../../core/mailing/templates/template-problem.js';
import { exitCodes } from '../../core/runtime/exit-codes.js';
import { defineCommand, option, requiredOption } from '../define-command.js';
import { formatCount } from '../output/format.js';
import { readTemplateFile } from './read-template-file.js';
import { readTemplateName } from './template-name.js';

export const command = defineCommand({
  name: 'template check',
  summary: 'Check the HTML of a template before it is set',
  description:
    'Tries it in both languages with everything, with as little as possible and with a hostile name.\nEnds with 2 when something is wrong.',
  arguments: [{ name: 'file', description: 'file with the HTML of the body' }],
  options: {
    template: requiredOption('--template <name>', 'what it is to be used for'),
    subject: option('--subject <subject>', 'check this subject too'),
    text: option('--text <file>', 'check this plain text too'),
  },
  examples: [
    { command: 'evm template check reminder.html --template reminder', note: 'before setting it' },
  ],
  async run(session, input) {
    const template = readTemplateName(input.template, 'template check');
    const { checkTemplate } = await import('../../core/mailing/check-template.js');
    const { builtInTemplates } = await import('../../core/mailing/templates/built-in.js');
    const subject = input.subject ?? builtInTemplates[template].en.subject;
    const html = await readTemplateFile(input.file, session.cwd);
    const text = input.text === undefined ? null : await readTemplateFile(input.text, session.cwd);
    return { template, problems: checkTemplate(template, { subject, html, text }) };
  },
  render({ template, problems }, io) {
    if (problems.length === 0) return [`${io.good('✓')} good as ${template}`];
    return [
      ...problems.map((problem) => `${io.bad('✗')} ${formatProblem(problem)}`),
      io.faint(formatCount(problems.length, 'problem')),
    ];
  },
  exitCode: ({ problems }) => (problems.length === 0 ? exitCodes.done : exitCodes.usage),
  whileUp: () => 'here',
});
