import { type Static, Type } from 'typebox'
import { Size } from '../../cloud/catalogue_schema.ts'
import { Meta } from '../../cloud/pages.ts'
import { Links } from '../../kernel/paging.ts'

export const SizeList = Type.Object({ sizes: Type.Array(Size), meta: Meta, links: Links })
export type SizeList = Static<typeof SizeList>
