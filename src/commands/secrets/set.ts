import { ApiRefusal, type Client, clientOf } from '../client.ts'
import { configuration } from '../line/configuration.ts'
import { notice, type OutputOption, printResult } from '../line/output.ts'
import { givenValues, type ValueOptions } from './given_values.ts'
import { readSecret } from './secret.ts'

interface SetOptions extends ValueOptions, OutputOption {
  region?: string
  replace?: boolean
}

interface SecretRef {
  name: string
  region: string
  version: number
}

interface Change {
  name: string
  values: Record<string, string>
  region: string | undefined
  /** Where a new secret goes when no region is named. */
  first_region: string
  replace: boolean
}

const CONFLICT = 409
const NOT_FOUND = 404
const TRIES = 5

export async function setSecret(name: string, pairs: string[], options: SetOptions): Promise<void> {
  const config = configuration()
  const client = clientOf(config)
  const change = {
    name,
    values: await givenValues(pairs, options),
    region: options.region,
    first_region: config.regions[0]?.slug ?? '',
    replace: options.replace ?? false,
  }
  const { name: secret, region, version } = await applyUntilFree(client, change)
  printResult(options, { name: secret, region, version }, [{ name: secret, region, version }])
}

/**
 * Where another writer came between, what it wrote is read, and the change made on top of it. A replacement would
 * wipe that out unseen, so it is tried once.
 */
async function applyUntilFree(client: Client, change: Change): Promise<SecretRef> {
  for (let tried = 1; ; tried++) {
    try {
      return await applyChange(client, change)
    } catch (error) {
      const conflict = error instanceof ApiRefusal && error.status === CONFLICT
      if (!conflict || change.replace || tried === TRIES) throw error
    }
  }
}

async function applyChange(client: Client, change: Change): Promise<SecretRef> {
  const { name, values, replace } = change
  const current = await findSecret(client, change)
  if (!current) return createSecret(client, change)
  const merged = replace ? values : { ...current.values, ...values }
  const { region, version } = current
  const path = `/v2/security/secrets/${encodeURIComponent(name)}`
  return client.ask('PUT', path, { region, version, values: merged })
}

async function findSecret(client: Client, { name, region }: Change) {
  try {
    return await readSecret(client, name, { region })
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === NOT_FOUND) return undefined
    throw error
  }
}

async function createSecret(client: Client, { name, values, ...change }: Change): Promise<SecretRef> {
  const region = change.region ?? change.first_region
  if (change.region === undefined)
    notice(`rockpool: ${name} is new; it goes to ${region}, the first of ROCKPOOL_REGIONS`)
  return client.ask('POST', '/v2/security/secrets', { name, region, values })
}
