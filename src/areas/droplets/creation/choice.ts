// What a new Droplet is made of, and where: what a request says about size, image and region, held against what there is.
import { findPublicImage, findRegion, findSize, regions } from '../../../cloud/catalogue/catalogue.ts'
import type { Image, Region, Size } from '../../../cloud/catalogue/schema.ts'
import { findImage } from '../../../cloud/images.ts'
import { requireScope, unknown } from '../../../cloud/wire.ts'
import type { Ctx } from '../../../kernel/ctx.ts'
import { invalid } from '../../../kernel/errors.ts'
import type { Db } from '../../../store/database.ts'

export interface Choice {
  size: Size
  image: Image
  region: Region
}

interface Wanted {
  size: string
  image: string | number
  /** A slug, the letters that several slugs begin with, or nothing where any region will do. */
  region: string | undefined
}

export async function choose(ctx: Ctx, tx: Db, wanted: Wanted): Promise<Choice> {
  const size = findSize(wanted.size)
  if (!size) throw unknown('size', 'size', wanted.size)
  const image = await imageFor(ctx, tx, wanted.image)
  const room = image.min_disk_size ?? 0
  if (size.disk < room)
    throw invalid(
      `size: the image ${nameOf(image)} needs a disk of ${room} GB, ${size.slug} has ${size.disk} GB.`,
    )
  return { size, image, region: regionFor(wanted.region, size, image) }
}

async function imageFor(ctx: Ctx, tx: Db, wanted: string | number): Promise<Image> {
  // The scope to create Droplets comes with that to read images; what is public needs no more.
  if (!findPublicImage(wanted)) requireScope(ctx, 'image:read')
  const image = await findImage(tx, ctx.principal.account, wanted)
  if (!image) throw invalid('You specified an invalid image for Droplet creation.')
  if (image.status !== 'available')
    throw invalid(`image: the image ${nameOf(image)} is ${image.status}, not available.`)
  return image
}

function regionFor(wanted: string | undefined, size: Size, image: Image): Region {
  const exact = wanted === undefined ? undefined : findRegion(wanted)
  if (exact) {
    const problem = problemOf(exact, size, image)
    if (problem !== undefined) throw invalid(problem)
    return exact
  }
  const near = regions.filter(({ slug }) => wanted === undefined || slug.replace(/\d+$/, '') === wanted)
  if (near.length === 0) throw unknown('region', 'region', wanted)
  const fitting = near.find((region) => problemOf(region, size, image) === undefined)
  if (!fitting)
    throw invalid(
      `region: none of ${near.map(({ slug }) => slug).join(', ')} has both ${size.slug} and the image ${nameOf(image)}.`,
    )
  return fitting
}

function problemOf(region: Region, size: Size, image: Image): string | undefined {
  const { slug } = region
  if (!region.available) return `region: ${slug} takes no new Droplets.`
  if (!size.available || !size.regions.includes(slug))
    return `size: ${size.slug} is not available in ${slug}.`
  if (!image.regions.includes(slug)) return `image: the image ${nameOf(image)} is not available in ${slug}.`
  return undefined
}

const nameOf = ({ slug, id }: Image) => slug ?? String(id)
