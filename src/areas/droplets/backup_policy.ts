// When Droplets are backed up, as clients are told.
import { RETENTION_DAYS, WEEKDAYS, WINDOW_HOURS, WINDOW_STARTS } from '../../cloud/backup_policy.ts'
import { type DropletBody, droplets } from '../../cloud/droplets.ts'
import { listEnds } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Document } from '../../store/documents/documents.ts'
import { requireDroplet } from './droplet.ts'
import type { Policy, PolicyAnswer, PolicyList, SupportedPolicies } from './schema.ts'

export const supported: SupportedPolicies = {
  supported_policies: (['weekly', 'daily'] as const).map((name) => ({
    name,
    possible_window_starts: WINDOW_STARTS,
    window_length_hours: WINDOW_HOURS,
    retention_period_days: RETENTION_DAYS[name],
    possible_days: name === 'weekly' ? [...WEEKDAYS] : [],
  })),
}

export async function getPolicy(ctx: Ctx, droplet_id: number): Promise<PolicyAnswer> {
  return { policy: shownPolicy(await requireDroplet(ctx, droplet_id)) }
}

/** Of every Droplet, also of those that are not backed up. */
export async function listPolicies(ctx: Ctx, paging: Paging): Promise<PolicyList> {
  const { read } = ctx.deps.main.database
  const { documents, total } = await droplets.page(read, ctx.principal.account, paging)
  const policies = Object.fromEntries(documents.map((droplet) => [droplet.id, shownPolicy(droplet)]))
  return { policies, ...listEnds(ctx, paging, total) }
}

function shownPolicy({ id, body }: Document<DropletBody>): Policy {
  const { backup_policy, next_backup_window } = body
  if (!backup_policy) return { droplet_id: Number(id), backup_enabled: false }
  return {
    droplet_id: Number(id),
    backup_enabled: true,
    backup_policy: {
      ...backup_policy,
      window_length_hours: WINDOW_HOURS,
      retention_period_days: RETENTION_DAYS[backup_policy.plan],
    },
    ...(next_backup_window && { next_backup_window }),
  }
}
