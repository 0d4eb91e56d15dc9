// SIGKILL while a posture scan is under way: the next start ends it.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { type ServerProcess, startServer } from '../server_process.ts'
import { type Call, Client } from './client.ts'
import { until } from './until.ts'

const SCANS = '/v2/security/scans'
const ROUNDS = 4
const PROJECTS = 5
const SETTINGS = { ROCKPOOL_SPEED: 'instant', ROCKPOOL_RATE_LIMIT: 'off' }

async function asking<Result>(server: ServerProcess, work: (call: Ask) => Promise<Result>): Promise<Result> {
  const client = new Client(server)
  try {
    return await work((method, path, body) =>
      client.call({ method, path, request_id: crypto.randomUUID(), ...(body && { body }) }),
    )
  } finally {
    client.close()
  }
}

type Ask = (method: Call['method'], path: string, body?: object) => ReturnType<Client['call']>

test(`a scan is killed ${ROUNDS} times, and each ends as COMPLETED after the restart`, async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'rockpool-scan-'))
  await makeProjects(data)
  const started: string[] = []
  let midway = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    started.push(await scanAndKill(data, round))
    midway += scansUnderWay(data)
  }
  await using server = await startServer({ data, settings: SETTINGS })
  await asking(server, async (ask) => {
    for (const id of started) {
      const read = async () => (await ask('GET', `${SCANS}/${id}?per_page=200`)).body.scan
      await until(`the scan ${id} is over`, async () => (await read()).status !== 'IN_PROGRESS')
      const { status, findings } = await read()
      assert.equal(status, 'COMPLETED')
      const [found] = findings.filter(
        (it: { rule_id: string }) => it.rule_id === 'project-without-environment',
      )
      assert.equal(found.affected_resources_count, PROJECTS, 'each is found once')
    }
  })
  t.diagnostic(`${midway} of ${ROUNDS} scans were under way when the server was killed`)
  assert.ok(midway > 0, 'no scan was under way when the server was killed')
  rmSync(data, { recursive: true })
})

async function makeProjects(data: string): Promise<void> {
  await using server = await startServer({ data, settings: SETTINGS })
  await asking(server, async (ask) => {
    for (let at = 0; at < PROJECTS; at += 1)
      await ask('POST', '/v2/projects', { name: `project-${at}`, purpose: 'fish' })
  })
}

/** Kills the server when the scan is acknowledged, or some requests later. */
async function scanAndKill(data: string, requests: number): Promise<string> {
  const server = await startServer({ data, settings: SETTINGS })
  const id = await asking(server, async (ask) => {
    const { status, body } = await ask('POST', SCANS)
    assert.equal(status, 201)
    for (let at = 0; at < requests; at += 1) await ask('GET', '/v2/account')
    return body.id
  })
  await server.stop('SIGKILL')
  return id
}

/** As what was killed has left it. */
function scansUnderWay(data: string): number {
  const db = new DatabaseSync(join(data, 'rockpool.db'))
  try {
    const [row] = db.prepare("select count(*) as scans from posture_scans where status = 'IN_PROGRESS'").all()
    return Number(row?.scans)
  } finally {
    db.close()
  }
}
