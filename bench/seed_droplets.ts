// Fills the data folder of a stopped server with Droplets, through the product's own functions.
import { createAccount } from '../src/areas/account/account.ts'
import { findPublicImage } from '../src/cloud/catalogue/catalogue.ts'
import { type DropletBody, droplets } from '../src/cloud/droplets.ts'
import { vpcs } from '../src/cloud/networks/vpcs.ts'
import { tags } from '../src/cloud/tags.ts'
import { createToken } from '../src/cloud/tokens/token.ts'
import { type Installation, openInstallation } from '../src/installation.ts'
import type { Db } from '../src/store/database.ts'
import { link } from '../src/store/documents/links.ts'
import { REGION } from './server.ts'

/** How many Droplets of each account have the tag RARE. */
export const HITS = 50
export const RARE = 'rare'

const AT_ONCE = 1000

/** Makes an account with `count` Droplets for each of `counts`, and gives their tokens in that order. */
export async function seedDroplets(data: string, counts: readonly number[]): Promise<string[]> {
  const place = { data, schema: 'rockpool', database_url: undefined, master_key_file: undefined }
  const installation = await openInstallation({ ...place, regions: [{ slug: REGION }] })
  try {
    const tokens: string[] = []
    for (const count of counts) tokens.push(await seedAccount(installation, count))
    return tokens
  } finally {
    await installation.close()
  }
}

async function seedAccount({ main }: Installation, count: number): Promise<string> {
  const now = new Date()
  const at = now.toISOString()
  const { account, token, vpc } = await main.database.transact(async (tx) => {
    const made = await createAccount(tx, `with ${count} Droplets`, now)
    if (!made) throw new Error(`there is an account with ${count} Droplets already`)
    const wanted = {
      account: made.id,
      name: 'bench',
      scopes: ['api:read', 'security:create'],
      expires_at: undefined,
    }
    const common = { account: made.id, created_at: at }
    for (const name of [RARE, 'all']) await tags.insert(tx, { ...common, id: name, name, body: {} })
    const { document } = await vpcs.insert(tx, {
      ...common,
      id: crypto.randomUUID(),
      name: 'default',
      type: 'default',
      region: REGION,
      body: { description: '', ip_range: '10.100.0.0/16', is_default: true },
    })
    return { account: made.id, token: (await createToken(tx, wanted, now)).token, vpc: document.id }
  })
  for (let first = 0; first < count; first += AT_ONCE)
    await main.database.transact(async (tx) => {
      for (let number = first; number < Math.min(count, first + AT_ONCE); number++)
        await seedDroplet(tx, { account, at, vpc, number, rare: number % Math.floor(count / HITS) === 0 })
    })
  return token
}

interface Wanted {
  account: string
  at: string
  vpc: string
  number: number
  rare: boolean
}

async function seedDroplet(tx: Db, { account, at, vpc, number, rare }: Wanted): Promise<void> {
  const { document } = await droplets.insert(tx, {
    account,
    name: `droplet-${number}`,
    region: REGION,
    created_at: at,
    body: bodyOf(number),
  })
  const droplet = { kind: 'droplet', id: document.id }
  await link(tx, { account, from: droplet, to: { kind: 'vpc', id: vpc } }, at)
  for (const id of rare ? ['all', RARE] : ['all'])
    await link(tx, { account, from: { kind: 'tag', id }, to: droplet }, at)
}

function bodyOf(number: number): DropletBody {
  const image = findPublicImage('ubuntu-24-04-x64')
  if (!image) throw new Error('the catalogue has no Ubuntu')
  const host = `${Math.floor(number / 65_536)}.${Math.floor(number / 256) % 256}.${number % 256}`
  return {
    status: 'active',
    locked: false,
    size: 's-1vcpu-1gb',
    disk: 25,
    image,
    networks: {
      v4: [
        { ip_address: `244.${host}`, netmask: '255.255.240.0', gateway: '244.0.0.1', type: 'public' },
        { ip_address: `10.${host}`, netmask: '255.255.0.0', gateway: '<nil>', type: 'private' },
      ],
      v6: [],
    },
    features: ['droplet_agent', 'private_networking'],
    backup_policy: null,
    next_backup_window: null,
    ssh_keys: [],
    user_data: null,
  }
}
