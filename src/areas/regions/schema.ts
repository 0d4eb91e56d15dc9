import type { Static } from 'typebox'
import { Region } from '../../cloud/catalogue/schema.ts'
import { ListOf } from '../../cloud/wire.ts'

export const RegionList = ListOf('regions', Region)
export type RegionList = Static<typeof RegionList>
