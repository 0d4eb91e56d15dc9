import { insertDroplet, insertImage } from '../../cloud/documents.ts'
import type { Harness } from '../../harness.ts'
import type { TourPart } from '../tour.ts'

const VOLUMES = '/v2/volumes'
const SNAPSHOTS = '/v2/snapshots'
const wanted = { region: 'nyc3', size_gigabytes: 10 }
const NO_UUID = '00000000-0000-4000-8000-000000000000'

async function createVolume(t: Harness, name: string): Promise<string> {
  return (await t.call(`POST ${VOLUMES}`, { ...wanted, name })).body.volume.id
}

export const volumes: TourPart = {
  async prepare(t) {
    const volume_id = await createVolume(t, 'on-tour')
    const volume_doomed_id = await createVolume(t, 'on-tour-doomed')
    await createVolume(t, 'on-tour-named')
    await createVolume(t, 'on-tour-doomed-by-name')
    const volume_droplet_id = await insertDroplet(t, { name: 'volumes.on.tour' })
    const resized = await t.call(`POST ${VOLUMES}/${volume_id}/actions`, {
      type: 'resize',
      size_gigabytes: 11,
    })
    await t.finishActions()
    const snapshot = await t.call(`POST ${VOLUMES}/${volume_id}/snapshots`, { name: 'on-tour' })
    return {
      volume_id,
      volume_doomed_id,
      volume_droplet_id,
      volume_action_id: String(resized.body.action.id),
      volume_snapshot_id: snapshot.body.snapshot.id,
    }
  },
  stops: {
    volumes_list: { ok: [`GET ${VOLUMES}?region=nyc3`], invalid: [`GET ${VOLUMES}?page=0`] },
    volumes_create: {
      ok: [`POST ${VOLUMES}`, { ...wanted, name: 'another' }],
      invalid: [`POST ${VOLUMES}`, { ...wanted, name: 'Another' }],
      gone: [`POST ${VOLUMES}`, { ...wanted, name: 'of-nothing', snapshot_id: NO_UUID }],
    },
    volumes_get: { ok: [`GET ${VOLUMES}/{volume_id}`], gone: [`GET ${VOLUMES}/${NO_UUID}`] },
    volumeActions_list: {
      ok: [`GET ${VOLUMES}/{volume_id}/actions`],
      gone: [`GET ${VOLUMES}/${NO_UUID}/actions`],
    },
    volumeActions_get: {
      ok: [`GET ${VOLUMES}/{volume_id}/actions/{volume_action_id}`],
      gone: [`GET ${VOLUMES}/{volume_id}/actions/999999`],
    },
    volumeSnapshots_list: {
      ok: [`GET ${VOLUMES}/{volume_id}/snapshots`],
      gone: [`GET ${VOLUMES}/${NO_UUID}/snapshots`],
    },
    volumeSnapshots_create: {
      ok: [`POST ${VOLUMES}/{volume_id}/snapshots`, { name: 'another' }],
      invalid: [`POST ${VOLUMES}/{volume_id}/snapshots`, {}],
      gone: [`POST ${VOLUMES}/${NO_UUID}/snapshots`, { name: 'of-nothing' }],
    },
    volumeSnapshots_get_byId: {
      ok: [`GET ${VOLUMES}/snapshots/{volume_snapshot_id}`],
      gone: [`GET ${VOLUMES}/snapshots/${NO_UUID}`],
    },
    volumeSnapshots_delete_byId: {
      ok: [`DELETE ${VOLUMES}/snapshots/{volume_snapshot_id}`],
      gone: [`DELETE ${VOLUMES}/snapshots/${NO_UUID}`],
    },
    volumeActions_post_byId: {
      ok: [
        `POST ${VOLUMES}/{volume_id}/actions`,
        { type: 'attach', droplet_id: '{volume_droplet_id:number}' },
      ],
      gone: [`POST ${VOLUMES}/${NO_UUID}/actions`, { type: 'resize', size_gigabytes: 20 }],
      also: [[`POST ${VOLUMES}/{volume_id}/actions`, { type: 'resize', size_gigabytes: 20 }]],
    },
    volumeActions_post: {
      ok: [
        `POST ${VOLUMES}/actions`,
        { type: 'resize', volume_name: 'on-tour-named', region: 'nyc3', size_gigabytes: 20 },
      ],
      gone: [`POST ${VOLUMES}/actions`, { type: 'attach', volume_name: 'none', region: 'nyc3' }],
    },
    volumes_delete: {
      ok: [`DELETE ${VOLUMES}/{volume_doomed_id}`],
      gone: [`DELETE ${VOLUMES}/${NO_UUID}`],
    },
    volumes_delete_byName: {
      ok: [`DELETE ${VOLUMES}?name=on-tour-doomed-by-name&region=nyc3`],
      gone: [`DELETE ${VOLUMES}?name=none&region=nyc3`],
    },
  },
}

export const snapshots: TourPart = {
  async prepare(t) {
    const droplet = await insertDroplet(t, { name: 'snapshots.on.tour' })
    return { snapshot_id: await insertImage(t, { droplet, name: 'snapshot on tour' }) }
  },
  stops: {
    snapshots_list: { ok: [`GET ${SNAPSHOTS}`], invalid: [`GET ${SNAPSHOTS}?resource_type=image`] },
    snapshots_get: {
      ok: [`GET ${SNAPSHOTS}/{snapshot_id}`],
      invalid: [`GET ${SNAPSHOTS}/latest`],
      gone: [`GET ${SNAPSHOTS}/1`],
    },
    snapshots_delete: {
      ok: [`DELETE ${SNAPSHOTS}/{snapshot_id}`],
      invalid: [`DELETE ${SNAPSHOTS}/latest`],
      gone: [`DELETE ${SNAPSHOTS}/1`],
    },
  },
}
