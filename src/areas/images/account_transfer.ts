// Snapshots that are offered to another account of this server. Both accounts have the offer, as a document with the
// same id; whoever ends it removes both.
import { images } from '../../cloud/images.ts'
import { atomically, type Ctx } from '../../kernel/ctx.ts'
import { invalid, notFound } from '../../kernel/errors.ts'
import type { Db } from '../../store/database.ts'
import { type Document, Documents } from '../../store/documents/documents.ts'
import { link, sourcesOf } from '../../store/documents/links.ts'
import { type ImageDocument, lockImage, requireFree } from './own_image.ts'
import { requireRecipient } from './recipient.ts'
import type { AcceptTransfer, CreateTransfer } from './schema.ts'

interface TransferBody {
  sender: string
  recipient: string
  image: string
}

/** The sender's refers to the image while that is there. */
const transfers = new Documents<TransferBody>('image_transfer')

interface Named {
  image_id: number
  transfer_id: number
}

export function offerImage(
  ctx: Ctx,
  image_id: number,
  wanted: CreateTransfer,
): Promise<{ transfer_id: number }> {
  const sender = ctx.principal.account
  return atomically(ctx, ctx.deps.main, async (tx) => {
    const image = await lockImage(ctx, tx, image_id)
    const recipient = await requireRecipient(tx, sender, wanted)
    if (image.type !== 'snapshot')
      throw invalid(`Only snapshots can go to another account, and this image is of type ${image.type}.`)
    await requireFree(tx, image)
    if ((await offersOf(tx, image)).length > 0)
      throw invalid(`The image ${image_id} is being transferred to another account already.`)
    const transfer_id = freshNumber()
    await insertBoth(ctx, tx, String(transfer_id), { sender, recipient, image: image.id })
    return { transfer_id }
  })
}

/** Neither account's count can make an id that both have free, so it is drawn. */
function freshNumber(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  return (high % 2 ** 16) * 2 ** 32 + low + 1
}

async function insertBoth(ctx: Ctx, tx: Db, id: string, body: TransferBody): Promise<void> {
  const created_at = ctx.deps.now().toISOString()
  for (const account of bothOf(body))
    await transfers.insert(tx, { account, id, name: body.image, created_at, body })
  const from = { kind: transfers.kind, id }
  const to = { kind: images.kind, id: body.image }
  await link(tx, { account: body.sender, from, to }, created_at)
}

/** The image becomes the recipient's, under a number of its own there, and is the sender's no more. */
export async function acceptTransfer(ctx: Ctx, image_id: number, wanted: AcceptTransfer): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const { id, body } = await findTransfer(ctx, tx, { image_id, ...wanted }, 'recipient')
    if (wanted.recipient_uuid.toLowerCase() !== body.recipient)
      throw invalid('recipient_uuid must be the UUID of the account of the token.')
    const image = await images.findLocked(tx, body.sender, body.image)
    if (!image || !(await removeBoth(tx, id, body))) throw notFound()
    await requireFree(tx, image)
    const moved = await moveImage(tx, image, body.recipient)
    ctx.audit.resource = `do:image:${moved.id}`
  })
}

async function moveImage(tx: Db, image: ImageDocument, account: string): Promise<ImageDocument> {
  await images.remove(tx, image.account, image.id)
  const { name, type, region, created_at } = image
  // The Droplet that it was made of stays behind.
  const { source_droplet: _, ...body } = image.body
  return (await images.insert(tx, { account, name, type, region, created_at, body })).document
}

export const cancelTransfer = (ctx: Ctx, named: Named) => endTransfer(ctx, named, 'sender')
export const declineTransfer = (ctx: Ctx, named: Named) => endTransfer(ctx, named, 'recipient')

/** The image stays with the sender. Of two who end a transfer at once, one finds it. */
async function endTransfer(ctx: Ctx, named: Named, side: 'sender' | 'recipient'): Promise<void> {
  await atomically(ctx, ctx.deps.main, async (tx) => {
    const { id, body } = await findTransfer(ctx, tx, named, side)
    if (!(await removeBoth(tx, id, body))) throw notFound()
  })
}

/** `side` is the one that the account must be on. */
async function findTransfer(
  ctx: Ctx,
  tx: Db,
  { image_id, transfer_id }: Named,
  side: 'sender' | 'recipient',
): Promise<Document<TransferBody>> {
  const { account } = ctx.principal
  const transfer = await transfers.find(tx, account, String(transfer_id))
  if (transfer?.body[side] !== account || transfer.body.image !== String(image_id)) throw notFound()
  ctx.audit.resource = `do:image:${image_id}`
  return transfer
}

/** False where it was gone already. */
async function removeBoth(tx: Db, id: string, body: TransferBody): Promise<boolean> {
  for (const account of bothOf(body)) if (!(await transfers.remove(tx, account, id))) return false
  return true
}

/** Always in the same order, so that two transactions about the same two accounts wait for each other once. */
const bothOf = ({ sender, recipient }: TransferBody) => [sender, recipient].sort()

/** An image that is deleted is offered to nobody any more. */
export async function dropTransfers(tx: Db, image: ImageDocument): Promise<void> {
  for (const id of await offersOf(tx, image)) {
    const transfer = await transfers.find(tx, image.account, id)
    if (transfer) await removeBoth(tx, id, transfer.body)
  }
}

const offersOf = (tx: Db, { account, id }: ImageDocument) =>
  sourcesOf(tx, account, { kind: images.kind, id }, transfers.kind)
