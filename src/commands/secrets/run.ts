// `secrets run`: nothing of this process is left when the command runs.
import { flushCompileCache } from 'node:module'
import { environment } from '../../config.ts'
import { clientOf } from '../client.ts'
import { configuration } from '../line/configuration.ts'
import { CommandProblem, usageProblem } from '../line/problem.ts'
import { becomeCommand, findCommand } from './exec.ts'
import type { RunLine } from './run_line.ts'
import { readSecret } from './secret.ts'

interface Origin {
  secret: string
  value: string
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Does not return but by an error: the command takes the place of this process. */
export async function runWithSecrets(
  [command = '', ...args]: string[],
  options: RunLine['options'],
): Promise<never> {
  const names = [...new Set(options.secret.map((name) => name.trim()))]
  if (names.includes('')) throw usageProblem('--secret wants the names of secrets, with commas between')
  const client = clientOf(configuration())
  const before = environment()
  const path = findCommand(command, before.PATH)
  const secrets = await Promise.all(names.map((name) => readSecret(client, name, options)))
  const variables = mergeVariables(names.map((secret, n) => ({ secret, values: secrets[n]?.values ?? {} })))
  // The usual flush, at exit, will not come.
  flushCompileCache()
  return becomeCommand(path, [command, ...args], { ...before, ...variables })
}

/** Throws CommandProblem when two secrets have a key in common, or a key or value does not fit an environment. */
function mergeVariables(
  secrets: Array<{ secret: string; values: Record<string, string> }>,
): Record<string, string> {
  const merged = new Map<string, Origin>()
  for (const { secret, values } of secrets)
    for (const [key, value] of Object.entries(values)) {
      const other = merged.get(key)
      if (other)
        throw new CommandProblem(
          `the secrets ${other.secret} and ${secret} both have the key ${key}; rename one`,
        )
      requireVariable(secret, key, value)
      merged.set(key, { secret, value })
    }
  return Object.fromEntries([...merged].map(([key, { value }]) => [key, value]))
}

function requireVariable(secret: string, key: string, value: string): void {
  if (!VARIABLE.test(key))
    throw new CommandProblem(
      `the key ${JSON.stringify(key)} of the secret ${secret} cannot be the name of an environment variable, which is letters, digits and underscores, and no digit first`,
    )
  if (value.includes('\0'))
    throw new CommandProblem(
      `the value of ${key} of the secret ${secret} holds a zero byte, which no environment variable can`,
    )
}
