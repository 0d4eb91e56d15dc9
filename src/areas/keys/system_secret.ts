import type { Deps, Store } from '../../kernel/ctx.ts'
import { open, rewrap, seal } from '../../vault/seal.ts'
import {
  findSystemSecret,
  insertSystemSecret,
  listSystemSecretsNotUnder,
  replaceSystemSecret,
  type SystemSecretRow,
} from './store.ts'

/** The server's own secret of that name, made on first use; when two nodes make it at once, both get the same. */
export async function systemSecret(
  store: Store,
  name: string,
  now: Date,
  make: () => Promise<string>,
): Promise<string> {
  return store.acrossRotation(async () => {
    const existing = await findSystemSecret(store.database.read, name)
    if (existing) return open(store.ring, placeOf(name), existing)
    const row = { name, ...seal(store.ring, placeOf(name), await make()), created_at: now.toISOString() }
    const kept = await store.database.transact(async (tx) => {
      await insertSystemSecret(tx, row)
      return (await findSystemSecret(tx, name)) as SystemSecretRow
    })
    return open(store.ring, placeOf(name), kept)
  })
}

/** Puts another text in place of the one kept under `name`. */
export async function replaceSecretText(store: Store, name: string, text: string): Promise<void> {
  await store.acrossRotation(() =>
    store.database.transact(async (tx) => {
      const old = await findSystemSecret(tx, name)
      if (old) await replaceSystemSecret(tx, old, seal(store.ring, placeOf(name), text))
    }),
  )
}

export async function rewrapSystemSecrets({ main }: Deps): Promise<void> {
  await main.refreshRing()
  const rows = await listSystemSecretsNotUnder(main.database.read, main.ring.current)
  for (const row of rows) {
    const sealed = rewrap(main.ring, placeOf(row.name), row)
    await main.database.transact((tx) => replaceSystemSecret(tx, row, sealed))
  }
}

const placeOf = (name: string) => `system_secrets/${name}`
