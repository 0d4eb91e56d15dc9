// A real server whose certificates Pebble signs: Pebble asks the server's own name server for the proofs.
import assert from 'node:assert/strict'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listAccounts } from '../../src/areas/account/store.ts'
import { verifyTrail } from '../../src/areas/audit/verify.ts'
import { type Material, openMaterial } from '../../src/areas/certificates/material.ts'
import { type Installation, openInstallation } from '../../src/installation.ts'
import type { Deps } from '../../src/kernel/ctx.ts'
import { type Answer, Client, Lost } from '../crash/client.ts'
import { until } from '../crash/until.ts'
import { type ServerProcess, startServer } from '../server_process.ts'
import { assertVerifies } from './openssl.ts'
import { freePort, type Pebble } from './pebble.ts'

export interface Certificate {
  id: string
  name: string
  state: 'pending' | 'verified' | 'error'
  dns_names: string[]
  message?: string
}

/** A data folder, and the server that runs on it now. */
export class Product implements AsyncDisposable {
  readonly data = mkdtempSync(join(tmpdir(), 'rockpool-acme-'))
  readonly dns: string
  readonly log: string[] = []
  #settings: Record<string, string> = {}
  #server: ServerProcess | undefined
  #asked = 0

  constructor(dns: string) {
    this.dns = dns
  }

  /** What the server asks from its next start on. */
  signedBy(
    authorities: Array<{ directory: string; ca: string }>,
    settings: Record<string, string> = {},
  ): void {
    const ca_file = join(this.data, 'authorities.pem')
    writeFileSync(ca_file, authorities.map(({ ca }) => ca).join('\n'))
    this.#settings = {
      ROCKPOOL_ACME_DIRECTORY: authorities.map(({ directory }) => directory).join(),
      ROCKPOOL_ACME_CA_FILE: ca_file,
      ROCKPOOL_DNS_LISTEN: this.dns,
      ROCKPOOL_TLS_LISTEN: 'off',
      ROCKPOOL_RATE_LIMIT: 'off',
      ROCKPOOL_REGIONS: 'nyc3',
      ...settings,
    }
  }

  async start(): Promise<void> {
    this.#server = await startServer({ data: this.data, settings: this.#settings })
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const server = this.#server
    this.#server = undefined
    await server?.stop(signal)
    this.log.push(...(server?.log.splice(0) ?? []))
  }

  async call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<Answer> {
    if (!this.#server) throw new Lost('no server runs')
    const client = new Client(this.#server)
    this.#asked += 1
    try {
      return await client.call({ method, path, request_id: `acme-${this.#asked}`, ...(body && { body }) })
    } finally {
      client.close()
    }
  }

  /** In a domain of its own, which is made. Returns its id. */
  async request(name: string, domain: string, dns_names = [domain]): Promise<string> {
    await this.call('POST', '/v2/domains', { name: domain })
    const wanted = { name, type: 'lets_encrypt', dns_names }
    const { status, body } = await this.call('POST', '/v2/certificates', wanted)
    assert.equal(status, 201, JSON.stringify(body))
    return body.certificate.id
  }

  async find(id: string): Promise<Certificate> {
    return (await this.call('GET', `/v2/certificates/${id}`)).body.certificate
  }

  /** As soon as none of them is `pending` any more; one look at a time, so that looking is not the server's main work. */
  async settled(ids: readonly string[]): Promise<Certificate[]> {
    const found: Certificate[] = []
    for (const id of ids)
      await until(`certificate ${id} is issued or refused`, async () => {
        const certificate = await this.find(id)
        if (certificate.state !== 'pending') found.push(certificate)
        return certificate.state !== 'pending'
      })
    return found
  }

  async issued(id: string): Promise<Certificate> {
    const [settled] = await this.settled([id])
    return verified(settled)
  }

  /** The texts under every name of the domain. */
  async proofsIn(domain: string): Promise<string[]> {
    const { body } = await this.call('GET', `/v2/domains/${domain}/records?type=TXT`)
    return body.domain_records.map(({ data }: { data: string }) => data)
  }

  /** Opened beside the server, or after it. */
  async inside<Result>(work: (installation: Installation) => Promise<Result>): Promise<Result> {
    const place = { database_url: undefined, schema: 'rockpool', master_key_file: undefined }
    const installation = await openInstallation({ ...place, data: this.data, regions: [{ slug: 'nyc3' }] })
    try {
      return await work(installation)
    } finally {
      await installation.close()
    }
  }

  /** Key and chain of a certificate: they belong together, are for its names, and OpenSSL finds nothing wrong. */
  async assertGood({ id, dns_names }: Certificate, pebble: Pebble): Promise<Material> {
    const material = await this.inside(async ({ main }) => {
      const [account] = await listAccounts(main.database.read)
      return openMaterial({ main } as Deps, { account: account?.id ?? '', id })
    })
    assert.ok(material, 'it has neither key nor chain')
    const leaf = new X509Certificate(material.chain)
    assert.ok(leaf.checkPrivateKey(createPrivateKey(material.private_key)), 'the key is another one')
    const names = dns_names.map((name) => `DNS:${name}`).sort()
    assert.deepEqual(leaf.subjectAltName?.split(', ').sort(), names)
    await assertVerifies(material.chain, pebble)
    return material
  }

  /** What the trail says of the steps that were taken; it is whole. */
  async steps(): Promise<Array<{ operation: string; resource: string; status: number; detail?: string }>> {
    return this.inside(async ({ main, signer }) => {
      const { problems } = await verifyTrail(main.database, signer)
      assert.deepEqual(problems, [])
      const rows = await main.database.read
        .$extendTables<{ audit_records: { record: string } }>()
        .selectFrom('audit_records')
        .select('record')
        .execute()
      return rows.map(({ record }) => JSON.parse(record)).filter(({ address }) => address === 'engine')
    })
  }

  /** Of no private key is there any text in the log, nor in a file of the data folder. */
  assertNoKeyInClear(keys: readonly string[]): void {
    const files = readdirSync(this.data, { recursive: true, encoding: 'utf8' })
      .map((file) => join(this.data, file))
      .filter((file) => statSync(file).isFile())
      .map((file) => ({ where: file, text: readFileSync(file, 'latin1') }))
    for (const { where, text } of [...files, { where: 'the log', text: this.log.join('\n') }]) {
      assert.ok(!text.includes('PRIVATE KEY'), `${where} holds a private key`)
      for (const key of keys) assert.ok(!text.includes(telling(key)), `${where} holds a private key`)
    }
  }

  async [Symbol.asyncDispose]() {
    await this.stop('SIGKILL')
    rmSync(this.data, { recursive: true, force: true })
  }
}

/** The part of a PEM in which keys differ. */
const telling = (pem: string) => pem.replaceAll(/-----[^-]+-----|\s/g, '').slice(60, 100)

/** With nothing to say about it. */
export function verified(certificate: Certificate | undefined): Certificate {
  assert.ok(certificate)
  assert.deepEqual([certificate.state, certificate.message], ['verified', undefined])
  return certificate
}

/** For Pebble's configuration: it asks for less patience than it does by itself. */
export const IMPATIENT = { retryAfter: { authz: 1, order: 1 } }

export const freeAddress = async () => `127.0.0.1:${await freePort()}`
