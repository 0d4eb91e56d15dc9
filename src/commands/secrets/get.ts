import { clientOf } from '../client.ts'
import { configuration } from '../line/configuration.ts'
import { write } from '../line/output.ts'
import { CommandProblem, usageProblem } from '../line/problem.ts'
import { readSecret } from './secret.ts'

interface GetOptions {
  region?: string
  key?: string
  version?: string
}

export async function getSecret(name: string, options: GetOptions): Promise<void> {
  const { key, version } = options
  if (version !== undefined && !/^[1-9][0-9]{0,9}$/.test(version))
    throw usageProblem('--version wants a whole number from 1')
  const { values } = await readSecret(clientOf(configuration()), name, options)
  if (key === undefined) return write(`${JSON.stringify(values, null, 2)}\n`)
  const value = Object.hasOwn(values, key) ? values[key] : undefined
  if (value === undefined)
    throw new CommandProblem(
      `the secret ${name} has no key ${JSON.stringify(key)}; it has ${Object.keys(values).join(', ')}`,
    )
  // As it is, for a file or a pipe; on a terminal the prompt must not stick to it.
  write(process.stdout.isTTY ? `${value}\n` : value)
}
