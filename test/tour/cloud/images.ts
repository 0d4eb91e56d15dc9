import { makeImage } from '../../cloud/made_image.ts'
import type { Harness } from '../../harness.ts'
import type { TourPart } from '../tour.ts'

const IMAGES = '/v2/images'
const custom = { name: 'mine', url: 'https://example.com/mine.img', region: 'nyc3' }

const OFFER = 'account_transfer'

export const images: TourPart = {
  async prepare(t) {
    const recipient = await t.accountNamed('recipients')
    const sender = await t.accountNamed('senders')
    const [image_id, moved_image_id, offered_image_id] = [
      await makeImage(t),
      await makeImage(t),
      await makeImage(t),
    ]
    const transfer = await t.call(`POST ${IMAGES}/${image_id}/actions`, { type: 'transfer', region: 'fra1' })
    await t.finishActions()
    const [accepted_image_id, declined_image_id] = [
      await makeImage(t, { account: sender }),
      await makeImage(t, { account: sender }),
    ]
    const { token } = await t.tokenFor(sender)
    return {
      image_id,
      moved_image_id,
      offered_image_id,
      image_action_id: String(transfer.body.id),
      image_recipient: recipient,
      image_owner: t.account,
      accepted_image_id,
      declined_image_id,
      cancelled_transfer_id: await offer(t, moved_image_id, recipient),
      accepted_transfer_id: await offer(t, accepted_image_id, t.account, token),
      declined_transfer_id: await offer(t, declined_image_id, t.account, token),
    }
  },
  stops: {
    images_list: { ok: [`GET ${IMAGES}?per_page=200`], invalid: [`GET ${IMAGES}?type=none`] },
    images_get: { ok: [`GET ${IMAGES}/{image_id}`], gone: [`GET ${IMAGES}/beos`] },
    images_create_custom: {
      ok: [`POST ${IMAGES}`, custom],
      invalid: [`POST ${IMAGES}`, { ...custom, region: 'moon' }],
    },
    images_update: {
      ok: [`PUT ${IMAGES}/{image_id}`, { name: 'renamed' }],
      invalid: [`PUT ${IMAGES}/{image_id}`, { name: '' }],
      gone: [`PUT ${IMAGES}/1`, { name: 'renamed' }],
    },
    imageActions_list: {
      ok: [`GET ${IMAGES}/{image_id}/actions`],
      gone: [`GET ${IMAGES}/1/actions`],
    },
    imageActions_get: {
      ok: [`GET ${IMAGES}/{image_id}/actions/{image_action_id}`],
      gone: [`GET ${IMAGES}/{image_id}/actions/999`],
    },
    imageActions_post: {
      ok: [`POST ${IMAGES}/{image_id}/actions`, { type: 'transfer', region: 'ams3' }],
      invalid: [`POST ${IMAGES}/{image_id}/actions`, { type: 'convert' }],
      gone: [`POST ${IMAGES}/1/actions`, { type: 'convert' }],
    },
    images_post_account_transfer_create: {
      ok: [`POST ${IMAGES}/{offered_image_id}/${OFFER}`, { recipient_uuid: '{image_recipient}' }],
      invalid: [`POST ${IMAGES}/{offered_image_id}/${OFFER}`, { recipient_uuid: 'x' }],
      gone: [`POST ${IMAGES}/1/${OFFER}`, { recipient_uuid: '{image_recipient}' }],
    },
    images_post_account_transfer_accept: {
      ok: [`POST ${IMAGES}/{accepted_image_id}/${OFFER}/accept`, accepting('{accepted_transfer_id:number}')],
      invalid: [`POST ${IMAGES}/{accepted_image_id}/${OFFER}/accept`, accepting('x')],
      gone: [`POST ${IMAGES}/1/${OFFER}/accept`, accepting('{accepted_transfer_id:number}')],
    },
    images_post_account_transfer_cancel: transferStop('cancel', 'moved', 'cancelled'),
    images_post_account_transfer_decline: transferStop('decline', 'declined', 'declined'),
    images_delete: { ok: [`DELETE ${IMAGES}/{image_id}`], gone: [`DELETE ${IMAGES}/1`] },
  },
}

function accepting(transfer_id: string) {
  return { transfer_id, recipient_uuid: '{image_owner}' }
}

function transferStop(way: string, image: string, transfer: string): TourPart['stops'][string] {
  const path = `/v2/images/{${image}_image_id}/${OFFER}/${way}` as const
  const body = { transfer_id: `{${transfer}_transfer_id:number}` }
  return {
    ok: [`POST ${path}`, body],
    invalid: [`POST ${path}`, {}],
    gone: [`POST /v2/images/1/${OFFER}/${way}`, body],
  }
}

async function offer(t: Harness, image: string, recipient_uuid: string, token = t.token): Promise<string> {
  const path = `/v2/images/${image}/${OFFER}` as const
  return String((await t.call(`POST ${path}`, { recipient_uuid }, { token })).body.transfer_id)
}
