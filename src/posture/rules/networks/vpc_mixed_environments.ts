import { rule } from '../../rule.ts'
import type { World } from '../../world.ts'
import { type Environment, environmentOfTags } from './environments.ts'

/** By VPC: a Droplet of each environment that is in it. */
function environmentsByVpc(world: World): ReadonlyMap<string, Map<Environment, string>> {
  const found = new Map<string, Map<Environment, string>>()
  for (const { vpc_uuid, name, tags } of world.facts('droplet')) {
    const environment = environmentOfTags(tags ?? [])
    if (!vpc_uuid || !environment) continue
    const here = found.get(vpc_uuid) ?? new Map<Environment, string>()
    if (!here.has(environment)) here.set(environment, name)
    found.set(vpc_uuid, here)
  }
  return found
}

const tagged = (...tags: string[]) => ({ tags })

export const vpcMixedEnvironments = rule({
  id: 'vpc-mixed-environments',
  name: 'Production and Other Environments in One VPC',
  severity: 'MEDIUM',
  kind: 'standard',
  resource: 'vpc',
  needs: ['droplet'],
  details: 'Droplets of production share the VPC with Droplets that are tagged for development or tests.',
  business_impact:
    'Test machines are patched later, opened wider and known to more people. From one of them, the private addresses of production are in reach, behind every firewall that faces the internet.',
  technical_details:
    'By `vpc_uuid`, the VPC holds a Droplet with a tag of production (`prod`, `production`, `prd`, `live`, alone or after `env:`, `environment:`, `stage:` or `tier:`) and one with a tag of another environment (`dev`, `development`, `test`, `testing`, `staging`, `stage`, `qa`, `sandbox`, `preprod`, `uat`).',
  mitigation: {
    panel: [
      'Open Networking, VPC, and create a VPC for each environment.',
      'Take a snapshot of each Droplet that is in the wrong one, and create it anew from the snapshot in its own VPC.',
      'Until then, let firewalls of production admit only sources of production.',
    ],
    doctl:
      'doctl vpcs create --name staging --region <region>\ndoctl compute droplet create <name> --image <snapshot-id> --size <size> --region <region> --vpc-uuid <vpc-id>',
    terraform: 'resource "digitalocean_droplet" "…" {\n  vpc_uuid = digitalocean_vpc.staging.id\n}',
    api: 'POST /v2/droplets with the "vpc_uuid" of the environment',
  },
  controls: {
    cis_v8: ['12.2', '16.8'],
    iso_27001: ['A.8.22', 'A.8.31'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['6.5.3'],
  },
  check: ({ id }, world) => {
    const here = world.derived(environmentsByVpc, environmentsByVpc).get(id)
    const [production, another] = [here?.get('production'), here?.get('another')]
    if (production === undefined || another === undefined) return undefined
    return { evidence: `By their tags, ${production} is of production and ${another} is not.` }
  },
  examples: {
    flagged: [
      { vpc: [{}], droplet: [tagged('production'), { id: 2, name: 'try-1', ...tagged('staging') }] },
      { vpc: [{}], droplet: [tagged('web', 'env:Prod'), { id: 2, name: 'try-1', ...tagged('env:dev') }] },
    ],
    passed: [
      { vpc: [{}], droplet: [tagged('prod'), { id: 2, ...tagged('production', 'web') }] },
      { vpc: [{}], droplet: [tagged('prod'), { id: 2, ...tagged('dev'), vpc_uuid: 'b2' }] },
      { vpc: [{}], droplet: [tagged('prod'), { id: 2, ...tagged('developer-tools') }] },
      { vpc: [{}], droplet: [{ tags: null }, { id: 2, ...tagged('dev') }] },
    ],
  },
})
