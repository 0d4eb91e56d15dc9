// What a token needs besides the scope of the operation, for what a request names.
import { requireScope } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'

export function requireTagScopes(ctx: Ctx, tags: readonly string[]): void {
  if (tags.length === 0) return
  requireScope(ctx, 'tag:create')
  requireScope(ctx, 'tag:read')
}

export function requireDropletScope(ctx: Ctx, droplet_ids: ReadonlyArray<number | string>): void {
  if (droplet_ids.length > 0) requireScope(ctx, 'droplet:read')
}
