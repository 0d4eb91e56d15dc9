import type { Static } from 'typebox'
import { Size } from '../../cloud/catalogue/schema.ts'
import { ListOf } from '../../cloud/wire.ts'

export const SizeList = ListOf('sizes', Size)
export type SizeList = Static<typeof SizeList>
