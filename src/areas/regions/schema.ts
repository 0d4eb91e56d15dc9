import { type Static, Type } from 'typebox'
import { Region } from '../../cloud/catalogue_schema.ts'
import { Meta } from '../../cloud/pages.ts'
import { Links } from '../../kernel/paging.ts'

export const RegionList = Type.Object({ regions: Type.Array(Region), meta: Meta, links: Links })
export type RegionList = Static<typeof RegionList>
