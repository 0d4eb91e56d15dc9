import type { Image } from '../../../cloud/catalogue/schema.ts'
import { findImage, images } from '../../../cloud/images.ts'
import { unknown } from '../../../cloud/wire.ts'
import { ActionFailed } from '../../../engine/action.ts'
import { invalid } from '../../../kernel/errors.ts'
import { link } from '../../../store/documents/links.ts'
import { type Asked, changed, type DropletDocument, type DropletEvent, type DropletWork } from './event.ts'

interface Source {
  image: number
}

const snapshot: DropletEvent<{ name: string }> = {
  seconds: 60,
  scope: 'image:create',
  accept: ({ ctx, droplet, body }) => ({ name: body.name || `${droplet.name}-${ctx.deps.now().getTime()}` }),
  finish: async (work) => {
    await takeSnapshot(work)
    return work.droplet
  },
}

async function takeSnapshot({ action, tx, droplet, input }: DropletWork<{ name: string }>): Promise<void> {
  const { account, kind, id, region, body } = droplet
  // As in the public cloud: the Terraform provider knows by this which snapshot its action has made.
  const created_at = action.started_at
  const { document } = await images.insert(tx, {
    account,
    name: input.name,
    type: 'snapshot',
    created_at,
    body: {
      distribution: body.image.distribution,
      regions: [region as string],
      min_disk_size: body.disk,
      // Nothing is ever written to its disk.
      size_gigabytes: body.image.size_gigabytes ?? 0,
      description: '',
      status: 'available',
      error_message: '',
      source_droplet: id,
    },
  })
  await link(tx, { account, from: { kind: images.kind, id: document.id }, to: { kind, id } }, created_at)
}

const rebuild: DropletEvent<Source> = {
  seconds: 45,
  scope: 'droplet:admin',
  accept: async (asked) => ({ image: (await requireImage(asked)).id }),
  finish: startAnew,
}

const restore: DropletEvent<Source> = {
  seconds: 60,
  scope: 'droplet:admin',
  accept: async (asked) => {
    const { id } = await requireImage(asked)
    const { droplet } = asked
    const own = await images.find(asked.tx, droplet.account, String(id))
    if (own?.body.source_droplet !== droplet.id)
      throw invalid(`image: ${id} is neither a backup nor a snapshot of the Droplet ${droplet.id}.`)
    return { image: id }
  },
  finish: startAnew,
}

/** The image that the body names, if the Droplet can be made of it. */
async function requireImage({ tx, droplet, body: { type, image: named } }: Asked): Promise<Image> {
  if (named === undefined) throw invalid(`image is required to ${type} a Droplet.`)
  const image = await findImage(tx, droplet.account, named)
  if (!image) throw unknown('image', 'image', named)
  const problem = whyUnfit(image, droplet)
  if (problem) throw invalid(`image: ${named} ${problem}.`)
  return image
}

function whyUnfit(
  { status, regions, min_disk_size }: Image,
  { region, body: { disk } }: DropletDocument,
): string | undefined {
  if (status !== 'available') return `is ${status}, not available`
  if (!regions.includes(region as string)) return `is not in ${region}; transfer it there first`
  const needed = min_disk_size ?? 0
  return needed > disk ? `needs a disk of ${needed} GiB, and the Droplet has ${disk}` : undefined
}

async function startAnew({ tx, droplet, input }: DropletWork<Source>): Promise<DropletDocument> {
  const image = await findImage(tx, droplet.account, input.image)
  if (!image) throw new ActionFailed('the image is gone')
  return changed(droplet, { image, status: 'active' })
}

export const events = { snapshot, rebuild, restore }
