// A scan is a hidden action of one step: it reads the account through the API, as its owner sees it, judges it, and writes
// what it found, which shows when its last transaction completes it. Whatever dies in between, the next one begins it anew.
import { type ActionKind, reachingStep } from '../../engine/action.ts'
import type { Judgement } from './judging.ts'
import { saveScan } from './store.ts'

export const SCAN: ActionKind<object> = {
  resource_type: 'posture_scan',
  type: 'scan',
  hidden: true,
  audited: true,
  steps: [
    reachingStep<object, Judgement>({
      name: 'scan',
      async reach({ deps, action: { account, resource_id: scan_id }, goOn, holds }) {
        const { judgeAccount } = await import('./judging.ts')
        return judgeAccount({ deps, account, scan_id, goOn, holds })
      },
      async apply({ deps, tx, action: { account, resource_id: id } }, result) {
        const completed_at = deps.now().toISOString()
        await saveScan(tx, { account, id }, { status: 'COMPLETED', completed_at, ...result })
      },
    }),
  ],
  async undo({ deps, tx, action: { account, resource_id: id } }, failure) {
    const { message } = failure as Error
    const completed_at = deps.now().toISOString()
    await saveScan(tx, { account, id }, { status: 'FAILED', completed_at, failure: message })
  },
}
