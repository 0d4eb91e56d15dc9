// The commands about TLS certificates: one asks the server, the other opens the installation.
import type { Command } from 'commander'
import { ASKS_A_SERVER, subcommand, withOutput } from './define.ts'

export function defineCertificatesCommands(program: Command): void {
  const certificates = subcommand(program, {
    name: 'certificates',
    summary: 'List TLS certificates, and take one out with its private key',
    examples: [
      'rockpool certificates list',
      'rockpool certificates export web --chain web.pem --key web.key',
    ],
  })
  withOutput(
    subcommand(certificates, {
      name: 'list',
      summary: 'List certificates: what they are good for, until when, and when they are renewed next',
      details: `Uploaded ones (type custom) are renewed by whoever uploaded them, and have no such time.\n\n${ASKS_A_SERVER}`,
      examples: ['rockpool certificates list', 'rockpool certificates list --name web --output json'],
    }),
  )
    .option('--name <name>', 'only the one of this name')
    .action(async (options) => (await import('../certificates/list.ts')).listCertificates(options))
  subcommand(certificates, {
    name: 'export <name>',
    summary: 'Write the chain of a certificate, and its private key, to files that only you can read',
    details:
      'For the owner of the machine, beside a running server or without one: private keys never come out by the API. The files are PEM, the leaf first, as web servers take them. What is exported is recorded in the audit trail. After a renewal the key is another one: export again.',
    examples: [
      'rockpool certificates export web --chain web.pem --key web.key',
      'rockpool certificates export web --chain /etc/nginx/web.pem --key /etc/nginx/web.key --force && nginx -s reload',
      'rockpool certificates export web --chain - | openssl x509 -noout -enddate',
    ],
  })
    .option('--chain <file>', 'where the certificate and those above it go; - is standard output')
    .option('--key <file>', 'where the private key goes')
    .option('--account <name>', 'the account it belongs to (default: the only one)')
    .option('--force', 'replace files that are there')
    .action(async (name, options) =>
      (await import('../certificates/export.ts')).exportCertificate(name, options),
    )
}
