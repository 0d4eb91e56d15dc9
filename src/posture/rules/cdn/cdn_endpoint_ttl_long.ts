import { rule } from '../../rule.ts'

const DAY = 86_400

export const cdnEndpointTtlLong = rule({
  id: 'cdn-endpoint-ttl-long',
  name: 'CDN Keeps Content for Longer Than a Day',
  severity: 'LOW',
  kind: 'standard',
  resource: 'cdn_endpoint',
  details: 'The CDN serves its copies of the files for up to a week without asking the bucket again.',
  business_impact:
    'A file that was published by mistake, a script with a hole, or a page that somebody defaced is served on from the edge long after it was removed from the bucket.',
  technical_details: 'The `ttl` of the endpoint is more than 86,400 seconds.',
  mitigation: {
    panel: [
      'Open Spaces Object Storage, the bucket of the endpoint, and choose Settings, CDN.',
      'Set the Edge Cache TTL to a day or less, and give files that never change a Cache-Control header of their own.',
    ],
    doctl: 'doctl compute cdn update <cdn-id> --ttl 3600',
    terraform: 'resource "digitalocean_cdn" "…" {\n  ttl = 3600\n}',
    api: 'PUT /v2/cdn/endpoints/{cdn_id} {"ttl": 3600}',
  },
  controls: { iso_27001: ['A.8.10'] },
  check: ({ ttl }) => (ttl > DAY ? { evidence: `Its TTL is ${ttl} seconds.` } : undefined),
  examples: {
    flagged: [{ cdn_endpoint: [{ ttl: 604_800 }] }, { cdn_endpoint: [{ ttl: DAY + 1 }] }],
    passed: [{ cdn_endpoint: [{ ttl: DAY }] }, { cdn_endpoint: [{ ttl: 60 }] }],
  },
})
