// A region, a size and an image as the public API shows them: in its lists, and within whatever lies in or is made of one.
import { type Static, Type } from 'typebox'
import { oneOf } from '../wire.ts'

const Amount = Type.Object({ amount: Type.Integer(), unit: Type.String() })
const Slugs = Type.Array(Type.String())

export const Region = Type.Object({
  name: Type.String(),
  slug: Type.String(),
  features: Type.Array(Type.String()),
  available: Type.Boolean(),
  sizes: Slugs,
})
export type Region = Static<typeof Region>

export const Size = Type.Object({
  slug: Type.String(),
  memory: Type.Integer({ description: 'MiB' }),
  vcpus: Type.Integer(),
  disk: Type.Integer({ description: 'GiB' }),
  transfer: Type.Number({ description: 'TB a month' }),
  price_monthly: Type.Number({ description: 'US dollars' }),
  price_hourly: Type.Number({ description: 'US dollars' }),
  regions: Slugs,
  available: Type.Boolean(),
  description: Type.String(),
  disk_info: Type.Array(Type.Object({ type: oneOf('local', 'boot', 'scratch'), size: Amount })),
  gpu_info: Type.Optional(Type.Object({ count: Type.Integer(), model: Type.String(), vram: Amount })),
})
export type Size = Static<typeof Size>

export const Image = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  type: oneOf('base', 'snapshot', 'backup', 'custom', 'admin'),
  distribution: Type.String(),
  slug: Type.Unsafe<string | null>({ type: ['string', 'null'] }),
  public: Type.Boolean(),
  regions: Slugs,
  created_at: Type.String({ format: 'date-time' }),
  min_disk_size: Type.Unsafe<number | null>({ type: ['integer', 'null'] }),
  size_gigabytes: Type.Unsafe<number | null>({ type: ['number', 'null'] }),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  status: oneOf('NEW', 'available', 'pending', 'deleted', 'retired'),
  error_message: Type.String(),
})
export type Image = Static<typeof Image>
