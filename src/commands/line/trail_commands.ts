// The commands that read the audit trail.
import type { Command } from 'commander'
import { subcommand, withOutput } from './define.ts'

export function defineTrailCommands(program: Command): void {
  const audit = subcommand(program, {
    name: 'audit',
    summary: 'Check and read the audit trail',
    examples: ['rockpool audit verify', 'rockpool audit tail --follow'],
  })
  withOutput(
    subcommand(audit, {
      name: 'verify',
      summary: 'Find any record that was changed, removed or reordered, and say where',
      details:
        'Reads every database as it is at one moment, beside a running server. Signed checkpoints are held against the key in the database, or against one that you have kept elsewhere.',
      examples: ['rockpool audit verify', 'rockpool audit verify --public-key audit.pem --output json'],
      exits: { 1: 'the trail is not as it was written, or a database could not be read' },
    }),
  )
    .option('--public-key <file>', 'a copy of what rockpool audit public-key has printed')
    .action(async (options) => (await import('../audit/verify.ts')).verifyTrails(options))
  withOutput(
    subcommand(audit, {
      name: 'tail',
      summary: 'Print the newest records of all databases, in the order of their times',
      details: 'As JSON, each record is one line.',
      examples: ['rockpool audit tail -n 50', 'rockpool audit tail --follow --output json | jq .operation'],
    }),
  )
    .option('-n, --lines <count>', 'how many records to begin with', '20')
    .option('-f, --follow', 'go on with new records as they are written, until interrupted')
    .action(async (options) => (await import('../audit/tail.ts')).tailTrails(options))
  subcommand(audit, {
    name: 'public-key',
    summary: 'Print the key that checkpoints of the trail are verified with',
    details:
      'Keep a copy where who can write to the database cannot, for rockpool audit verify --public-key.',
    examples: ['rockpool audit public-key > audit.pem'],
  }).action(async () => (await import('../audit/verify.ts')).printPublicKey())
}
