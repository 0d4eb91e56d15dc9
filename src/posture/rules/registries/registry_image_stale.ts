import { rule } from '../../rule.ts'
import { named } from '../named.ts'

const OLDEST_DAYS = 180

const pushed = (name: string, updated_at: string) => ({
  name,
  tag_count: 1,
  latest_manifest: { tags: ['v1'], updated_at },
})

export const registryImageStale = rule({
  id: 'registry-image-stale',
  name: 'Container Images Not Rebuilt',
  severity: 'LOW',
  kind: 'standard',
  resource: 'registry',
  details: 'Repositories of the container registry have had no new image for more than 180 days.',
  business_impact:
    'An image keeps the packages of the day on which it was built. After half a year the system libraries and the runtime in it have flaws that are known and fixed elsewhere; if nobody uses the image, it is one more thing that can be run by mistake.',
  technical_details:
    'The field `latest_manifest.updated_at` of a repository is more than 180 days ago. Whether the image is in use is not known.',
  mitigation: {
    panel: [
      'Delete the repositories that nobody uses.',
      'Rebuild the others from an up-to-date base image, and deploy them.',
      'Let a pipeline rebuild them every month, even where the source has not changed.',
    ],
    doctl: 'doctl registry repository list-v2\ndoctl registry repository delete-tag <repository-name> <tag>',
    api: 'DELETE /v2/registries/{registry_name}/repositories/{repository_name}/tags/{repository_tag}',
  },
  controls: {
    cis_v8: ['7.4', '16.5'],
    iso_27001: ['A.8.8'],
    soc_2: ['CC7.1'],
    nist_csf: ['PR.PS-02'],
    pci_dss: ['6.3.3'],
  },
  check: ({ repositories }, world) => {
    const stale = repositories.flatMap(({ name, latest_manifest }) => {
      const pushed_at = latest_manifest?.updated_at
      const is_old = pushed_at !== undefined && world.daysSince(pushed_at) > OLDEST_DAYS
      return is_old ? [`${name} (${pushed_at.slice(0, 10)})`] : []
    })
    return stale.length > 0 ? { evidence: `Last pushed long ago: ${named(stale)}.` } : undefined
  },
  examples: {
    flagged: [
      {
        now: '2026-01-01T00:00:01Z',
        registry: [{ repositories: [pushed('web', '2025-07-05T00:00:00Z')] }],
      },
      {
        registry: [
          { repositories: [pushed('api', '2025-12-30T00:00:00Z'), pushed('old', '2024-01-01T00:00:00Z')] },
        ],
      },
    ],
    passed: [
      {
        now: '2026-01-01T00:00:00Z',
        registry: [{ repositories: [pushed('web', '2025-07-05T00:00:00Z')] }],
      },
      { registry: [{ repositories: [{ name: 'empty', tag_count: 0, latest_manifest: null }] }] },
      { registry: [{ repositories: [] }] },
    ],
  },
})
