// Images of an account: snapshots and backups of Droplets, and custom images. Public ones are in the catalogue.
import type { Db } from '../store/database.ts'
import { type Document, Documents } from '../store/documents/documents.ts'
import { linkedWith } from '../store/documents/linked.ts'
import { findPublicImage } from './catalogue/catalogue.ts'
import type { Image } from './catalogue/schema.ts'
import { tagNames } from './tags.ts'

/** The document's `type` is the image's; its tags are those that refer to it. */
export interface ImageBody {
  distribution: string
  regions: string[]
  min_disk_size: number
  size_gigabytes: number
  description: string
  status: Image['status']
  error_message: string
  /** The Droplet it was made of, which may be gone. While that is there, the image refers to it. */
  source_droplet?: string
}

/** Integer ids, above those of all public images. */
export const images = new Documents<ImageBody>('image', { first: 1_000_000_001 })

export function shownImage(
  { id, name, type, created_at, body }: Document<ImageBody>,
  tags: readonly string[],
): Image {
  const { source_droplet: _, ...rest } = body
  return {
    ...rest,
    id: Number(id),
    name,
    type: type as Image['type'],
    slug: null,
    public: false,
    created_at,
    tags: [...tags],
  }
}

/** With their tags, in three queries however many they are. */
export async function shownImages(
  db: Db,
  account: string,
  documents: ReadonlyArray<Document<ImageBody>>,
): Promise<Image[]> {
  if (documents.length === 0) return []
  const ids = documents.map(({ id }) => id)
  const linked = await linkedWith(db, account, images.kind, ids)
  const names = await tagNames(db, account, [...new Set(ids.flatMap((id) => linked.sources(id, 'tag')))])
  return documents.map((document) => {
    const tags = linked.sources(document.id, 'tag').map((tag) => names.get(tag) ?? tag)
    return shownImage(document, tags)
  })
}

/** A public image by id or slug, or one of the account's by id. */
export async function findImage(
  db: Db,
  account: string,
  id_or_slug: string | number,
): Promise<Image | undefined> {
  const known = findPublicImage(id_or_slug)
  if (known) return known
  const own = await images.find(db, account, String(id_or_slug))
  return own && shownImage(own, [])
}
