// The commands that talk to a server about secrets. They load as little as they can.
import type { Command } from 'commander'
import { namesIn } from '../secrets/run_line.ts'
import { ASKS_A_SERVER, subcommand, withOutput } from './define.ts'

const IN_REGION: [string, string] = [
  '--region <slug>',
  'the region of the secret (default: the only one that has it)',
]

export function defineSecretsCommands(program: Command): void {
  const secrets = subcommand(program, {
    name: 'secrets',
    summary: 'Run a command with secrets, and read, write and list them through the API',
    details: ASKS_A_SERVER,
    examples: ['rockpool secrets list', 'rockpool secrets run --secret billing -- ./start.sh'],
  })
  defineRun(secrets)
  defineGet(secrets)
  defineSet(secrets)
  defineList(secrets)
}

function defineRun(secrets: Command): void {
  subcommand(secrets, {
    name: 'run <command...>',
    summary: 'Run a command with the keys of secrets as its environment variables',
    details:
      'The command takes the place of this one: signals, standard input and the exit code are its own. Each key becomes a variable and must be a valid name for one; it goes before a variable of that name which is there already. Two secrets with the same key are refused.',
    examples: [
      'rockpool secrets run --secret billing -- ./start.sh --port 80',
      'rockpool secrets run --secret billing,mail --region nyc3 -- sh -c \'echo "$SMTP_HOST"\'',
    ],
    exits: {
      1: 'a secret could not be read, or two secrets clash; the command was not run',
      126: 'the command is there but cannot be executed',
      127: 'the command was not found',
      '…': 'otherwise the exit code of the command itself',
    },
  })
    .requiredOption('--secret <names>', 'names with commas between; may be given several times', collect)
    .option(...IN_REGION)
    .passThroughOptions()
    .action(async (command, options) => (await import('../secrets/run.ts')).runWithSecrets(command, options))
}

function collect(text: string, before: string[] = []): string[] {
  return [...before, ...namesIn(text)]
}

function defineGet(secrets: Command): void {
  subcommand(secrets, {
    name: 'get <name>',
    summary: 'Print the values of a secret as JSON, or one of them as it is',
    examples: [
      'rockpool secrets get billing',
      'rockpool secrets get billing --key DATABASE_URL',
      'rockpool secrets get billing --version 3',
    ],
  })
    .option(...IN_REGION)
    .option('--key <key>', 'print only the value of this key, without quotes or a line end')
    .option('--version <number>', 'an older version (default: the current one)')
    .action(async (name, options) => (await import('../secrets/get.ts')).getSecret(name, options))
}

function defineSet(secrets: Command): void {
  withOutput(
    subcommand(secrets, {
      name: 'set <name> [values...]',
      summary: 'Create a secret, or set keys of one that is there',
      details:
        'A value is written KEY=VALUE, KEY=@FILE (the content of a file) or KEY=- (standard input). Keys that are not named keep their values, unless --replace is given. Another change at the same moment is not lost: the secret is read again and the change repeated (with --replace, it is refused).\n\nValues on the command line can be seen by every user of this machine in the list of processes, and stay in the history of the shell. Give those that matter through standard input or a file.',
      examples: [
        'rockpool secrets set hello who=world',
        'printf %s "$PASSWORD" | rockpool secrets set billing PASSWORD=-',
        'rockpool secrets set billing TLS_KEY=@key.pem --region nyc3',
        'rockpool secrets set billing --from-env-file .env --replace',
        'jq -n \'{"TOKEN": "…"}\' | rockpool secrets set billing --from-stdin-json',
      ],
    }),
  )
    .option(
      '--region <slug>',
      'the region (default: where it is; a new one goes to the first of ROCKPOOL_REGIONS)',
    )
    .option('--from-env-file <file>', 'take keys and values from a file of KEY=VALUE lines')
    .option('--from-stdin-json', 'take keys and values from a JSON object on standard input')
    .option('--replace', 'drop the keys that are not named')
    .action(async (name, values, options) =>
      (await import('../secrets/set.ts')).setSecret(name, values, options),
    )
}

function defineList(secrets: Command): void {
  withOutput(
    subcommand(secrets, {
      name: 'list',
      summary: 'List secrets, without their values',
      examples: [
        'rockpool secrets list',
        'rockpool secrets list --name bill --region nyc3',
        'rockpool secrets list --deleted',
      ],
      exits: { 1: 'failed, or a region could not be asked (it is named, and the others are listed)' },
    }),
  )
    .option('--name <prefix>', 'only those whose names begin so')
    .option('--region <slug>', 'only those of this region')
    .option('--deleted', 'those that are deleted and can still be restored')
    .action(async (options) => (await import('../secrets/list.ts')).listSecrets(options))
}
