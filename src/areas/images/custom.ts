// Custom images. What their URL names is never fetched: they become available all the same.
import { findRegion } from '../../cloud/catalogue/catalogue.ts'
import { type ImageBody, images } from '../../cloud/images.ts'
import { setTags } from '../../cloud/tags.ts'
import { unknown } from '../../cloud/wire.ts'
import { type ActionKind, startAction, type Work } from '../../engine/action.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { changeImage, type ImageDocument, imageAnswer } from './own_image.ts'
import type { CreateImage, ImageAnswer } from './schema.ts'

const DISTRIBUTIONS = new Set([
  'Arch Linux',
  'CentOS',
  'CoreOS',
  'Debian',
  'Fedora',
  'Fedora Atomic',
  'FreeBSD',
  'Gentoo',
  'openSUSE',
  'RancherOS',
  'Rocky Linux',
  'Ubuntu',
])

/** As documented: whatever else is given is accepted, and ignored. */
export const knownDistribution = (given = 'Unknown') => (DISTRIBUTIONS.has(given) ? given : 'Unknown')

// Since nothing is fetched, these are ours: such an image fits on the smallest Droplet.
const IMPORTED = { min_disk_size: 10, size_gigabytes: 2.5 }

/** Takes the image from NEW by pending to available, in its region. */
export const IMPORT: ActionKind<{ region: string }> = {
  resource_type: 'image',
  type: 'import',
  hidden: true,
  steps: [
    { name: 'download', seconds: 15, apply: (work) => change(work, { status: 'pending' }) },
    {
      name: 'convert',
      seconds: 90,
      apply: (work) => change(work, { status: 'available', regions: [work.input.region], ...IMPORTED }),
    },
  ],
}

async function change(work: Work<object>, part: Partial<ImageBody>): Promise<void> {
  await changeImage(work, (image) => ({ ...image, body: { ...image.body, ...part } }))
}

export function createCustomImage(ctx: Ctx, wanted: CreateImage): Promise<ImageAnswer> {
  const { account } = ctx.principal
  const { url, region } = wanted
  requireOpenRegion(region)
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    // A password or a signature may be part of it, so it is not quoted.
    throw invalid('url must be an http or https URL.')
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const image = await insertImage(ctx, tx, wanted)
    await startAction(ctx.deps, tx, IMPORT, { account, resource_id: image.id, input: { region } })
    return imageAnswer(tx, image)
  })
}

/** Where an image can be put. */
export function requireOpenRegion(slug: string): void {
  const region = findRegion(slug)
  if (!region) throw unknown('region', 'region', slug)
  if (!region.available) throw invalid(`region: ${slug} is not available.`)
}

async function insertImage(ctx: Ctx, tx: Db, { name, tags, ...wanted }: CreateImage): Promise<ImageDocument> {
  const { document } = await images.insert(tx, {
    account: ctx.principal.account,
    name,
    type: 'custom',
    created_at: ctx.deps.now().toISOString(),
    body: {
      distribution: knownDistribution(wanted.distribution),
      regions: [],
      min_disk_size: 0,
      size_gigabytes: 0,
      description: wanted.description ?? '',
      status: 'NEW',
      error_message: '',
    },
  })
  ctx.audit.resource = `do:image:${document.id}`
  await setTags(ctx, tx, { kind: images.kind, id: document.id }, tags ?? [])
  return document
}
