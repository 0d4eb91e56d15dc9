import type { Secret } from '../../facts/access.ts'
import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { dayOf } from '../days.ts'

const CHANGEOVER_DAYS = 7
const DAY_MS = 86_400_000
const NEWEST = Symbol('the copy of a secret that was changed last, by name')

const newestByName = (world: World): ReadonlyMap<string, Secret> =>
  world.derived(NEWEST, () => {
    const found = new Map<string, Secret>()
    for (const copy of world.facts('secret')) {
      const other = found.get(copy.secret)
      if (copy.delete_requested_at) continue
      if (!other || Date.parse(other.updated_at) < Date.parse(copy.updated_at)) found.set(copy.secret, copy)
    }
    return found
  })

const copy = (region: string, version: number, updated_at: string) => ({ region, version, updated_at })

export const secretStaleInRegion = rule({
  id: 'secret-stale-in-region',
  name: 'Secret Rotated in One Region Only',
  severity: 'LOW',
  kind: 'standard',
  resource: 'secret',
  details:
    'The secret of the same name has been changed in another region, and this region still has the older one a week later.',
  business_impact:
    'If both are copies of one credential, applications in this region fail as soon as the old one is revoked; or it is kept valid for their sake, and the rotation has achieved nothing.',
  technical_details:
    'Another region has a secret of the same name whose `updated_at` is more than 7 days after this one’s, and was itself more than 7 days ago. Secrets whose deletion is requested are left out. Values are never compared, so two credentials that merely share a name are flagged too.',
  mitigation: {
    panel: [
      'Open Secrets Manager and see which applications read the secret in this region.',
      'Store the newer value here too, as a new version.',
      'If the two are different credentials, give one of them another name.',
    ],
    doctl: 'doctl secrets set <name> --region <this region> --value <key>=@./<file>',
    api: 'PUT /v2/security/secrets/{secret} {"region": "<this region>", "version": <current version>, "values": {<all keys with their values>}}',
  },
  controls: { iso_27001: ['A.5.17'], nist_csf: ['PR.AA-01'] },
  check({ secret, region, version, updated_at, delete_requested_at }, world) {
    const newest = newestByName(world).get(secret)
    if (!newest || delete_requested_at || world.daysSince(newest.updated_at) <= CHANGEOVER_DAYS)
      return undefined
    const behind_days = (Date.parse(newest.updated_at) - Date.parse(updated_at)) / DAY_MS
    if (behind_days <= CHANGEOVER_DAYS) return undefined
    return {
      evidence: `In ${region} it is at version ${version} of ${dayOf(updated_at)}, in ${newest.region} at version ${newest.version} of ${dayOf(newest.updated_at)}.`,
    }
  },
  examples: {
    flagged: [
      { secret: [copy('nyc3', 3, '2025-12-01T00:00:00Z'), copy('fra1', 4, '2025-12-08T00:00:01Z')] },
      {
        secret: [
          copy('nyc3', 1, '2025-06-01T00:00:00Z'),
          copy('ams3', 1, '2025-06-01T00:00:00Z'),
          copy('fra1', 2, '2025-12-01T00:00:00Z'),
        ],
      },
    ],
    passed: [
      { secret: [copy('nyc3', 3, '2025-12-01T00:00:00Z'), copy('fra1', 4, '2025-12-08T00:00:00Z')] },
      { secret: [copy('nyc3', 3, '2025-06-01T00:00:00Z'), copy('fra1', 4, '2025-12-25T00:00:00Z')] },
      {
        secret: [
          copy('nyc3', 3, '2025-06-01T00:00:00Z'),
          { ...copy('fra1', 4, '2025-12-01T00:00:00Z'), delete_requested_at: '2025-12-02T00:00:00Z' },
        ],
      },
      {
        secret: [
          copy('nyc3', 3, '2025-06-01T00:00:00Z'),
          { ...copy('fra1', 4, '2025-12-01T00:00:00Z'), secret: 'another' },
        ],
      },
    ],
  },
})
