// The whole command line. What a command does is loaded only when it runs, so that the small ones start fast.
import type { Command } from 'commander'
import { defineCertificatesCommands } from './certificates_commands.ts'
import { rootCommand, subcommand } from './define.ts'
import { defineInstallationCommands } from './installation_commands.ts'
import { defineScanCommand } from './scan_command.ts'
import { defineSecretsCommands } from './secrets_commands.ts'
import { defineTrailCommands } from './trail_commands.ts'

export function buildProgram(): Command {
  const program = rootCommand({
    name: 'rockpool',
    summary: 'The DigitalOcean v2 API on your own machine, with security services that are real',
    details:
      'Settings are environment variables: docs/settings.md lists them all. The commands work beside a running server, and changes they make take effect there at once.',
    examples: [
      'rockpool serve',
      'rockpool token create --name ci',
      'rockpool secrets run --secret billing -- ./start.sh',
    ],
  })
  subcommand(program, {
    name: 'serve',
    summary: 'Serve the API until SIGTERM or SIGINT',
    details:
      'The first start makes the data folder, an account, a token with full access and a certificate authority, and says where they lie. SIGTERM finishes the answers under way, then exits with 0.',
    examples: [
      'rockpool serve',
      'ROCKPOOL_DATA=/var/lib/rockpool ROCKPOOL_TLS_LISTEN=0.0.0.0:8485 rockpool serve',
    ],
  }).action(serveUntilStopped)
  defineInstallationCommands(program)
  defineTrailCommands(program)
  defineSecretsCommands(program)
  defineCertificatesCommands(program)
  defineScanCommand(program)
  subcommand(program, {
    name: 'version',
    summary: 'Print the version',
    examples: ['rockpool version', 'rockpool version --output json'],
  })
    .option('-o, --output <format>', 'json adds the versions of Node.js and SQLite')
    .action(async (options) => (await import('../version.ts')).printVersion(options))
  return program
}

async function serveUntilStopped(): Promise<void> {
  const [{ configuration }, { serve }] = await Promise.all([
    import('./configuration.ts'),
    import('../serve.ts'),
  ])
  // Database files are for their owner alone, from their first byte on.
  process.umask(0o077)
  await serve(configuration())
}
