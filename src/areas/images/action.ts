// Actions on an image: transfer, which copies it to another region, and convert, which makes a snapshot of a backup.
import { type Action, type ActionList, getAction, listActions, shownAction } from '../../cloud/actions.ts'
import { images } from '../../cloud/images.ts'
import { type ActionKind, startAction } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Paging } from '../../kernel/paging.ts'
import type { Db } from '../../store/database.ts'
import { requireOpenRegion } from './custom.ts'
import { changeImage, type ImageDocument, lockImage, requireFree, resourceOf } from './own_image.ts'
import type { ImageAction, ImageActionAnswer } from './schema.ts'

export const TRANSFER: ActionKind<{ region: string }> = {
  resource_type: 'image',
  type: 'transfer',
  steps: [
    {
      name: 'copy',
      seconds: 120,
      apply: (work) =>
        changeImage(work, (image) => ({
          ...image,
          body: { ...image.body, regions: [...image.body.regions, work.input.region] },
        })),
    },
  ],
}

export const CONVERT: ActionKind = {
  resource_type: 'image',
  type: 'convert',
  steps: [
    {
      name: 'convert',
      seconds: 10,
      apply: (work) => changeImage(work, (image) => ({ ...image, type: 'snapshot' })),
    },
  ],
}

export function startImageAction(
  ctx: Ctx,
  image_id: number,
  wanted: ImageAction,
): Promise<ImageActionAnswer> {
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const image = await lockImage(ctx, tx, image_id)
    await requireFree(tx, image)
    const row =
      wanted.type === 'transfer'
        ? await startTransfer(ctx, tx, image, wanted.region)
        : await startConversion(ctx, tx, image)
    return answered(shownAction(row))
  })
}

function startTransfer(ctx: Ctx, tx: Db, { account, id, type, body }: ImageDocument, region?: string) {
  if (region === undefined) throw invalid('region is required to transfer an image.')
  requireOpenRegion(region)
  if (type === 'backup') throw invalid('A backup cannot be transferred; convert it to a snapshot first.')
  if (body.regions.includes(region)) throw invalid(`region: the image is in ${region} already.`)
  return startAction(ctx.deps, tx, TRANSFER, { account, resource_id: id, region, input: { region } })
}

function startConversion(ctx: Ctx, tx: Db, { account, id, type, body }: ImageDocument) {
  if (type !== 'backup') throw invalid(`Only a backup can be converted, and this image is of type ${type}.`)
  const region = body.regions[0] ?? null
  return startAction(ctx.deps, tx, CONVERT, { account, resource_id: id, region, input: {} })
}

export async function listImageActions(ctx: Ctx, image_id: number, paging: Paging): Promise<ActionList> {
  await requireImage(ctx, image_id)
  return listActions(ctx, paging, resourceOf(image_id))
}

export async function getImageAction(
  ctx: Ctx,
  { image_id, action_id }: { image_id: number; action_id: number },
): Promise<ImageActionAnswer> {
  await requireImage(ctx, image_id)
  return answered((await getAction(ctx, action_id, resourceOf(image_id))).action)
}

async function requireImage({ deps, principal }: Ctx, image_id: number): Promise<void> {
  if (!(await images.find(deps.main.database.read, principal.account, String(image_id)))) throw notFound()
}

const answered = (action: Action): ImageActionAnswer => ({ ...action, action })
