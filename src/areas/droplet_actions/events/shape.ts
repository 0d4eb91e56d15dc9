import { findSize } from '../../../cloud/catalogue/catalogue.ts'
import type { Size } from '../../../cloud/catalogue/schema.ts'
import { unknown } from '../../../cloud/wire.ts'
import { invalid } from '../../../kernel/errors.ts'
import { type Asked, changed, type DropletDocument, type DropletEvent } from './event.ts'

interface NewSize {
  size: string
  /** GiB. */
  disk: number
}

const resize: DropletEvent<NewSize> = {
  seconds: 60,
  scope: 'droplet:create',
  accept: ({ droplet, body }) => {
    const size = requireSize(droplet, body.size)
    const { disk } = droplet.body
    if (size.disk < disk)
      throw invalid(
        `Size can not decrease size of Droplet's disk image: ${size.slug} has ${size.disk} GiB, the Droplet has ${disk}.`,
      )
    const grown = body.disk ? size.disk : disk
    // The same size again, with its disk, is what remains to be done after one without.
    if (size.slug === droplet.body.size && grown === disk)
      throw invalid('The droplet is already set to this size.')
    if (droplet.body.status !== 'off')
      throw invalid('Droplet is currently on. Please power it off to run this event.')
    return { size: size.slug, disk: grown }
  },
  // Lists of Droplets are of those with GPUs, or of the others.
  finish: ({ droplet, input }) => ({
    ...changed(droplet, input),
    type: findSize(input.size)?.gpu_info ? 'gpus' : null,
  }),
}

function requireSize({ region }: DropletDocument, slug: string | undefined): Size {
  if (slug === undefined) throw invalid('size is required to resize a Droplet.')
  const size = findSize(slug)
  if (!size) throw unknown('size', 'size', slug)
  if (!size.available || !size.regions.includes(region as string))
    throw invalid(`size: ${slug} is not available in ${region}.`)
  return size
}

const rename: DropletEvent<{ name: string }> = {
  seconds: 1,
  accept: ({ body: { name } }) => {
    if (name === undefined) throw invalid('name is required to rename a Droplet.')
    if (!/^[A-Za-z0-9.-]+$/.test(name))
      throw invalid('Name Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)')
    return { name }
  },
  finish: ({ droplet, input: { name } }) => ({ ...droplet, name }),
}

const change_kernel: DropletEvent = {
  seconds: 5,
  accept: refuseKernel,
  finish: ({ droplet }) => droplet,
}

/** Only Droplets from before March 2017 have a kernel that can be chosen, and this server makes none such. */
function refuseKernel({ droplet, body }: Asked): never {
  if (body.kernel === undefined) throw invalid('kernel is required to change the kernel.')
  throw invalid(
    `kernel: there is no kernel ${body.kernel} for the Droplet ${droplet.id}, which manages its own.`,
  )
}

export const events = { resize, rename, change_kernel }
