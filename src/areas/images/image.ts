// Public images, and those of an account.
import { findPublicImage, images as public_images } from '../../cloud/catalogue.ts'
import { images, shownImages } from '../../cloud/images.ts'
import { tagRef } from '../../cloud/tags.ts'
import { listEnds, pageOf } from '../../cloud/wire.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import { dropTransfers } from './account_transfer.ts'
import { knownDistribution } from './custom.ts'
import { imageAnswer, lockImage } from './own_image.ts'
import type { ImageAnswer, ImageList, ListQuery, UpdateImage } from './schema.ts'

/** Public images come first, the account's own after them. */
export async function listImages(ctx: Ctx, query: ListQuery): Promise<ImageList> {
  const offered = offeredOf(query)
  const page = pageOf(offered, query)
  const before = (query.page - 1) * query.per_page
  const own = await ownOf(ctx, query, {
    skip: Math.max(0, before - offered.length),
    per_page: query.per_page - page.length,
  })
  return {
    images: [...page, ...own.images],
    ...listEnds(ctx, query, offered.length + own.total),
  }
}

/** All that is asked for must hold: what is public is neither private nor tagged. */
function offeredOf({ type, tag_name, private: own_only }: ListQuery) {
  if (own_only || tag_name !== undefined) return []
  if (type === undefined) return public_images
  return public_images.filter((image) => (image.type === 'base') === (type === 'distribution'))
}

async function ownOf(
  { deps, principal }: Ctx,
  { type, tag_name }: ListQuery,
  slice: { skip: number; per_page: number },
) {
  if (type !== undefined) return { images: [], total: 0 }
  const { read } = deps.main.database
  const { documents, total } = await images.page(read, principal.account, {
    ...slice,
    page: 1,
    linked_from: tag_name === undefined ? undefined : tagRef(tag_name),
  })
  return { images: await shownImages(read, principal.account, documents), total }
}

export async function getImage({ deps, principal }: Ctx, id_or_slug: string): Promise<ImageAnswer> {
  const offered = findPublicImage(id_or_slug)
  if (offered) return { image: offered }
  const { read } = deps.main.database
  const own = await images.find(read, principal.account, id_or_slug)
  if (!own) throw notFound()
  return imageAnswer(read, own)
}

export function updateImage(ctx: Ctx, image_id: number, wanted: UpdateImage): Promise<ImageAnswer> {
  const { name, distribution, description } = wanted
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const image = await lockImage(ctx, tx, image_id)
    if (image.type !== 'custom' && (distribution ?? description) !== undefined)
      throw invalid('description and distribution can be changed of custom images only.')
    const changed = {
      ...image,
      name: name ?? image.name,
      body: {
        ...image.body,
        ...(distribution !== undefined && { distribution: knownDistribution(distribution) }),
        ...(description !== undefined && { description }),
      },
    }
    await images.replace(tx, changed)
    return imageAnswer(tx, changed)
  })
}

/** Droplets that were made of it keep what they have of it. */
export async function deleteImage(ctx: Ctx, image_id: number): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const image = await lockImage(ctx, tx, image_id)
    await dropTransfers(tx, image)
    await images.remove(tx, image.account, image.id)
  })
}
