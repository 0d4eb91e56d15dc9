// What has been made of a Droplet, snapshots and backups, and what it boots.
import { images } from '../../cloud/images.ts'
import { listEnds } from '../../cloud/wire.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import type { Paging } from '../../kernel/paging.ts'
import { requireDroplet } from './droplet.ts'
import type { BackupList, DropletImage, KernelList, SnapshotList } from './schema.ts'

export async function listBackups(ctx: Ctx, droplet_id: number, paging: Paging): Promise<BackupList> {
  const { made, ...ends } = await pageOfImages(ctx, droplet_id, { type: 'backup', ...paging })
  return { backups: made, ...ends }
}

export async function listSnapshots(ctx: Ctx, droplet_id: number, paging: Paging): Promise<SnapshotList> {
  const { made, ...ends } = await pageOfImages(ctx, droplet_id, { type: 'snapshot', ...paging })
  return { snapshots: made, ...ends }
}

async function pageOfImages(
  ctx: Ctx,
  droplet_id: number,
  { type, ...paging }: Paging & Pick<DropletImage, 'type'>,
) {
  const { id } = await requireDroplet(ctx, droplet_id)
  const { read } = ctx.deps.main.database
  const linked_to = { kind: 'droplet', id }
  const page = await images.page(read, ctx.principal.account, { type, linked_to, ...paging })
  const made: DropletImage[] = page.documents.map((image) => ({
    id: Number(image.id),
    name: image.name,
    type,
    created_at: image.created_at,
    regions: image.body.regions,
    min_disk_size: image.body.min_disk_size,
    size_gigabytes: image.body.size_gigabytes,
  }))
  return { made, ...listEnds(ctx, paging, page.total) }
}

/** None to choose from: every Droplet boots the kernel of its image. */
export async function listKernels(ctx: Ctx, droplet_id: number, paging: Paging): Promise<KernelList> {
  await requireDroplet(ctx, droplet_id)
  return { kernels: [], ...listEnds(ctx, paging, 0) }
}
