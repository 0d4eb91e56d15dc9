// dots, the official TypeScript client, unmodified.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions'
import { FetchRequestAdapter } from '@microsoft/kiota-http-fetchlibrary'
import { makeCertificate, uploadOf } from './cloud/made_certificate.ts'
import { harness } from './harness.ts'

// The package brings its TypeScript sources, which do not compile under this project's flags; a name that is not a
// literal keeps the compiler away from them.
const PACKAGE: string = '@digitalocean/dots'
const dots = await import(PACKAGE)
const security = await import(`${PACKAGE}/src/dots/v2/security/index.js`)

/** What the client throws for an answer that is an error. */
interface Refusal {
  responseStatusCode: number
  id: string
  messageEscaped: string
  requestId: string
}

async function clientOf(product: Awaited<ReturnType<typeof harness>>, token = product.token) {
  const adapter = new FetchRequestAdapter(new dots.DigitalOceanApiKeyAuthenticationProvider(token))
  const { server } = product.app
  if (!server.listening) await product.app.listen({ host: '127.0.0.1', port: 0 })
  adapter.baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  return { client: dots.createDigitalOceanClient(adapter), adapter }
}

type Sender = (request: string, body?: object) => Promise<Record<string, unknown> | undefined>

/** Sends through the client's adapter: its token, its middleware, its mapping of errors. */
function senderOver(adapter: FetchRequestAdapter): Sender {
  const errors = { XXX: dots.createErrorEscapedFromDiscriminatorValue }
  return async (request, body) => {
    const [method, path] = request.split(' ') as [keyof typeof HttpMethod, string]
    const information = new RequestInformation(HttpMethod[method])
    information.URL = path.startsWith('http') ? path : `${adapter.baseUrl}${path}`
    information.headers.add('Accept', 'application/json')
    if (body) {
      const bytes = new TextEncoder().encode(JSON.stringify(body))
      information.setStreamContent(bytes.buffer, 'application/json')
    }
    const answer = await adapter.sendPrimitive<ArrayBuffer>(information, 'ArrayBuffer', errors)
    return answer?.byteLength ? JSON.parse(new TextDecoder().decode(answer)) : undefined
  }
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  return work.then(
    () => assert.fail('the client took it for a success'),
    (error) => error,
  )
}

test('dots gets the account', async () => {
  await using product = await harness()
  const { client } = await clientOf(product)
  const { account } = await client.v2.account.get()
  assert.deepEqual(
    [account.uuid, account.name, account.status, account.emailVerified, account.team.uuid],
    [product.account, 'acme', 'active', true, product.account],
  )
  assert.deepEqual([account.dropletLimit, account.floatingIpLimit], [25, 3])
})

test('dots makes its own error of a refusal', async () => {
  await using product = await harness()
  const { client } = await clientOf(product, `dop_v1_${'0'.repeat(64)}`)
  const refusal = await refusalOf(client.v2.account.get())
  assert.deepEqual([refusal.responseStatusCode, refusal.id], [401, 'unauthorized'])
  assert.match(refusal.messageEscaped, /^Unable to authenticate you/)
  assert.match(refusal.requestId, /^[0-9a-f-]{36}$/)
})

test('dots is told what is not served', async () => {
  await using product = await harness()
  const { client } = await clientOf(product)
  const refusal = await refusalOf(client.v2.genAi.agents.get())
  assert.deepEqual([refusal.responseStatusCode, refusal.id], [501, 'not_implemented'])
})

test('dots has no builders for secrets yet', () => {
  const builders = Object.keys(security.SecurityRequestBuilderNavigationMetadata)
  assert.deepEqual(builders.sort(), ['scans', 'settings'], 'use the new builders in the tests below')
})

test('dots takes a secret through its life', async () => {
  await using product = await harness()
  const { adapter } = await clientOf(product)
  const send = senderOver(adapter)
  const secrets = '/v2/security/secrets'
  const values = { user: 'admin', password: 'wörd' }
  const made = await send(`POST ${secrets}`, { name: 'db', region: 'nyc3', values })
  assert.deepEqual(made, { name: 'db', region: 'nyc3', version: 1 })
  const read = await send(`GET ${secrets}/db?region=nyc3`)
  assert.deepEqual([read?.secret, read?.values], ['db', values])
  const change = { region: 'nyc3', version: 1, values: { password: 'second' } }
  assert.equal((await send(`PUT ${secrets}/db`, change))?.version, 2)
  const stale = await refusalOf(send(`PUT ${secrets}/db`, change))
  assert.deepEqual([stale.responseStatusCode, stale.id], [409, 'conflict'])
  assert.doesNotMatch(stale.messageEscaped, /second/)
  const versions = (await send(`GET ${secrets}/db/versions?region=nyc3`))?.versions as Array<{
    version: number
  }>
  assert.deepEqual(
    versions.map((it) => it.version),
    [2, 1],
  )
  assert.equal(await send(`DELETE ${secrets}/db?region=nyc3`), undefined)
  assert.equal((await send(`GET ${secrets}/db?region=nyc3`))?.values, undefined)
  const restored = await send(`POST ${secrets}/db/restore?region=nyc3`)
  assert.deepEqual(restored?.values, change.values)
})

test('dots follows the links of a list to its end', async () => {
  await using product = await harness()
  const { adapter } = await clientOf(product)
  const send = senderOver(adapter)
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names)
    await send('POST /v2/security/secrets', { name, region: 'nyc3', values: { k: 'v' } })
  const seen: string[] = []
  let next: string | undefined = '/v2/security/secrets?per_page=2'
  while (next) {
    const page = (await send(`GET ${next}`)) as {
      secrets: Array<{ secret: string }>
      links: { pages?: { next?: string } }
    }
    seen.push(...page.secrets.map((it) => it.secret))
    next = page.links.pages?.next
  }
  assert.deepEqual(seen, names)
})

// Its models cannot read lists of numbers or texts with the serializer that npm brings beside it, whoever the server is.
// So what has such lists, as Droplets and volumes do, goes through its adapter.
test('dots builds a cloud and takes it down', async () => {
  await using product = await harness()
  const { client, adapter } = await clientOf(product)
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  const send = senderOver(adapter) as (request: string, body?: object) => Promise<any>
  const region = 'nyc3'
  const { vpc } = await client.v2.vpcs.post({ name: 'dots', region, ipRange: '10.230.0.0/20' })
  const wanted = { name: 'dots-1', region, size: 's-1vcpu-1gb', image: 'ubuntu-24-04-x64', vpc_uuid: vpc.id }
  const { id } = (await send('POST /v2/droplets', { ...wanted, tags: ['dots'] })).droplet
  await product.finishActions()
  const { droplet } = await send(`GET /v2/droplets/${id}`)
  assert.partialDeepStrictEqual(droplet, { status: 'active', vpc_uuid: vpc.id, tags: ['dots'] })
  const { volume } = await send('POST /v2/volumes', { name: 'dots', region, size_gigabytes: 10 })
  const volume_path = `/v2/volumes/${volume.id}`
  await send(`POST ${volume_path}/actions`, { type: 'attach', droplet_id: id, region })
  await product.finishActions()
  assert.partialDeepStrictEqual(await send(`GET ${volume_path}`), { volume: { droplet_ids: [id] } })

  await client.v2.domains.post({ name: 'dots.example.com', ipAddress: '192.0.2.1' })
  const { domain } = await client.v2.domains.byDomain_name('dots.example.com').get()
  assert.match(domain.zoneFile, /IN\s+A\s+192\.0\.2\.1/)
  const { tag } = await client.v2.tags.byTag_id('dots').get()
  assert.equal(tag.resources.droplets.count, 1)
  const project = await client.v2.projects.post({ name: 'dots', purpose: 'Service or API' })
  const path = `/v2/projects/${project.project.id}`
  const urn = `do:droplet:${id}`
  await send(`POST ${path}/resources`, { resources: [urn] })
  assert.partialDeepStrictEqual(await send(`GET ${path}/resources`), { resources: [{ urn }] })

  await send(`DELETE /v2/droplets/${id}`)
  await send(`DELETE ${volume_path}`)
  await client.v2.projects.byProject_id(project.project.id).delete()
  await client.v2.domains.byDomain_name('dots.example.com').delete()
  await client.v2.vpcs.byVpc_id(vpc.id).delete()
  assert.partialDeepStrictEqual(await send('GET /v2/droplets'), { droplets: [], meta: { total: 0 } })
})

test('dots uploads a certificate, has another one issued, and deletes what is not in use', async () => {
  await using product = await harness()
  const { client, adapter } = await clientOf(product)
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  const send = senderOver(adapter) as (request: string, body?: object) => Promise<any>
  const upload = uploadOf(await makeCertificate({ names: ['own.example'] }))
  const own = (await send('POST /v2/certificates', { name: 'own', type: 'custom', ...upload })).certificate
  await client.v2.domains.post({ name: 'dots.example.com' })
  const wanted = { name: 'issued', type: 'lets_encrypt', dns_names: ['www.dots.example.com'] }
  const asked = (await send('POST /v2/certificates', wanted)).certificate
  assert.deepEqual([own.state, asked.state], ['verified', 'pending'])
  await product.finishActions()
  const [issued] = (await send('GET /v2/certificates?name=issued')).certificates
  assert.partialDeepStrictEqual(issued, { id: asked.id, state: 'verified', dns_names: wanted.dns_names })

  const rule = { entry_protocol: 'https', entry_port: 443, target_protocol: 'http', target_port: 80 }
  const { load_balancer } = await send('POST /v2/load_balancers', {
    name: 'dots',
    region: 'nyc3',
    forwarding_rules: [{ ...rule, certificate_id: own.id }],
  })
  const certificate = (id: string) => client.v2.certificates.byCertificate_id(id)
  const refusal = await refusalOf(certificate(own.id).delete())
  assert.deepEqual([refusal.responseStatusCode, refusal.id], [403, 'forbidden'])
  assert.match(refusal.messageEscaped, /^Make sure the certificate is not in use/)
  await client.v2.load_balancers.byLb_id(load_balancer.id).delete()
  for (const { id } of [own, issued]) await certificate(id).delete()
  assert.deepEqual((await send('GET /v2/certificates')).certificates, [])
})
