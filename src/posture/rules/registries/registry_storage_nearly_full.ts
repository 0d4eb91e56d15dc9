import { rule } from '../../rule.ts'

const FULL_SHARE = 0.9

const holding = (storage_usage_bytes: number, allow_storage_overage: boolean) => ({
  storage_usage_bytes,
  subscription: { tier: { slug: 'starter', included_storage_bytes: 1000, allow_storage_overage } },
})

export const registryStorageNearlyFull = rule({
  id: 'registry-storage-nearly-full',
  name: 'Container Registry Nearly Full',
  severity: 'LOW',
  kind: 'standard',
  resource: 'registry',
  details: 'The container registry has used up nine tenths of a storage that cannot grow.',
  business_impact:
    'When it is full, pushes fail: no release can be deployed, and neither can the fix for an incident.',
  technical_details:
    'The field `storage_usage_bytes` is at least 90 percent of `included_storage_bytes` of the subscription, whose `allow_storage_overage` is false.',
  mitigation: {
    panel: [
      'Open Container Registry, the registry, and delete the tags and repositories that nobody uses.',
      'Run a garbage collection on its Settings tab.',
      'If that does not free enough, choose a larger plan.',
    ],
    doctl:
      'doctl registry repository list-v2\ndoctl registry garbage-collection start <registry-name> --include-untagged-manifests',
    terraform:
      'resource "digitalocean_container_registry" "…" {\n  subscription_tier_slug = "professional"\n}',
    api: 'POST /v2/registries/subscription {"tier_slug": "professional"}',
  },
  controls: { iso_27001: ['A.8.6'], soc_2: ['A1.1'], nist_csf: ['PR.IR-04'] },
  check: ({ storage_usage_bytes: used, subscription: { tier } }) => {
    const { included_storage_bytes: included, allow_storage_overage, slug } = tier
    if (allow_storage_overage || used < included * FULL_SHARE) return undefined
    const share = Math.floor((used / included) * 100)
    return { evidence: `The registry uses ${share} percent of what the plan ${slug} includes.` }
  },
  examples: {
    flagged: [{ registry: [holding(900, false)] }, { registry: [holding(1200, false)] }],
    passed: [
      { registry: [holding(899, false)] },
      { registry: [holding(1200, true)] },
      { registry: [holding(0, false)] },
    ],
  },
})
