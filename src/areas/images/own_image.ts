// An account's own image, as all that is done to it begins and ends.
import { requireIdle } from '../../cloud/actions.ts'
import { type ImageBody, images, shownImages } from '../../cloud/images.ts'
import { ActionFailed, type Work } from '../../engine/action.ts'
import type { Ctx } from '../../kernel/ctx.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import type { Document } from '../../store/documents/documents.ts'
import type { ImageAnswer } from './schema.ts'

export type ImageDocument = Document<ImageBody>

export const resourceOf = (image_id: number | string) => ({
  resource_type: 'image',
  resource_id: String(image_id),
})

/** Public images are nobody's to change. */
export async function lockImage(ctx: Ctx, tx: Db, image_id: number): Promise<ImageDocument> {
  const image = await images.findLocked(tx, ctx.principal.account, String(image_id))
  if (!image) throw notFound()
  ctx.audit.resource = `do:image:${image_id}`
  return image
}

/** Throws while something is being done to the image. */
export function requireFree(tx: Db, { account, id }: ImageDocument): Promise<void> {
  return requireIdle(tx, account, resourceOf(id), 'Image')
}

/** What a step of an action does to its image. */
export async function changeImage(
  { tx, action }: Work<object>,
  changed: (image: ImageDocument) => ImageDocument,
): Promise<void> {
  const image = await images.findLocked(tx, action.account, action.resource_id)
  if (!image) throw new ActionFailed('the image is gone')
  await images.replace(tx, changed(image))
}

export async function imageAnswer(db: Db, document: ImageDocument): Promise<ImageAnswer> {
  const [image] = await shownImages(db, document.account, [document])
  return { image: image as ImageAnswer['image'] }
}
