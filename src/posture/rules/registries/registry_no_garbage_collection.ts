import { rule } from '../../rule.ts'

const OLDEST_DAYS = 90

export const registryNoGarbageCollection = rule({
  id: 'registry-no-garbage-collection',
  name: 'Container Registry Never Cleaned',
  severity: 'LOW',
  kind: 'standard',
  resource: 'registry',
  details: 'No garbage collection of the container registry has succeeded in the last 90 days.',
  business_impact:
    'Images that were deleted, for a secret that was in them or a flaw, are still stored in part. Storage that nobody uses is paid for, until it is full and pushes fail.',
  technical_details:
    'None of the garbage collections that the registry lists with the status `succeeded` is younger than 90 days. A registry that is itself younger, or has no repository, is left out.',
  mitigation: {
    panel: [
      'Open Container Registry, the registry, and its Settings tab.',
      'Choose Start Garbage Collection; the registry is read-only while it runs.',
      'Run it once a month, for instance from a scheduled pipeline.',
    ],
    doctl: 'doctl registry garbage-collection start <registry-name> --include-untagged-manifests',
    api: 'POST /v2/registries/{registry_name}/garbage-collection',
  },
  controls: { iso_27001: ['A.8.10'], nist_csf: ['ID.AM-08'] },
  check: ({ created_at, repositories, garbage_collections }, world) => {
    if (repositories.length === 0 || world.daysSince(created_at) <= OLDEST_DAYS) return undefined
    const newest = garbage_collections
      .flatMap((it) => (it.status === 'succeeded' ? [it.created_at] : []))
      .toSorted()
      .at(-1)
    if (newest === undefined) return { evidence: 'No garbage collection of the registry has succeeded.' }
    if (world.daysSince(newest) <= OLDEST_DAYS) return undefined
    return { evidence: `The last garbage collection was on ${newest.slice(0, 10)}.` }
  },
  examples: {
    flagged: [
      { registry: [{ garbage_collections: [] }] },
      {
        now: '2026-01-01T00:00:01Z',
        registry: [{ garbage_collections: [{ status: 'succeeded', created_at: '2025-10-03T00:00:00Z' }] }],
      },
      { registry: [{ garbage_collections: [{ status: 'failed', created_at: '2025-12-31T00:00:00Z' }] }] },
    ],
    passed: [
      {
        now: '2026-01-01T00:00:00Z',
        registry: [{ garbage_collections: [{ status: 'succeeded', created_at: '2025-10-03T00:00:00Z' }] }],
      },
      { registry: [{ created_at: '2025-12-01T00:00:00Z', garbage_collections: [] }] },
      { registry: [{ repositories: [], garbage_collections: [] }] },
    ],
  },
})
