// What the emulated cloud has on offer, the same for every account: regions, Droplet sizes and public images. The data
// are gathered from what was public in 2025 and 2026; ids, sizes and dates of images are ours. All of it is frozen, and in
// the shape in which the public API shows it.
import { invalid } from '../../kernel/errors.ts'
import { unknown } from '../wire.ts'
import imageList from './images.json' with { type: 'json' }
import regionList from './regions.json' with { type: 'json' }
import type { Image, Region, Size } from './schema.ts'
import sizeList from './sizes.json' with { type: 'json' }

export type PublicImage = Image & { slug: string; min_disk_size: number; size_gigabytes: number }

/** By price. */
export const sizes: readonly Size[] = freeze(sizeList.sizes.map(completeSize))

/** A region has the sizes that name it. */
export const regions: readonly Region[] = freeze(
  regionList.regions.map((region) => ({
    ...region,
    features: memberOf(regionList.feature_sets, region.features),
    sizes: sizes.filter((size) => size.regions.includes(region.slug)).map(({ slug }) => slug),
  })),
)

const open_regions = regions.filter(({ available }) => available).map(({ slug }) => slug)

/** Distributions, which are of type `base`, and 1-Click applications, which the public API calls snapshots. */
export const images: readonly PublicImage[] = freeze(
  [
    ...imageList.distributions.map((image) => ({ ...image, type: 'base' as const })),
    ...imageList.applications.map((image) => ({ ...image, type: 'snapshot' as const })),
  ].map((image) => ({
    ...image,
    public: true,
    regions: open_regions,
    tags: [],
    status: 'available',
    error_message: '',
  })),
)

const regions_by_slug = new Map(regions.map((region) => [region.slug, region]))
const sizes_by_slug = new Map(sizes.map((size) => [size.slug, size]))
const images_by_name = new Map(
  images.flatMap((image) => [[String(image.id), image] as const, [image.slug, image] as const]),
)

export const findRegion = (slug: string): Region | undefined => regions_by_slug.get(slug)
/** The region that a new resource is to be in: one that takes new ones. */
export function requireRegion(slug: string): Region {
  const region = findRegion(slug)
  if (!region) throw unknown('region', 'region', slug)
  if (!region.available) throw invalid(`region: ${slug} takes no new resources.`)
  return region
}
export const findSize = (slug: string): Size | undefined => sizes_by_slug.get(slug)
/** An id may come as a number, as in a body, or as its digits, as in a path. */
export const findPublicImage = (id_or_slug: number | string): PublicImage | undefined =>
  images_by_name.get(String(id_or_slug))

interface ListedSize extends Omit<Size, 'regions' | 'available' | 'disk_info' | 'gpu_info'> {
  /** The name of a set of regions. */
  regions: string
  /** Gibibytes of the second disk that some sizes with GPUs have. */
  scratch?: number | undefined
  gpu?: { count: number; model: string; vram: number } | undefined
}

function completeSize(listed: ListedSize): Size {
  const { scratch, gpu, ...size } = listed
  const disks: Size['disk_info'] = [{ type: gpu ? 'boot' : 'local', size: gibibytes(size.disk) }]
  if (scratch) disks.push({ type: 'scratch', size: gibibytes(scratch) })
  return {
    ...size,
    regions: memberOf(sizeList.region_sets, size.regions),
    available: true,
    disk_info: disks,
    ...(gpu && { gpu_info: { ...gpu, vram: gibibytes(gpu.vram) } }),
  }
}

function gibibytes(amount: number) {
  return { amount, unit: 'gib' }
}

/** The data name each set of regions or features once. */
function memberOf(sets: Record<string, string[]>, name: string): string[] {
  const set = sets[name]
  if (!set) throw new Error(`the catalogue has no set ${name}`)
  return set
}

function freeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) freeze(part)
  return Object.freeze(value)
}
