// A peering works some seconds after it was asked for, and is gone some seconds after it was deleted.
import type { ActionKind, Work } from '../../engine/action.ts'
import { Documents } from '../../store/documents/documents.ts'
import type { Peering } from './schema.ts'

export interface PeeringBody {
  status: Peering['status']
}

export const peerings = new Documents<PeeringBody>('vpc_peering')

export const PROVISIONING: ActionKind = {
  resource_type: 'vpc_peering',
  type: 'provision',
  hidden: true,
  steps: [{ name: 'connect', seconds: 10, apply: activate }],
}

export const DELETION: ActionKind = {
  resource_type: 'vpc_peering',
  type: 'delete',
  hidden: true,
  steps: [{ name: 'disconnect', seconds: 5, apply: remove }],
}

async function activate({ tx, action: { account, resource_id } }: Work<object>): Promise<void> {
  const peering = await peerings.findLocked(tx, account, resource_id)
  if (peering?.body.status !== 'PROVISIONING') return
  await peerings.replace(tx, { ...peering, body: { status: 'ACTIVE' } })
}

async function remove({ tx, action: { account, resource_id } }: Work<object>): Promise<void> {
  await peerings.remove(tx, account, resource_id)
}
