// The commands that work on an installation: tokens, accounts, keys, backups.
import type { Command } from 'commander'
import { subcommand, withOutput } from './define.ts'

export function defineInstallationCommands(program: Command): void {
  defineTokenCommands(program)
  defineAccountCommands(program)
  defineKeysCommands(program)
  defineBackupCommands(program)
}

function defineTokenCommands(program: Command): void {
  const token = subcommand(program, {
    name: 'token',
    summary: 'Make, list and revoke API tokens',
    examples: ['rockpool token create --name ci --scopes security:read', 'rockpool token list'],
  })
  subcommand(token, {
    name: 'create',
    summary: 'Make a token and print it, alone, on standard output',
    details:
      'The token is shown this once; only its hash is kept. Everything else that there is to say goes to standard error.\n\nA scope brings along the scopes that it requires.',
    examples: [
      'rockpool token create --name laptop --expires never',
      'rockpool token create --name ci --scopes security:read,account:read --expires 12h',
      'rockpool token create --name web --account shop > token',
    ],
  })
    .requiredOption('--name <name>', 'what the token is for, as the list will show it')
    .option('--account <name>', 'the account it belongs to (default: the only one)')
    .option('--scopes <scopes>', 'scopes with commas between; api:write is full access', 'api:write')
    .option('--expires <time>', 'how long it works: 90m, 12h, 30d … or never', '30d')
    .action(async (options) => (await import('../token.ts')).createOne(options))
  withOutput(
    subcommand(token, {
      name: 'list',
      summary: 'List the tokens that work; expired and revoked ones are left out',
      examples: ['rockpool token list', 'rockpool token list --account shop --output json'],
    }),
  )
    .option('--account <name>', 'only those of this account')
    .action(async (options) => (await import('../token.ts')).listAll(options))
  subcommand(token, {
    name: 'revoke <id>',
    summary: 'Revoke a token for good; the next request with it is refused, on every running server',
    examples: ['rockpool token revoke 2f1c7e0a-8a4e-4f6e-9d0a-0f6d6a1f8f11'],
  }).action(async (id) => (await import('../token.ts')).revokeOne(id))
}

function defineAccountCommands(program: Command): void {
  const account = subcommand(program, {
    name: 'account',
    summary: 'Make and list accounts (teams); what one has, no other can see',
    examples: ['rockpool account create shop', 'rockpool account list'],
  })
  withOutput(
    subcommand(account, {
      name: 'create <name>',
      summary: 'Make an account',
      details: 'It has no token yet: make one with rockpool token create --account.',
      examples: ['rockpool account create shop && rockpool token create --name web --account shop'],
    }),
  ).action(async (name, options) => (await import('../account.ts')).createOne(name, options))
  withOutput(
    subcommand(account, {
      name: 'list',
      summary: 'List the accounts',
      examples: ['rockpool account list --output json'],
    }),
  ).action(async (options) => (await import('../account.ts')).listAll(options))
}

function defineKeysCommands(program: Command): void {
  const keys = subcommand(program, {
    name: 'keys',
    summary: 'Rotate the keys that seal what is secret, and see how far that is',
    details:
      'Each database has a ring of keys, wrapped by the master key. The newest key of a ring seals; older ones stay until nothing is sealed under them.',
    examples: ['rockpool keys rotate --wait', 'rockpool keys status'],
  })
  subcommand(keys, {
    name: 'rotate',
    summary: 'Add a key to every ring and move everything over to it',
    details:
      'A running server does the moving in the background while it serves. Where none runs, this command does it. It may be interrupted: what is left is done by the next server, or the next keys rotate.',
    examples: ['rockpool keys rotate', 'rockpool keys rotate --wait'],
  })
    .option('--wait', 'return when nothing is left under an older key')
    .action(async (options) => (await import('../keys.ts')).rotate(options))
  withOutput(
    subcommand(keys, {
      name: 'status',
      summary: 'Show the keys of every ring, and how much is sealed under each',
      examples: ['rockpool keys status', 'rockpool keys status --output json'],
    }),
  ).action(async (options) => (await import('../keys.ts')).showStatus(options))
}

function defineBackupCommands(program: Command): void {
  subcommand(program, {
    name: 'backup <file>',
    summary: 'Write a consistent copy of everything to one file, while the server serves',
    details:
      'The file does not depend on the database engine, and secrets in it are sealed as they are in the database. It does NOT hold the master key: without a copy of that, kept elsewhere, a backup cannot be read by anyone. docs/backup.md tells how to restore.',
    examples: ['rockpool backup /backups/rockpool-$(date +%F).gz', 'rockpool backup --force latest.gz'],
  })
    .option('--force', 'write over a file that is there')
    .action(async (file, options) => (await import('../backup/backup.ts')).backup(file, options))
  subcommand(program, {
    name: 'restore <file>',
    summary: 'Restore a backup into an empty installation',
    details:
      'The data folder must hold the master key and nothing else (or ROCKPOOL_MASTER_KEY_FILE names the key), and a PostgreSQL database must be empty. The file is checked as a whole before anything is written. No server may run meanwhile.',
    examples: ['ROCKPOOL_DATA=/var/lib/rockpool rockpool restore /backups/rockpool-2026-01-31.gz'],
  }).action(async (file) => (await import('../backup/restore.ts')).restore(file))
}
