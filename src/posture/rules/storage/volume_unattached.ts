import { rule } from '../../rule.ts'

const GRACE_DAYS = 30
const LARGE_GB = 100

export const volumeUnattached = rule({
  id: 'volume-unattached',
  name: 'Volume Attached to Nothing',
  severity: 'LOW',
  kind: 'standard',
  resource: 'volume',
  details: 'No Droplet uses the volume, and it was not made lately.',
  business_impact:
    'The volume is paid for each hour and serves nobody. What is on it is often the data of a Droplet that is long gone: nobody watches who attaches it, and nobody remembers that it has to be erased.',
  technical_details: `The volume has no \`droplet_ids\` and was created more than ${GRACE_DAYS} days ago; since when it is unattached cannot be seen. From ${LARGE_GB} GiB on it is medium. Volumes of Kubernetes are unattached too while no pod uses them.`,
  mitigation: {
    panel: [
      'Open Volumes Block Storage, and ask the owner of the volume by its name, tags and project.',
      'Take a snapshot if the data may be needed, which costs by what is written rather than by size.',
      'Delete the volume; where a Kubernetes cluster made it, delete its PersistentVolumeClaim instead.',
    ],
    doctl:
      'doctl compute volume snapshot <volume-id> --snapshot-name <name>\ndoctl compute volume delete <volume-id>',
    terraform:
      '# remove the digitalocean_volume resource, or attach it\nresource "digitalocean_volume_attachment" "…" {\n  droplet_id = digitalocean_droplet.web.id\n  volume_id  = digitalocean_volume.data.id\n}',
    api: 'POST /v2/volumes/{volume_id}/snapshots {"name": "…"}, then DELETE /v2/volumes/{volume_id}',
  },
  controls: { cis_v8: ['1.1', '3.5'], iso_27001: ['A.5.9', 'A.8.10'], nist_csf: ['ID.AM-08'] },
  check: ({ droplet_ids, created_at, size_gigabytes }, world) => {
    if ((droplet_ids ?? []).length > 0 || world.daysSince(created_at) <= GRACE_DAYS) return undefined
    const evidence = `Its ${size_gigabytes} GiB are attached to no Droplet; it was created on ${created_at.slice(0, 10)}.`
    return size_gigabytes >= LARGE_GB ? { evidence, severity: 'MEDIUM' } : { evidence }
  },
  examples: {
    flagged: [
      { volume: [{ droplet_ids: [] }] },
      { volume: [{ droplet_ids: null, created_at: '2025-12-01T00:00:00Z', size_gigabytes: 100 }] },
    ],
    passed: [
      { volume: [{ droplet_ids: [1] }] },
      { volume: [{ droplet_ids: [], created_at: '2025-12-03T00:00:00Z' }] },
    ],
  },
})
