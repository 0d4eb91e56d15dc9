import type { Command } from 'commander'
import { descriptionOf, exitsOf } from '../src/commands/line/define.ts'
import { buildProgram } from '../src/commands/line/program.ts'

/** The text of docs/cli.md. */
export function cliPage(): string {
  const parts = [
    '# Command line',
    '<!-- Written from src/commands/line: change that, then run docs/generate.ts. -->',
    INTRODUCTION,
    ...buildProgram().commands.flatMap((command) => sections(command, 'rockpool')),
  ]
  return `${parts.join('\n\n')}\n`
}

const INTRODUCTION = `\`rockpool COMMAND --help\` says the same. Results go to standard output, everything else to standard error. On a
terminal, lists are tables (in colour unless \`NO_COLOR\` is set); anywhere else they are JSON. \`--output table\` or
\`--output json\` chooses. Every command exits with 0 when it is done, with 1 when it failed or found problems, and with 2 when
the command line or a setting is wrong, in which case nothing was done; where there is more to tell, its section does. Settings are
environment variables: see [settings](settings.md).`

function sections(command: Command, parent: string): string[] {
  const name = `${parent} ${command.name()}`
  return [...sectionOf(command, name), ...command.commands.flatMap((inner) => sections(inner, name))]
}

function sectionOf(command: Command, name: string): string[] {
  const { summary, details, examples, exits } = descriptionOf(command)
  const group = command.commands.length > 0
  const level = name.split(' ').length === 2 ? '##' : '###'
  return [
    `${level} ${name}`,
    `${summary}.`,
    details ?? [],
    group ? [] : `\`${name} ${command.usage()}\``,
    optionsOf(command),
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
    exits ? `Exit codes: ${exitCodes(exitsOf({ summary, examples, exits, name }))}.` : [],
  ].flat()
}

function optionsOf(command: Command): string[] {
  const rows = command.options.map((option) => {
    const fallback = option.defaultValue === undefined ? '' : ` (default: \`${option.defaultValue}\`)`
    return `| \`${option.flags}\` | ${option.description.replaceAll('|', '\\|')}${fallback} |`
  })
  return rows.length === 0 ? [] : [['| Option | Meaning |', '| --- | --- |', ...rows].join('\n')]
}

const exitCodes = (exits: Record<string, string>) =>
  Object.entries(exits)
    .map(([code, meaning]) => `${code}: ${meaning}`)
    .join('; ')
