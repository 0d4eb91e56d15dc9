// A script of doctl's commands over every area of the emulated cloud.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Doctl, json, one, withDoctl } from './doctl_program.ts'

const REGION = ['--region', 'nyc3']

/** Requires success of a command that prints nothing of use. */
async function does(doctl: Doctl, ...args: string[]): Promise<void> {
  const ran = await doctl(args)
  assert.equal(ran.status, 0, ran.said)
}

test('doctl builds a cloud, changes it and takes it down', async (t) => {
  await withDoctl(t, async (doctl) => {
    for (const list of ['region', 'size', 'image', 'snapshot', 'action', 'droplet'])
      assert.ok(Array.isArray(await json(doctl, ['compute', list, 'list'])), list)
    const vpc = one(await json(doctl, ['vpcs', 'create', '--name', 'doctl', ...REGION]))
    const flags = ['--size', 's-1vcpu-1gb', '--image', 'ubuntu-24-04-x64', '--vpc-uuid', vpc.id]
    const made = [
      'compute',
      'droplet',
      'create',
      'doctl-1',
      ...REGION,
      ...flags,
      '--tag-names',
      'doctl',
      '--wait',
    ]
    const droplet = one(await json(doctl, made))
    assert.equal(droplet.status, 'active')
    const id = String(droplet.id)
    await actOn(doctl, id)
    await attachVolume(doctl, id)
    await surround(doctl, id)
    await nameThings(doctl, id)
    await does(doctl, 'compute', 'droplet', 'delete', '--tag-name', 'doctl', '--force')
    await does(doctl, 'vpcs', 'delete', vpc.id, '--force')
    assert.deepEqual(await json(doctl, ['compute', 'droplet', 'list']), [])
  })
})

async function actOn(doctl: Doctl, id: string): Promise<void> {
  const act = (...args: string[]) => json(doctl, ['compute', 'droplet-action', ...args, '--wait'])
  assert.equal(one(await act('power-off', id)).status, 'completed')
  await act('resize', id, '--size', 's-1vcpu-2gb', '--resize-disk')
  await act('snapshot', id, '--snapshot-name', 'doctl')
  await act('power-on', id)
  await act('rename', id, '--droplet-name', 'doctl-renamed')
  const [snapshot] = await json(doctl, ['compute', 'snapshot', 'list', '--resource', 'droplet'])
  assert.equal(snapshot.name, 'doctl')
  await does(doctl, 'compute', 'snapshot', 'delete', snapshot.id, '--force')
}

async function attachVolume(doctl: Doctl, id: string): Promise<void> {
  const volume = one(
    await json(doctl, ['compute', 'volume', 'create', 'doctl', ...REGION, '--size', '10GiB']),
  )
  await json(doctl, ['compute', 'volume-action', 'attach', volume.id, id, '--wait'])
  assert.deepEqual(one(await json(doctl, ['compute', 'volume', 'get', volume.id])).droplet_ids, [Number(id)])
  await json(doctl, ['compute', 'volume-action', 'detach', volume.id, id, '--wait'])
  await does(doctl, 'compute', 'volume', 'delete', volume.id, '--force')
}

async function surround(doctl: Doctl, id: string): Promise<void> {
  const rule = 'protocol:tcp,ports:22,address:192.0.2.0/24'
  const wall = ['--name', 'doctl', '--inbound-rules', rule, '--droplet-ids', id]
  const firewall = one(await json(doctl, ['compute', 'firewall', 'create', ...wall]))
  await does(doctl, 'compute', 'firewall', 'add-tags', firewall.id, '--tag-names', 'doctl')
  const forwarding = 'entry_protocol:http,entry_port:80,target_protocol:http,target_port:80'
  const balancing = ['--name', 'doctl', ...REGION, '--forwarding-rules', forwarding, '--tag-name', 'doctl']
  const balancer = one(await json(doctl, ['compute', 'load-balancer', 'create', ...balancing, '--wait']))
  const reserved = one(await json(doctl, ['compute', 'reserved-ip', 'create', ...REGION]))
  const assign = one(await json(doctl, ['compute', 'reserved-ip-action', 'assign', reserved.ip, id]))
  await json(doctl, ['compute', 'action', 'wait', String(assign.id)])
  await does(doctl, 'compute', 'load-balancer', 'delete', balancer.id, '--force')
  await does(doctl, 'compute', 'firewall', 'delete', firewall.id, '--force')
  await does(doctl, 'compute', 'reserved-ip', 'delete', reserved.ip, '--force')
}

async function nameThings(doctl: Doctl, id: string): Promise<void> {
  await json(doctl, ['compute', 'domain', 'create', 'doctl.example.com'])
  const www = ['--record-type', 'A', '--record-name', 'www', '--record-data', '192.0.2.1']
  await json(doctl, ['compute', 'domain', 'records', 'create', 'doctl.example.com', ...www])
  const records = await json(doctl, ['compute', 'domain', 'records', 'list', 'doctl.example.com'])
  assert.ok(records.some((it: { name: string; type: string }) => it.name === 'www' && it.type === 'A'))
  const project = one(
    await json(doctl, ['projects', 'create', '--name', 'doctl', '--purpose', 'Service or API']),
  )
  await json(doctl, ['projects', 'resources', 'assign', project.id, '--resource', `do:droplet:${id}`])
  const [held] = await json(doctl, ['projects', 'resources', 'list', project.id])
  assert.equal(held.urn, `do:droplet:${id}`)
  const grants = ['--grants', 'bucket=doctl;permission=readwrite']
  const key = one(await json(doctl, ['spaces', 'keys', 'create', 'doctl', ...grants]))
  await does(doctl, 'spaces', 'keys', 'delete', key.access_key)
  await does(doctl, 'compute', 'domain', 'delete', 'doctl.example.com', '--force')
}
