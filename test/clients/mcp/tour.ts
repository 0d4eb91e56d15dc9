// A day of an agent: it builds an environment with the tools of the official MCP server, changes it, and takes it down.
import assert from 'node:assert/strict'
import { useCertificates } from './certificates.ts'
import { keepRegistry } from './registries.ts'
import type { Json, Session } from './session.ts'

const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g agent@example.com'
const REGION = 'nyc3'

export async function agentsDay(
  session: Session,
  settled: (droplet: number) => Promise<void>,
): Promise<Set<string>> {
  const used = new Set<string>()
  const call = (tool: string, args: object = {}): Promise<Json> => {
    used.add(tool)
    return session.call(tool, args)
  }
  const agent = { call, settled }
  await lookAround(agent)
  const droplet = await buildDroplet(agent)
  await surroundIt(agent, droplet)
  await changeIt(agent, droplet)
  await keepVolumes(agent, droplet)
  await nameThings(agent)
  await useCertificates(agent)
  await keepRegistry(agent)
  await call('droplet-delete', { ID: droplet })
  return used
}

export interface Agent {
  call(tool: string, args?: object): Promise<Json>
  /** Resolves when nothing is being done to the Droplet any more. */
  settled(droplet: number): Promise<void>
}

async function lookAround({ call }: Agent): Promise<void> {
  await call('account-get-information')
  await call('region-list')
  await call('size-list')
  await call('image-list', { Type: 'distribution' })
  for (const kind of ['droplet', 'key', 'domain', 'firewall', 'lb', 'vpc', 'volume', 'action', 'spaces-cdn'])
    await call(`${kind}-list`)
}

async function buildDroplet({ call, settled }: Agent): Promise<number> {
  const key = await call('key-create', { Name: 'agent', PublicKey: KEY })
  await call('key-get', { ID: key.id })
  const made = await call('droplet-create', {
    Name: 'agent-1',
    Region: REGION,
    Size: 's-1vcpu-1gb',
    ImageSlug: 'ubuntu-24-04-x64',
    Tags: ['agents'],
  })
  const id = (made.droplet ?? made).id
  await settled(id)
  const droplet = await call('droplet-get', { ID: id })
  assert.equal((droplet.droplet ?? droplet).status, 'active')
  await call('droplet-kernels', { ID: id })
  await call('key-delete', { ID: key.id })
  return id
}

async function surroundIt({ call, settled }: Agent, droplet: number): Promise<void> {
  const firewall = await call('firewall-create', {
    Name: 'agents',
    InboundProtocol: 'tcp',
    InboundPortRange: '22',
    InboundSource: '0.0.0.0/0',
    OutboundProtocol: 'tcp',
    OutboundPortRange: '443',
    OutboundDestination: '0.0.0.0/0',
    DropletIDs: [],
    Tags: [],
  })
  await call('firewall-add-droplets', { ID: firewall.id, DropletIDs: [droplet] })
  await call('firewall-add-tags', { ID: firewall.id, Tags: ['agents'] })
  const seen = await call('firewall-get', { ID: firewall.id })
  assert.deepEqual([seen.droplet_ids, seen.tags], [[droplet], ['agents']])
  await call('firewall-remove-tags', { ID: firewall.id, Tags: ['agents'] })
  await call('firewall-remove-droplets', { ID: firewall.id, DropletIDs: [droplet] })
  await call('firewall-delete', { ID: firewall.id })

  const balancer = await call('lb-create', {
    Name: 'agents',
    Region: REGION,
    DropletIDs: [droplet],
    ForwardingRules: [{ EntryProtocol: 'http', EntryPort: 80, TargetProtocol: 'http', TargetPort: 8080 }],
  })
  await call('lb-get', { LoadBalancerID: balancer.id })
  await call('lb-delete', { LoadBalancerID: balancer.id })

  const reserved = await call('reserved-ip-reserve', { Region: REGION, Type: 'ipv4' })
  const { ip } = reserved.reserved_ip ?? reserved
  await call('reserved-ip-assign', { IP: ip, DropletID: droplet, Type: 'ipv4' })
  await settled(droplet)
  await call('reserved-ip-get', { IP: ip })
  await call('reserved-ip-unassign', { IP: ip, Type: 'ipv4' })
  await settled(droplet)
  await call('reserved-ip-list', { Type: 'ipv4' })
  await call('reserved-ip-release', { IP: ip, Type: 'ipv4' })
}

async function changeIt({ call, settled }: Agent, droplet: number): Promise<void> {
  const act = async (tool: string, args: object = {}) => {
    const action = await call(tool, { ID: droplet, ...args })
    await settled(droplet)
    return action.action ?? action
  }
  const off = await act('power-off-droplet')
  await call('droplet-action', { DropletID: droplet, ActionID: off.id })
  await call('action-get', { ID: off.id })
  await act('resize-droplet', { Size: 's-1vcpu-2gb', ResizeDisk: true })
  await act('power-on-droplet')
  await act('rename-droplet', { Name: 'agent-renamed' })
  await act('snapshot-droplet', { Name: 'before' })
  await act('enable-backups-droplet')
  await call('droplet-backup-policy', { ID: droplet })
  await act('disable-backups-droplet')
  await act('enable-ipv6-droplet')
  await act('reboot-droplet')
  await act('power-cycle-droplet')
  await act('shutdown-droplet')
  await act('rebuild-droplet-by-slug', { ImageSlug: 'debian-12-x64' })
  await act('reset-droplet-password')
  const seen = await call('droplet-get', { ID: droplet })
  const { snapshot_ids } = seen.droplet ?? seen
  await act('restore-droplet', { ImageID: snapshot_ids[0] })
  await call('image-get', { ID: snapshot_ids[0] })
  await call('image-update', { ID: snapshot_ids[0], Name: 'kept' })
  await call('image-delete', { ID: snapshot_ids[0] })
  const by_tag = async (tool: string, args: object = {}) => {
    await call(tool, { Tag: 'agents', ...args })
    await settled(droplet)
  }
  await by_tag('power-on-droplets-tag')
  await by_tag('power-cycle-droplets-tag')
  await by_tag('power-off-droplets-tag')
  await by_tag('snapshot-droplets-tag', { Name: 'all' })
}

async function keepVolumes({ call, settled }: Agent, droplet: number): Promise<void> {
  const volume = await call('volume-create', { Name: 'agents', Region: REGION, SizeGigaBytes: 10 })
  await call('volume-get', { ID: volume.id })
  const action = await call('volume-attach', { VolumeID: volume.id, DropletID: droplet })
  await settled(droplet)
  await call('volume-action-list', { VolumeID: volume.id })
  await call('volume-action-get', { VolumeID: volume.id, ActionID: (action.action ?? action).id })
  await call('volume-detach', { VolumeID: volume.id, DropletID: droplet })
  await settled(droplet)
  await call('volume-resize', { VolumeID: volume.id, SizeGigaBytes: 20, Region: REGION })
  await settled(droplet)
  const snapshot = await call('volume-snapshot-create', { VolumeID: volume.id, Name: 'agents' })
  await call('volume-snapshot-get', { ID: snapshot.id })
  await call('volume-snapshot-list', { VolumeID: volume.id })
  await call('volume-snapshot-delete', { ID: snapshot.id })
  await call('volume-delete', { ID: volume.id })
}

async function nameThings({ call }: Agent): Promise<void> {
  await call('domain-create', { Name: 'agents.example.com', IPAddress: '192.0.2.1' })
  await call('domain-get', { Name: 'agents.example.com' })
  const of_domain = { Domain: 'agents.example.com' }
  const record = await call('domain-record-create', {
    ...of_domain,
    Type: 'A',
    Name: 'www',
    Data: '192.0.2.2',
  })
  const { id } = record.domain_record ?? record
  await call('domain-record-get', { ...of_domain, RecordID: id })
  await call('domain-record-edit', { ...of_domain, RecordID: id, Type: 'A', Name: 'web', Data: '192.0.2.3' })
  await call('domain-record-list', of_domain)
  await call('domain-record-delete', { ...of_domain, RecordID: id })
  await call('domain-delete', { Name: 'agents.example.com' })
  const vpc = await call('vpc-create', { Name: 'agents', Region: REGION })
  await call('vpc-get', { ID: vpc.id })
  await call('vpc-list-members', { ID: vpc.id })
  await call('vpc-delete', { ID: vpc.id })
  const key = await call('spaces-key-create', { Name: 'agents' })
  const access = key.access_key ?? key.key?.access_key
  await call('spaces-key-get', { AccessKey: access })
  await call('spaces-key-list', { Page: 1, PerPage: 20 })
  await call('spaces-key-update', { AccessKey: access, Name: 'renamed' })
  await call('spaces-key-delete', { AccessKey: access })
  const cdn = await call('spaces-cdn-create', { Origin: 'agents.nyc3.digitaloceanspaces.com', TTL: 3600 })
  await call('spaces-cdn-get', { ID: cdn.id })
  await call('spaces-cdn-flush-cache', { ID: cdn.id, Files: ['*'] })
  await call('spaces-cdn-delete', { ID: cdn.id })
}
