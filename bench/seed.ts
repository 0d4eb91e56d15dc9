// Fills the data folder of a stopped server through the product's own functions, in one transaction for each
// account: by API the same would take minutes.
import { createAccount } from '../src/areas/account/account.ts'
import * as store from '../src/areas/secrets/store.ts'
import { sealValues } from '../src/areas/secrets/values.ts'
import { createToken } from '../src/cloud/tokens/token.ts'
import { type Installation, openInstallation } from '../src/installation.ts'
import { REGION } from './server.ts'

/** Makes an account with `count` secrets for each of `counts`, and gives their tokens in that order. */
export async function seedSecrets(data: string, counts: readonly number[]): Promise<string[]> {
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

async function seedAccount({ main, regions }: Installation, count: number): Promise<string> {
  const now = new Date()
  const { account, token } = await main.database.transact(async (tx) => {
    const made = await createAccount(tx, `with ${count}`, now)
    if (!made) throw new Error(`there is an account with ${count} already`)
    const wanted = { account: made.id, name: 'bench', scopes: ['api:read'], expires_at: undefined }
    return { account: made.id, token: (await createToken(tx, wanted, now)).token }
  })
  const region = await regions.get(REGION)?.open()
  if (!region) throw new Error(`${REGION} is not a region of the installation`)
  const at = now.toISOString()
  await region.database.transact(async (tx) => {
    for (let number = 0; number < count; number++) {
      const key = { account, name: `service-${String(number).padStart(6, '0')}` }
      const row = { ...key, version: 1, created_at: at, updated_at: at, delete_requested_at: null }
      const sealed = sealValues({ region: REGION, store: region, key }, 1, { password: `password ${number}` })
      if (!(await store.insertSecret(tx, row))) throw new Error(`there is a ${key.name} already`)
      await store.insertVersion(tx, { ...key, version: 1, created_at: at, ...sealed })
    }
    await store.addToCounts(tx, account, { total: count, deleted: 0 })
  })
  return token
}
