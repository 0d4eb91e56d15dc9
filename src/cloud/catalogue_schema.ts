// A region, a size and an image as the public API shows them: in its lists, and within whatever lies in or is made of one.
import { type Static, Type } from 'typebox'

const Slugs = Type.Array(Type.String())
const Amount = Type.Object({ amount: Type.Integer(), unit: Type.String() })

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
  disk_info: Type.Array(
    Type.Object({
      type: Type.Union([Type.Literal('local'), Type.Literal('boot'), Type.Literal('scratch')]),
      size: Amount,
    }),
  ),
  gpu_info: Type.Optional(Type.Object({ count: Type.Integer(), model: Type.String(), vram: Amount })),
})
export type Size = Static<typeof Size>

export const Image = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  type: Type.String({ enum: ['base', 'snapshot', 'backup', 'custom', 'admin'] }),
  distribution: Type.String(),
  slug: Type.Union([Type.String(), Type.Null()]),
  public: Type.Boolean(),
  regions: Slugs,
  created_at: Type.String({ format: 'date-time' }),
  min_disk_size: Type.Union([Type.Integer(), Type.Null()]),
  size_gigabytes: Type.Union([Type.Number(), Type.Null()]),
  description: Type.String(),
  tags: Type.Array(Type.String()),
  status: Type.String({ enum: ['NEW', 'available', 'pending', 'deleted', 'retired'] }),
  error_message: Type.String(),
})
export type Image = Static<typeof Image>
