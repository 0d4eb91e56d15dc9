import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { BadRequest, makeCsr, makeKey, openCsr } from '../../tls/csr.ts'
import { makeAuthority } from '../../tls/local_ca.ts'
import { CertificateFault } from '../../tls/pem.ts'
import { IssuerProblem } from '../problem.ts'
import { openThread, ThreadEnded } from './thread.ts'
import { type Aside, perform } from './work.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const TIMES = { idle_ms: 60_000, longest_ms: 60_000 }
const key = await makeKey('ec256')

/** A thread that ends with the test, and the workers that were started for it. */
function open(t: TestContext, times: Partial<typeof TIMES> = {}) {
  const workers: Worker[] = []
  const note = (worker: Worker) => void workers.push(worker)
  process.on('worker', note)
  const thread = openThread({ ...TIMES, ...times })
  t.after(async () => {
    process.off('worker', note)
    await thread.close()
  })
  return { ...thread, workers }
}

/** Begins an exchange with a server that never answers, and resolves when that has been asked, or when it has failed before. */
async function beginToWait(t: TestContext, aside: Aside): Promise<{ waiting: Promise<unknown> }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const waiting = aside('exchange', { version: '1', time_limit_ms: 60_000 }, { method: 'GET', url })
  const failed = waiting.catch(() => {})
  await Promise.race([once(server, 'request'), failed])
  return { waiting }
}

const failureOf = (attempt: Promise<unknown>): Promise<Error> =>
  attempt.then(
    () => assert.fail('it has not failed'),
    (error) => error,
  )

test('work is done on one thread, which begins with the first piece of it', async (t) => {
  const { aside, workers } = open(t)
  assert.equal(workers.length, 0)
  const csrs = await Promise.all([aside('makeCsr', key, ['a.test']), aside('makeCsr', key, ['b.test'])])
  const names = await Promise.all(csrs.map(async (csr) => (await openCsr(csr)).names))
  assert.deepEqual(names, [['a.test'], ['b.test']])
  assert.equal(workers.length, 1)
})

test('what fails on the thread fails as it would here', async (t) => {
  const { aside } = open(t)
  const authority = await makeAuthority(NOW, 'test')
  const csr = await makeCsr(key, ['a.test'])
  const closed = { method: 'GET', url: 'http://127.0.0.1:1/' } as const
  const tries: Array<[new (...given: never[]) => Error, (aside: Aside) => Promise<unknown>]> = [
    [CertificateFault, (it) => it('readChain', 'no PEM', key, NOW)],
    [CertificateFault, (it) => it('readChain', authority.certificate, key, NOW)],
    [BadRequest, (it) => it('issueFromCsr', authority, Buffer.from('no request'), ['a.test'], NOW)],
    [BadRequest, (it) => it('issueFromCsr', authority, csr, ['b.test'], NOW)],
    [IssuerProblem, (it) => it('exchange', { version: '1' }, closed)],
    [Error, (it) => it('makeCsr', 'no key', ['a.test'])],
  ]
  for (const [kind, attempt] of tries) {
    const [there, here] = [await failureOf(attempt(aside)), await failureOf(attempt(perform))]
    assert.equal(there.constructor, kind)
    assert.equal(there.message, here.message)
    if (kind !== Error) assert.deepEqual({ ...there }, { ...here }, there.message)
  }
})

test('no error from the thread tells of a key', async (t) => {
  const { aside } = open(t)
  const damaged = key.replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA')
  const body = key.split('\n')[1]?.slice(20) as string
  for (const attempt of [
    aside('makeCsr', damaged, ['a.test']),
    aside('readChain', (await makeAuthority(NOW, 'test')).certificate, damaged, NOW),
  ]) {
    const error = await failureOf(attempt)
    assert.doesNotMatch(
      `${error.message}${error.stack}${JSON.stringify(error)}`,
      new RegExp(RegExp.escape(body)),
    )
  }
})

test('when the thread dies its work fails, and the next piece has another', async (t) => {
  const { aside, workers } = open(t)
  const { waiting } = await beginToWait(t, aside)
  await workers[0]?.terminate()
  await assert.rejects(waiting, ThreadEnded)
  assert.ok((await aside('makeCsr', key, ['a.test'])).length > 0)
  assert.equal(workers.length, 2)
})

test('what takes too long ends the thread', async (t) => {
  const { aside, workers } = open(t, { longest_ms: 1000 })
  const { waiting } = await beginToWait(t, aside)
  await assert.rejects(waiting, { constructor: ThreadEnded, message: /exchange took longer than 1 second/ })
  if (workers[0]?.threadId !== -1) await once(workers[0] as Worker, 'exit')
})

test('a thread that has nothing to do ends, and begins again when there is something', async (t) => {
  const { aside, workers } = open(t, { idle_ms: 1 })
  await aside('makeCsr', key, ['a.test'])
  await once(workers[0] as Worker, 'exit')
  await aside('makeCsr', key, ['a.test'])
  assert.equal(workers.length, 2)
})

test('a thread that is closed fails what it has not done, and takes nothing more', async (t) => {
  const { aside, close, workers } = open(t)
  const { waiting } = await beginToWait(t, aside)
  await close()
  await assert.rejects(waiting, { constructor: ThreadEnded, message: /the server is stopping/ })
  assert.equal(workers[0]?.threadId, -1)
  await assert.rejects(aside('makeCsr', key, ['a.test']), ThreadEnded)
  assert.equal(workers.length, 1)
})
