// How a command is described, once, for its --help and for docs/cli.md.
import { Command, Option } from 'commander'

export interface Description {
  /** With its arguments: `revoke <id>`. */
  name: string
  summary: string
  /** Paragraphs that --help shows below the summary. */
  details?: string
  examples: string[]
  /** What the exit codes mean beyond 0, 1 and 2. */
  exits?: Record<string, string>
}

/** What --help says of commands that talk to a server. */
export const ASKS_A_SERVER =
  'ROCKPOOL_URL names the server (default: http://127.0.0.1:8484). The token comes from ROCKPOOL_TOKEN_FILE, else from the file token in the data folder, else from DIGITALOCEAN_ACCESS_TOKEN or DIGITALOCEAN_TOKEN. Over HTTPS, ca.pem in the data folder is trusted.'

const descriptions = new WeakMap<Command, Description>()

const EXITS: Record<string, string> = {
  0: 'done',
  1: 'failed, or found problems',
  2: 'the command line or a setting is wrong; nothing was done',
}

export function rootCommand(description: Description): Command {
  const program = described(new Command(description.name), description)
  return program
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(add --help for its options and examples)')
}

export function subcommand(parent: Command, description: Description): Command {
  return described(parent.command(description.name), description)
}

/** Adds `--output`. */
export function withOutput(command: Command): Command {
  const option = new Option(
    '-o, --output <format>',
    'table or json (default: a table on a terminal, else JSON)',
  )
  return command.addOption(option.choices(['table', 'json']))
}

function described(command: Command, description: Description): Command {
  descriptions.set(command, description)
  command.summary(description.summary)
  command.description([`${description.summary}.`, description.details ?? []].flat().join('\n\n'))
  return command.addHelpText('after', () => `\n${afterOptions(description)}`)
}

function afterOptions(description: Description): string {
  const examples = description.examples.map((example) => `  $ ${example}`)
  const exits = Object.entries(exitsOf(description)).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`)
  return ['Examples:', ...examples, '', 'Exit codes:', ...exits].join('\n')
}

export const exitsOf = ({ exits }: Description): Record<string, string> => ({ ...EXITS, ...exits })

/** Throws for a command that was not made here. */
export function descriptionOf(command: Command): Description {
  const description = descriptions.get(command)
  if (!description) throw new Error(`the command ${command.name()} has no description`)
  return description
}
