// How a command fails: one clear line on standard error, and an exit code.
import { environment } from '../../config.ts'

export const EXIT = { failed: 1, usage: 2, not_checked: 3, not_executable: 126, not_found: 127 } as const

/** Ends the command with its message and exit code. The message says what to do next, and holds no secret. */
export class CommandProblem extends Error {
  readonly exit_code: number

  constructor(message: string, exit_code: number = EXIT.failed) {
    super(message)
    this.exit_code = exit_code
  }
}

/** The command line or a setting is wrong. */
export const usageProblem = (message: string) => new CommandProblem(message, EXIT.usage)

/** Prints what `error` has to tell, and gives the exit code. */
export async function reportProblem(error: unknown): Promise<number> {
  if (isCommander(error)) return error.exitCode === 0 ? 0 : EXIT.usage
  if (error instanceof CommandProblem) return say(error.message, error.exit_code)
  const advice = adviceOnSocket(error) ?? adviceOnLogin(error) ?? (await adviceOnInstallation(error))
  if (advice !== undefined) return say(advice, EXIT.failed)
  const { ROCKPOOL_LOG_LEVEL: level = '' } = environment()
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  return say(['debug', 'trace'].includes(level) ? (stack ?? message) : message, EXIT.failed)
}

function say(text: string, exit_code: number): number {
  process.stderr.write(`rockpool: ${text}\n`)
  return exit_code
}

/** Commander has printed its own complaint already. */
function isCommander(error: unknown): error is { exitCode: number } {
  const { code = '' } = error as { code?: string }
  return typeof code === 'string' && code.startsWith('commander.')
}

// PostgreSQL's classes for a login that it refuses and for a database that is not there.
function adviceOnLogin(error: unknown): string | undefined {
  const { code, message } = error as { code?: unknown; message: string }
  const refused = typeof code === 'string' && /^(28|3D)[0-9A-Z]{3}$/.test(code)
  return refused ? `PostgreSQL: ${message}; see ROCKPOOL_DATABASE_URL and ROCKPOOL_REGIONS` : undefined
}

function adviceOnSocket(error: unknown): string | undefined {
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & { address: string; port: number }
  if (syscall !== 'listen' && syscall !== 'bind') return undefined
  const settings =
    'or choose another address with ROCKPOOL_LISTEN (HTTP), ROCKPOOL_TLS_LISTEN (HTTPS) or ROCKPOOL_DNS_LISTEN (DNS)'
  if (code === 'EADDRINUSE')
    return `${address}:${port} is taken; stop what listens there (perhaps another Rockpool), ${settings}`
  if (code === 'EACCES') return `${address}:${port} needs more rights; take a port from 1024 up, ${settings}`
  return `cannot listen on ${address}:${port} (${code}); ${settings.slice('or '.length)}`
}

// Loaded only now: the commands that talk to a server must not pay for what opens an installation.
async function adviceOnInstallation(error: unknown): Promise<string | undefined> {
  const { message } = error as Error
  if ((error as { code?: unknown }).code === 'store_unavailable')
    return `${message}; see that the database can be reached and its disk has room, then try again`
  const [{ InstallationProblem }, { WrongMasterKey }, { WrongSchema }] = await Promise.all([
    import('../../installation.ts'),
    import('../../areas/keys/ring.ts'),
    import('../../store/migrate.ts'),
  ])
  if (error instanceof WrongMasterKey)
    return `${message} (ROCKPOOL_MASTER_KEY_FILE names it; without that it is master.key in the data folder)`
  return error instanceof InstallationProblem || error instanceof WrongSchema ? message : undefined
}
