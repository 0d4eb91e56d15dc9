// Public images, and those of an account.
import { findPublicImage, images as public_images } from '../../cloud/catalogue/catalogue.ts'
import type { Image } from '../../cloud/catalogue/schema.ts'
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
    offset: Math.max(0, before - offered.length),
    limit: query.per_page - page.length,
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
  stretch: { offset: number; limit: number },
): Promise<{ images: Image[]; total: number }> {
  if (type !== undefined) return { images: [], total: 0 }
  const { read } = deps.main.database
  const { account } = principal
  const filter = tag_name === undefined ? {} : { linked_from: tagRef(tag_name) }
  const [documents, total] = await Promise.all([
    images.stretch(read, account, { ...stretch, ...filter }),
    images.count(read, account, filter),
  ])
  return { images: await shownImages(read, account, documents), total }
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
