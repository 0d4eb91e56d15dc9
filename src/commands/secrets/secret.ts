import { type Client, queryOf } from '../client.ts'
import { CommandProblem } from '../line/problem.ts'

/** As the API gives it: without `values` while it is deleted. */
export interface Secret {
  secret: string
  region: string
  version: number
  delete_requested_at?: string
  values?: Record<string, string>
}

interface Which {
  region?: string | undefined
  version?: string | undefined
}

/** Throws CommandProblem for a deleted one, whose values the API withholds. */
export async function readSecret(
  client: Client,
  name: string,
  { region, version }: Which,
): Promise<Required<Pick<Secret, 'region' | 'version' | 'values'>>> {
  const query = queryOf({ region, version })
  const secret = await client.ask<Secret>('GET', `/v2/security/secrets/${encodeURIComponent(name)}${query}`)
  if (secret.values) return { region: secret.region, version: secret.version, values: secret.values }
  throw new CommandProblem(
    `the secret ${name} in ${secret.region} was deleted at ${secret.delete_requested_at}; restore it first`,
  )
}
