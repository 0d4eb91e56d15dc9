// The private key of a certificate that is being issued: kept before anybody is asked to sign for it.
import { rewrapTable } from '../../../cloud/sealed/rewrapping.ts'
import { noteDestroyed } from '../../../cloud/sealed/scrubbing.ts'
import { ActionFailed } from '../../../engine/action.ts'
import type { Deps } from '../../../kernel/ctx.ts'
import type { Db } from '../../../store/database.ts'
import { open, seal } from '../../../vault/seal.ts'
import {
  listOrdersNotUnder,
  NO_KEY,
  type OrderRow,
  replaceWrapping,
  type SealedOrderRow,
  saveOrder,
  sealedKeyOf,
} from './store.ts'

/** PKCS#8 PEM. In the transaction in which the order goes on. */
export async function keepOrderKey(
  { main }: Deps,
  tx: Db,
  row: OrderRow,
  private_key: string,
): Promise<void> {
  await saveOrder(tx, row, seal(main.ring, placeOf(row), private_key))
}

/** The order is over, and so is its key: what was issued keeps a copy of its own. */
export async function endOrder(
  { main, now }: Deps,
  tx: Db,
  row: OrderRow,
  outcome: NonNullable<OrderRow['outcome']>,
): Promise<void> {
  await saveOrder(tx, row, { ended_at: now().toISOString(), outcome, proofs: '[]', ...NO_KEY })
  noteDestroyed(main)
}

export function openOrderKey({ main }: Deps, row: OrderRow): string {
  const sealed = sealedKeyOf(row)
  if (!sealed) throw new ActionFailed('the key was lost')
  return open(main.ring, placeOf(row), sealed)
}

export function rewrapOrders(deps: Deps): Promise<void> {
  return rewrapTable<SealedOrderRow>(deps, deps.main, {
    placeOf,
    listNotUnder: (db, ring_key, after, limit) =>
      listOrdersNotUnder(db, ring_key, after ?? { account: '', id: '' }, limit),
    replaceWrapping,
  })
}

/** Where a key belongs, and nowhere else. Neither part holds a slash. */
const placeOf = ({ account, id }: Pick<OrderRow, 'account' | 'id'>) => `certificate_orders/${account}/${id}`
