import type { Harness } from '../../harness.ts'
import type { Stop, TourPart } from '../tour.ts'

const DROPLETS = '/v2/droplets'
const wanted = { region: 'nyc3', size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64' }

async function makeDroplet(t: Harness, name: string, more: object = {}): Promise<string> {
  const { body } = await t.call(`POST ${DROPLETS}`, { ...wanted, ...more, name })
  await t.finishActions()
  return String(body.droplet.id)
}

const readOf = (part: string): Stop => ({
  ok: [`GET ${DROPLETS}/{backed_up_droplet_id}/${part}`],
  invalid: [`GET ${DROPLETS}/x/${part}`],
  gone: [`GET ${DROPLETS}/999999/${part}`],
})

export const droplets: TourPart = {
  async prepare(t) {
    return {
      backed_up_droplet_id: await makeDroplet(t, 'backed-up', { backups: true }),
      doomed_droplet_id: await makeDroplet(t, 'doomed', { tags: ['doomed'] }),
    }
  },
  stops: {
    droplets_create: {
      ok: [`POST ${DROPLETS}`, { ...wanted, names: ['one', 'two'] }],
      invalid: [`POST ${DROPLETS}`, { ...wanted, name: 'no_hostname' }],
    },
    droplets_list: { ok: [`GET ${DROPLETS}`], invalid: [`GET ${DROPLETS}?type=cats`] },
    droplets_get: {
      ok: [`GET ${DROPLETS}/{backed_up_droplet_id}`],
      invalid: [`GET ${DROPLETS}/x`],
      gone: [`GET ${DROPLETS}/999999`],
    },
    droplets_list_backups: readOf('backups'),
    droplets_list_snapshots: readOf('snapshots'),
    droplets_list_firewalls: readOf('firewalls'),
    droplets_list_kernels: readOf('kernels'),
    droplets_list_neighbors: readOf('neighbors'),
    droplets_get_backup_policy: readOf('backups/policy'),
    // The document lists 404 for these, too; what is not there is what comes below them.
    droplets_list_backup_policies: {
      ok: [`GET ${DROPLETS}/backups/policies`],
      gone: [`GET ${DROPLETS}/backups/policies/none`],
    },
    droplets_list_supported_backup_policies: {
      ok: [`GET ${DROPLETS}/backups/supported_policies`],
      gone: [`GET ${DROPLETS}/backups/supported_policies/none`],
    },
    droplets_destroy: {
      ok: [`DELETE ${DROPLETS}/{backed_up_droplet_id}`],
      gone: [`DELETE ${DROPLETS}/999999`],
    },
    droplets_destroy_byTag: {
      ok: [`DELETE ${DROPLETS}?tag_name=doomed`],
      invalid: [`DELETE ${DROPLETS}`],
      gone: [`DELETE ${DROPLETS}?tag_name=nothing`],
    },
  },
}
