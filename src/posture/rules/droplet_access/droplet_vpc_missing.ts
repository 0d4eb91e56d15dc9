import { rule } from '../../rule.ts'

const alone = {
  features: ['backups', 'monitoring'],
  networks: { v4: [{ ip_address: '203.0.113.7', type: 'public' }] },
}

export const dropletVpcMissing = rule({
  id: 'droplet-vpc-missing',
  name: 'Droplet Outside of Any VPC',
  severity: 'MEDIUM',
  kind: 'workload',
  resource: 'droplet',
  details:
    'The Droplet has no private network: whatever it says to other machines goes over public addresses.',
  business_impact:
    'Traffic to databases and between services leaves the account’s own network, and each of them has to be open to public addresses to be reached at all. One mistake in a firewall then shows them to everybody.',
  technical_details:
    'The Droplet has no `vpc_uuid`, no address of type `private`, and does not list `private_networking` among its features, as Droplets from before VPCs. All three are asked for, because `vpc_uuid` is left out for tokens that may not read VPCs.',
  mitigation: {
    panel: [
      'Take a snapshot of the Droplet, best while it is off.',
      'Create a Droplet from the snapshot in the VPC of its services.',
      'Move what points to the old Droplet, let the services speak over private addresses, and destroy the old one.',
    ],
    doctl:
      'doctl compute droplet create <name> --image <snapshot-id> --vpc-uuid <vpc-id> --size <size> --region <region>',
    terraform: 'resource "digitalocean_droplet" "…" {\n  vpc_uuid = digitalocean_vpc.production.id\n}',
    api: 'POST /v2/droplets with "vpc_uuid"; a Droplet that exists cannot be moved into a VPC',
  },
  controls: {
    cis_v8: ['12.2'],
    iso_27001: ['A.8.22'],
    soc_2: ['CC6.6'],
    nist_csf: ['PR.IR-01'],
    pci_dss: ['1.4.4'],
  },
  check: ({ vpc_uuid, networks, features }) => {
    const isPrivate = (networks.v4 ?? []).some(({ type }) => type === 'private')
    if (vpc_uuid || isPrivate || features.includes('private_networking')) return undefined
    return { evidence: 'The Droplet is in no VPC and has no private address.' }
  },
  examples: {
    flagged: [
      { droplet: [{ ...alone, vpc_uuid: '' }] },
      { droplet: [{ ...alone, vpc_uuid: '', networks: {} }] },
    ],
    passed: [
      { droplet: [{}] },
      { droplet: [{ ...alone }] },
      { droplet: [{ ...alone, vpc_uuid: '', features: ['private_networking'] }] },
      {
        droplet: [
          { ...alone, vpc_uuid: '', networks: { v4: [{ ip_address: '10.1.0.2', type: 'private' }] } },
        ],
      },
    ],
  },
})
